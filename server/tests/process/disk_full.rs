//! A disk that is full (R06): writes are refused with what to do, reads go on, and nothing has to be restarted. One round
//! in the test command, as many as `ROSTER_TEST_FULL_DISKS` says otherwise. A disk of a known size can only be mounted by
//! who may mount; for others these tests do nothing, and say so.

use std::{
    fs::{self, File},
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use rustix::process::Signal;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::{
    cluster::Cluster,
    journal::Journal,
    support::{PATIENCE, Place, Server, rounds},
    writers::{Writers, prepare},
};

/// Until writes work once there is room again.
const CURE: Duration = Duration::from_secs(10);
/// How long a refused write may take; twice what is promised, since other tests keep the machine busy meanwhile.
const LIMIT: Duration = Duration::from_secs(2 * 5);

/// A disk of 64 MiB, unmounted when dropped.
struct Disk {
    folder: TempDir,
}

impl Disk {
    /// Nothing, where nobody lets us mount one.
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mount = ["-t", "tmpfs", "-o", "size=64m,mode=0777", "roster-test"];
        let mounted = Command::new("mount").args(mount).arg(folder.path()).status();
        if mounted.is_ok_and(|status| status.success()) {
            return Some(Self { folder });
        }
        eprintln!("left out: no small disk can be mounted here, which takes root");
        None
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn ballast(&self) -> PathBuf {
        self.path().join("ballast")
    }

    /// Takes all the room that is left.
    fn fill(&self) {
        let mut file = File::options().create(true).append(true).open(self.ballast()).unwrap();
        for size in [1 << 20, 1 << 12] {
            let full = loop {
                if let Err(cause) = file.write_all(&vec![0; size]) {
                    break cause;
                }
            };
            assert_eq!(full.kind(), ErrorKind::StorageFull);
        }
    }

    fn make_room(&self) {
        fs::remove_file(self.ballast()).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.path()).status();
    }
}

/// The refusal of a write that finds no room. Those before it may find some in what is there already. No password is set,
/// since hashing gives way to everything else on a busy machine.
fn refusal(server: &Server, cookie: &str) -> String {
    let begun = Instant::now();
    for name in 0.. {
        let form = format!("user_id=reader&base={{%22name%22:%22?%22}}&name={name}");
        let asked = Instant::now();
        let answer = server.post("/fn/users/update", cookie, &form);
        assert!(asked.elapsed() < LIMIT, "{answer}");
        if !answer.starts_with("HTTP/1.1 200") {
            return answer;
        }
        assert!(begun.elapsed() < PATIENCE, "there is still room");
    }
    unreachable!("numbers do not end")
}

fn fill_again_and_again(disk: &Disk, place: &Place) {
    let (runtime, journal) = (Runtime::new().unwrap(), Journal::default());
    place.admin();
    let mut server = place.start();
    let cookie = prepare(&server);
    server.create(&cookie, "reader");
    for _ in 0..rounds("ROSTER_TEST_FULL_DISKS", 1) {
        Writers::new(&server, &cookie, &journal).during(|| {
            journal.wait(journal.counts(), PATIENCE, |acknowledged, _| acknowledged > 0);
            disk.fill();
            let refusal = refusal(&server, &cookie);
            assert!(refusal.starts_with("HTTP/1.1 503") && refusal.contains("to make room"), "{refusal}");
            for path in ["/users", "/readyz"] {
                let page = server.get(path, &cookie);
                assert!(page.starts_with("HTTP/1.1 200"), "{page}");
            }
            disk.make_room();
            journal.wait(journal.counts(), CURE, |acknowledged, _| acknowledged > 0);
        });
        assert_eq!(journal.lost(&runtime, &place.database()), [""; 0]);
    }
    assert_eq!(journal.odd(), [""; 0]);
    // It is the same process all along, and it ends well.
    server.signal(Signal::TERM);
    assert_eq!(server.end().code(), Some(0));
    assert!(place.run(&["check"], "").status.success());
}

#[test]
fn on_a_full_disk_sqlite_is_read_and_written_again_once_there_is_room() {
    let Some(disk) = Disk::mount() else { return };
    let place = Place::on(format!("sqlite://{}", disk.path().join("roster.db").display()));
    fill_again_and_again(&disk, &place);
}

/// The tables are on the small disk. Where PostgreSQL's log of what is written finds no room, it ends by itself, and who
/// runs it starts it again.
#[test]
fn on_a_full_disk_postgres_is_read_and_written_again_once_there_is_room() {
    let Some(disk) = Disk::mount() else { return };
    let (cluster, runtime) = (Cluster::start(), Runtime::new().unwrap());
    let tables = disk.path().join("tables");
    fs::create_dir(&tables).unwrap();
    cluster.own(&tables);
    for sql in [
        format!("CREATE TABLESPACE small LOCATION '{}'", tables.display()),
        "CREATE DATABASE roster TABLESPACE small".into(),
    ] {
        runtime.block_on(testdb::execute(&cluster.url("postgres"), &sql));
    }
    fill_again_and_again(&disk, &Place::on(cluster.url("roster")));
}
