//! A server of the release with a database of its own.

use std::io::BufWriter;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use hyper::header::SET_COOKIE;
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt as _;
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

use crate::client::Client;

/// Of the administrator, who exists for some seconds, on the loopback address.
const PASSWORD: &str = "measured-with-patience";

/// A database, and the program that serves it.
pub(crate) struct Database {
    url: String,
    program: PathBuf,
    /// Where a database of ours is.
    _folder: Option<TempDir>,
}

/// A server that runs; it is killed with this value at the latest.
pub(crate) struct Served {
    child: Child,
    pub(crate) address: SocketAddr,
    /// The administrator's session, as a `Cookie` header.
    pub(crate) cookie: String,
}

impl Database {
    /// An empty database of our own.
    pub(crate) fn make(program: &Path) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let url = format!("sqlite://{}", folder.path().join("roster.db").display());
        Ok(Self { url, program: program.to_path_buf(), _folder: Some(folder) })
    }

    /// An empty database that somebody else keeps.
    pub(crate) fn at(url: String, program: &Path) -> Self {
        Self { url, program: program.to_path_buf(), _folder: None }
    }

    /// Imports made-up users by the program. Answers the seconds.
    pub(crate) async fn import(&self, users: u64) -> Result<f64> {
        let file = tempfile::Builder::new().suffix(".ndjson").tempfile()?;
        generate::write(BufWriter::new(file.as_file()), false, generate::people(users, 1))?;
        let begun = Instant::now();
        self.import_file(file.path()).await?;
        Ok(begun.elapsed().as_secs_f64())
    }

    /// Imports the users of a file by the program.
    pub(crate) async fn import_file(&self, file: &Path) -> Result<()> {
        let mut command = self.command();
        ensure!(command.arg("import").arg(file).stdout(Stdio::null()).status().await?.success(), "no import");
        Ok(())
    }

    /// Makes the administrator whom [`Database::serve`] logs in.
    pub(crate) async fn administrate(&self) -> Result<()> {
        let mut create = self.command();
        create.args(["admin", "create", "--user-id", "admin", "--email", "admin@localhost", "--password-stdin"]);
        let mut child =
            create.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().context("cannot start the server")?;
        let mut stdin = child.stdin.take().context("no standard input")?;
        stdin.write_all(PASSWORD.as_bytes()).await?;
        drop(stdin);
        ensure!(child.wait().await?.success(), "cannot make an administrator");
        Ok(())
    }

    /// An API key of the administrator that may do everything.
    pub(crate) async fn key(&self) -> Result<String> {
        let mut create = self.command();
        create.args(["api-key", "create", "--user-id", "admin", "--name", "bench", "--rights", "RIGHT_ALL"]);
        let made = create.output().await?;
        ensure!(made.status.success(), "cannot make a key");
        Ok(String::from_utf8(made.stdout)?.trim().to_owned())
    }

    /// What the program opens it by.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Starts a server and logs in.
    pub(crate) async fn serve(&self) -> Result<Served> {
        let (child, address) = self.spawn()?;
        let mut served = Served { child, address, cookie: String::new() };
        served.wait("/healthz", Duration::from_millis(20)).await?;
        let mut client = Client::connect(address, "").await?;
        let answer = client.post("/fn/sessions/create", &format!("user_id=admin&password={PASSWORD}")).await?;
        let cookie = answer.headers.get(SET_COOKIE).with_context(|| format!("cannot log in: {}", answer.status))?;
        let (cookie, _) = cookie.to_str()?.split_once(';').context("a cookie without attributes")?;
        cookie.clone_into(&mut served.cookie);
        Ok(served)
    }

    /// Starts a server for whoever holds a session already, and does not wait for it.
    pub(crate) fn start(&self, cookie: &str) -> Result<Served> {
        let (child, address) = self.spawn()?;
        Ok(Served { child, address, cookie: cookie.to_owned() })
    }

    fn spawn(&self) -> Result<(Child, SocketAddr)> {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let mut command = self.command();
        command
            .arg("start")
            .env("ROSTER_HTTP_LISTEN", address.to_string())
            .env("ROSTER_GRPC_LISTEN", "127.0.0.1:0")
            // So that people can come from addresses of their own.
            .env("ROSTER_PROXIES_TRUSTED", "127.0.0.1")
            // How fast it is, and not how fast anybody may be.
            .env("ROSTER_RATE_LIMITS_ENABLED", "false")
            .stdout(Stdio::null());
        Ok((command.spawn().context("cannot start the server")?, address))
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.env("ROSTER_DATABASE_URL", &self.url).env("ROSTER_LOG_LEVEL", "warn");
        command.stdin(Stdio::null()).kill_on_drop(true);
        command
    }
}

impl Served {
    /// Asks until the answer is good.
    pub(crate) async fn wait(&self, path: &str, pause: Duration) -> Result<()> {
        let end = Instant::now() + Duration::from_secs(30);
        while Instant::now() < end {
            if let Ok(mut client) = Client::connect(self.address, &self.cookie).await
                && client.get(path, "br").await?.status.is_success()
            {
                return Ok(());
            }
            sleep(pause).await;
        }
        bail!("the server does not answer {path}")
    }

    /// The process.
    pub(crate) fn id(&self) -> Result<u32> {
        self.child.id().context("the server has ended")
    }

    /// Ends the server as an operator does.
    pub(crate) async fn stop(mut self) -> Result<()> {
        let id = i32::try_from(self.id()?)?;
        kill_process(Pid::from_raw(id).context("no process")?, Signal::TERM)?;
        timeout(Duration::from_secs(20), self.child.wait()).await.context("the server does not end")??;
        Ok(())
    }
}
