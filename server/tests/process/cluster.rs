//! A PostgreSQL server of a test's own, which keeps what it acknowledges as in production and may be killed.

use std::{
    fs::{self, File},
    io::Read as _,
    net::TcpListener,
    os::unix::{fs::chown, process::CommandExt as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, geteuid, kill_process};
use tempfile::TempDir;

use crate::support::PATIENCE;

/// It runs with PostgreSQL's own settings: fsync above all. It ends, and its files go, with this value.
pub(crate) struct Cluster {
    pub(crate) folder: TempDir,
    owner: Option<(u32, u32)>,
    port: u16,
    password: String,
    /// What it finds in its environment when it is started again.
    pub(crate) environment: Vec<(&'static str, String)>,
    server: Option<Child>,
}

impl Cluster {
    pub(crate) fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("roster-postgres-").tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut cluster =
            Self { folder, owner: unprivileged(), port, password: password(), environment: Vec::new(), server: None };
        let file = cluster.path("password");
        fs::write(&file, &cluster.password).unwrap();
        cluster.own(cluster.folder.path());
        cluster.own(&file);
        let mut initdb = cluster.command("initdb");
        initdb.args(["--username=roster", "--auth=password", "--encoding=UTF8", "--locale=C", "--data-checksums"]);
        let done = initdb.args(["--pwfile=password", "--pgdata=data"]).stdout(Stdio::null()).status().unwrap();
        assert!(done.success());
        cluster.restart();
        cluster
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://roster:{}@127.0.0.1:{}/{database}", self.password, self.port)
    }

    /// Starts it, and waits until it accepts connections.
    pub(crate) fn restart(&mut self) {
        let mut postgres = self.command("postgres");
        postgres.args(["-D", "data", "-h", "127.0.0.1", "-p", &self.port.to_string()]);
        postgres.args(["-c", "unix_socket_directories=", "-c", "log_min_messages=fatal"]);
        let log = File::options().create(true).append(true).open(self.path("log")).unwrap();
        postgres.envs(self.environment.iter().map(|(name, value)| (name, value)));
        self.server = Some(postgres.stderr(log).spawn().unwrap());
        let begun = Instant::now();
        while !self
            .command("pg_isready")
            .args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()])
            .status()
            .unwrap()
            .success()
        {
            assert!(begun.elapsed() < PATIENCE, "{}", fs::read_to_string(self.path("log")).unwrap());
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// kill -9 of the postmaster and of all its children, none of whom can tidy up.
    pub(crate) fn kill(&mut self) {
        let mut server = self.server.take().unwrap();
        let id = Pid::from_child(&server);
        // Held first, so that it neither starts others nor mourns those that are gone.
        kill_process(id, Signal::STOP).unwrap();
        let children = children(server.id());
        server.kill().unwrap();
        for child in &children {
            let _ = kill_process(*child, Signal::KILL);
        }
        server.wait().unwrap();
        let begun = Instant::now();
        while children.iter().any(|child| lives(*child)) {
            assert!(begun.elapsed() < PATIENCE);
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Ends it in order.
    pub(crate) fn stop(&mut self) {
        let mut server = self.server.take().unwrap();
        kill_process(Pid::from_child(&server), Signal::INT).unwrap();
        assert!(server.wait().unwrap().success());
    }

    /// One of PostgreSQL's programs, as the user who owns the files.
    pub(crate) fn command(&self, name: &str) -> Command {
        let mut command = Command::new(programs().join(name));
        command.current_dir(self.folder.path()).env_clear();
        if let Some((user, group)) = self.owner {
            command.uid(user).gid(group);
        }
        command
    }

    /// Gives a file to the user whom PostgreSQL runs as.
    pub(crate) fn own(&self, path: &Path) {
        if let Some((user, group)) = self.owner {
            chown(path, Some(user), Some(group)).unwrap();
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.server.is_some() {
            self.kill();
        }
    }
}

/// The folder of the newest version's programs.
pub(crate) fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").unwrap().flatten();
    let newest = versions.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok()).max().unwrap();
    PathBuf::from(format!("/usr/lib/postgresql/{newest}/bin"))
}

/// Other people on this machine shall not reach a superuser.
fn password() -> String {
    let mut bytes = [0; 16];
    File::open("/dev/urandom").unwrap().read_exact(&mut bytes).unwrap();
    u128::from_ne_bytes(bytes).to_string()
}

/// Who runs it, since PostgreSQL refuses root.
fn unprivileged() -> Option<(u32, u32)> {
    let number = |kind| {
        let output = Command::new("id").args([kind, "postgres"]).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
    };
    geteuid().is_root().then(|| (number("-u"), number("-g")))
}

fn children(process: u32) -> Vec<Pid> {
    let text = fs::read_to_string(format!("/proc/{process}/task/{process}/children")).unwrap();
    text.split_whitespace().map(|id| Pid::from_raw(id.parse().unwrap()).unwrap()).collect()
}

/// Whether it still holds anything; one that nobody has taken note of does not.
fn lives(process: Pid) -> bool {
    let stat = fs::read_to_string(format!("/proc/{}/stat", process.as_raw_nonzero()));
    stat.is_ok_and(|stat| !stat.contains(") Z ") && !stat.contains(") X "))
}
