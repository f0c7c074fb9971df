//! A disk that fails to keep what it was given (R05): nobody whose change went with it was told of a success, and what was
//! acknowledged before and after is there. Six calls of fsync on SQLite and two on PostgreSQL in the test command, as
//! many as `ROSTER_TEST_FSYNCS` says otherwise.

use std::{
    fs,
    path::Path,
    process::Command,
    sync::atomic::Ordering,
    thread,
    time::{Duration, Instant},
};

use rustix::process::Signal;
use tokio::runtime::Runtime;

use crate::{
    cluster::Cluster,
    journal::Journal,
    support::{PATIENCE, Place, Server, rounds},
    writers::{Writers, prepare},
};

/// What a program needs in its environment so that an fsync of some files fails while `armed` is there.
fn failing_fsync(folder: &Path, files: &str, number: u32) -> Vec<(&'static str, String)> {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/process/failing_fsync.c");
    let (library, armed) = (folder.join("failing_fsync.so"), folder.join("armed"));
    let mut cc = Command::new("cc");
    cc.args(["-shared", "-fPIC", "-O1", "-Wall", "-Werror", source, "-ldl", "-pthread", "-o"]).arg(&library);
    assert!(cc.status().unwrap().success(), "a C compiler is needed to make fsync fail");
    vec![
        ("LD_PRELOAD", library.display().to_string()),
        ("FSYNC_FILE", files.to_owned()),
        ("FSYNC_ARMED", armed.display().to_string()),
        ("FSYNC_FAILS", number.to_string()),
    ]
}

/// Lets writers write through the failure of one call, and kills the server some changes later. Answers what was lost.
fn fail(number: u32, lies: bool) -> Vec<String> {
    let (place, journal, runtime) = (Place::new(), Journal::default(), Runtime::new().unwrap());
    place.admin();
    let cookie = prepare(&place.start());
    let mut command = place.command(&["start"]);
    command.envs(failing_fsync(&place.path(""), "-wal", number)).env("FSYNC_FORGETS", "");
    if lies {
        command.env("FSYNC_LIES", "");
    }
    let mut server = Server::of(&mut command);
    let writers = Writers::new(&server, &cookie, &journal);
    fs::write(place.path("armed"), "").unwrap();
    writers.during(|| {
        server.wait_for(&format!("fsync {number} fails"));
        if lies {
            journal.wait_for_any(PATIENCE);
        } else {
            journal.wait(journal.counts(), PATIENCE, |acknowledged, _| acknowledged > 2);
        }
        server.signal(Signal::KILL);
        writers.stop.store(true, Ordering::SeqCst);
    });
    server.end();
    drop(place.start());
    assert!(place.run(&["check"], "").status.success());
    assert!(lies || journal.odd().is_empty(), "{:?}", journal.odd());
    journal.lost(&runtime, &place.database())
}

#[test]
fn whoever_was_acknowledged_before_or_after_an_fsync_that_failed_is_not_lost() {
    for number in 1..=rounds("ROSTER_TEST_FSYNCS", 6) {
        assert_eq!(fail(number * number, false), [""; 0], "call {}", number * number);
    }
}

/// The control: where the disk says that it has kept what it has not, SQLite can't know, and we can.
#[test]
fn what_a_disk_that_lies_has_not_kept_is_found_out() {
    assert_ne!(fail(9, true), [""; 0]);
}

/// PostgreSQL gives up where its log can't be kept, and begins again from what is there.
#[test]
fn whoever_was_acknowledged_by_postgres_before_or_after_an_fsync_that_failed_is_not_lost() {
    let (journal, runtime, mut cluster) = (Journal::default(), Runtime::new().unwrap(), Cluster::start());
    runtime.block_on(testdb::execute(&cluster.url("postgres"), "CREATE DATABASE roster"));
    cluster.stop();
    // The first file of the log; it has room for all of this.
    cluster.environment = failing_fsync(cluster.folder.path(), "/000000010000000000000001", 3);
    cluster.restart();
    let place = Place::on(cluster.url("roster"));
    place.admin();
    let server = place.start();
    let cookie = prepare(&server);
    let armed = cluster.path("armed");
    for _ in 0..rounds("ROSTER_TEST_FSYNCS", 2) {
        Writers::new(&server, &cookie, &journal).during(|| {
            journal.wait(journal.counts(), PATIENCE, |acknowledged, _| acknowledged > 0);
            fs::write(&armed, "").unwrap();
            let begun = Instant::now();
            while armed.exists() {
                assert!(begun.elapsed() < PATIENCE, "no fsync failed");
                thread::sleep(Duration::from_millis(1));
            }
            journal.wait(journal.counts(), PATIENCE, |acknowledged, _| acknowledged > 2);
        });
        assert_eq!(journal.lost(&runtime, &place.database()), [""; 0]);
    }
    assert!(fs::read_to_string(cluster.path("log")).unwrap().contains("PANIC"));
    assert_eq!(journal.odd(), [""; 0]);
    drop(server);
    assert!(place.run(&["check"], "").status.success());
}
