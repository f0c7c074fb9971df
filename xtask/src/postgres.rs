//! A PostgreSQL server of our own, for as long as the tests run.

use std::fs::{self, File};
use std::io::Read;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::process::{self, Running};
use crate::{apt, steps};

/// Where the tests look for the server.
pub(crate) const VARIABLE: &str = "ROSTER_TEST_POSTGRES_URL";

/// A running server; it ends, and its files go, with this value.
pub(crate) struct Postgres {
    /// How a superuser reaches it.
    pub(crate) url: String,
    // In this order: the server ends before its folder goes.
    _server: Running,
    _folder: TempDir,
}

impl Postgres {
    /// Makes an empty server on a free port of the loopback address.
    pub(crate) fn start() -> Result<Self> {
        // Nothing here has to outlive the tests, and every test has a database with a pool of its own.
        let settings = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=500"];
        Self::start_as("PostgreSQL for the tests", &settings)
    }

    /// The same as one would run it, to measure it.
    pub(crate) fn start_to_measure() -> Result<Self> {
        Self::start_as("PostgreSQL to measure", &["shared_buffers=1GB", "max_wal_size=4GB"])
    }

    /// Makes an empty database on it.
    pub(crate) fn create_database(&self, name: &str) -> Result<()> {
        let programs = programs().context("PostgreSQL is not installed")?;
        let mut psql = process::command(programs.join("psql"));
        process::run(psql.args(["--quiet", "--command", &format!("CREATE DATABASE {name}"), &self.url]))
    }

    fn start_as(what: &'static str, settings: &[&str]) -> Result<Self> {
        if programs().is_none() {
            apt::ensure("PostgreSQL", &["postgresql"])?;
        }
        let programs = programs().context("PostgreSQL is installed, but not below /usr/lib/postgresql")?;
        steps::step(what, || Self::start_with(&programs, settings))
    }

    fn start_with(programs: &Path, settings: &[&str]) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("roster-postgres-").tempdir().context("no temporary folder")?;
        let user = User::unprivileged()?;
        user.own(folder.path())?;
        let password = password()?;
        let file = folder.path().join("password");
        fs::write(&file, &password)?;
        user.own(&file)?;

        let data = folder.path().join("data");
        let mut initdb = user.command(&programs.join("initdb"), folder.path());
        initdb.args(["--username=roster", "--auth=password", "--encoding=UTF8", "--locale=C", "--no-sync", "--pwfile"]);
        process::run(initdb.arg(&file).arg("--pgdata").arg(&data).stdout(Stdio::null()))?;

        let port = free_port()?;
        let mut postgres = user.command(&programs.join("postgres"), folder.path());
        postgres.arg("-D").arg(&data).args(["-h", "127.0.0.1", "-p", &port.to_string()]);
        for setting in settings {
            postgres.args(["-c", setting]);
        }
        postgres.args(["-c", "unix_socket_directories=", "-c", "log_min_messages=fatal"]);
        postgres.stdout(Stdio::null()).stderr(File::create(folder.path().join("log"))?);
        let mut server = Running::start(&mut postgres)?;
        if !ready(&mut server, &programs.join("pg_isready"), port)? {
            bail!("PostgreSQL does not start: {}", fs::read_to_string(folder.path().join("log"))?.trim_end());
        }
        let url = format!("postgres://roster:{password}@127.0.0.1:{port}/postgres");
        Ok(Self { url, _server: server, _folder: folder })
    }
}

/// Whether the server answers within half a minute.
fn ready(server: &mut Running, pg_isready: &Path, port: u16) -> Result<bool> {
    let end = Instant::now() + Duration::from_secs(30);
    while Instant::now() < end && server.wait_for(Duration::from_millis(50))?.is_none() {
        let mut ask = process::command(pg_isready);
        if process::quietly(ask.args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()]), Duration::from_secs(5))? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The folder of the newest version's programs.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let newest = versions.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok()).max()?;
    let folder = PathBuf::from(format!("/usr/lib/postgresql/{newest}/bin"));
    folder.join("initdb").exists().then_some(folder)
}

/// A port that nobody listens on now.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// A random word: other people on this machine shall not reach a superuser.
fn password() -> Result<String> {
    let mut bytes = [0; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(u128::from_ne_bytes(bytes).to_string())
}

/// Who runs the server: PostgreSQL refuses root.
struct User(Option<(u32, u32)>);

impl User {
    fn unprivileged() -> Result<Self> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Self(None));
        }
        let number = |kind: &str| -> Result<u32> {
            Ok(process::output(process::command("id").args([kind, "postgres"]))?.parse()?)
        };
        Ok(Self(Some((number("-u")?, number("-g")?))))
    }

    fn own(&self, path: &Path) -> Result<()> {
        let Some((user, group)) = self.0 else { return Ok(()) };
        chown(path, Some(user), Some(group)).with_context(|| format!("cannot give {} away", path.display()))
    }

    /// A program that works in a folder which that user may enter.
    fn command(&self, program: &Path, folder: &Path) -> Command {
        let mut command = process::command(program);
        if let Some((user, group)) = self.0 {
            command.uid(user).gid(group);
        }
        command.current_dir(folder);
        command
    }
}
