//! A real server on a database of its own. It is killed when dropped.

use std::{
    env,
    io::{BufRead as _, BufReader},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{
        atomic::{AtomicU16, Ordering},
        mpsc::{Receiver, channel},
    },
    thread,
};

use tempfile::TempDir;

use super::{PASSWORD, PATIENCE, finish, text};

/// Ports that no system gives away by itself.
const PORTS: std::ops::Range<u16> = 21_000..29_000;

pub(crate) struct Server {
    child: Child,
    folder: TempDir,
    lines: Receiver<String>,
    http: u16,
    grpc: u16,
}

/// The server's program: as a variable says, or beside this program.
fn program() -> PathBuf {
    let beside = PathBuf::from(env!("CARGO_BIN_EXE_roster")).with_file_name("roster-server");
    let program = env::var_os("ROSTER_SERVER").map_or(beside, PathBuf::from);
    assert!(
        program.exists(),
        "{} is missing; build it with `cargo build --package server`, or name another by ROSTER_SERVER",
        program.display()
    );
    program
}

/// A port on which nobody listens.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = u16::try_from(std::process::id() % 4000).unwrap() * 2;
    loop {
        let offset = first.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % (PORTS.end - PORTS.start);
        let port = PORTS.start + offset;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

impl Server {
    /// Starts one with an admin, as the recorded instance was.
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    /// The same with more settings.
    pub(crate) fn start_with(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (http, grpc) = (free_port(), free_port());
        let settings: Vec<_> = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let mut command = command(&folder, http, grpc);
        command.arg("start").envs(settings).stdin(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (sender, lines) = channel();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        thread::spawn(move || stderr.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let server = Self { child, folder, lines, http, grpc };
        server.wait_for("listening for gRPC");
        let admin = ["admin", "create", "--user-id", "admin", "--email", "admin@localhost", "--password-stdin"];
        server.on_host(&admin, PASSWORD);
        server
    }

    /// Reads the log up to a line with this text.
    fn wait_for(&self, text: &str) {
        let mut log = Vec::new();
        while log.last().is_none_or(|line: &String| !line.contains(text)) {
            log.push(self.lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no {text} in {log:?}")));
        }
    }

    pub(crate) fn grpc_address(&self) -> String {
        format!("127.0.0.1:{}", self.grpc)
    }

    pub(crate) fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.http)
    }

    /// Runs the server's program on the same database.
    pub(crate) fn on_host(&self, words: &[&str], input: &str) -> String {
        let output = finish(command(&self.folder, self.http, self.grpc).args(words), input);
        assert!(output.status.success(), "{words:?}: {}", text(&output.stderr));
        text(&output.stdout).trim().to_owned()
    }

    /// A key with which one may do everything.
    pub(crate) fn admin_key(&self) -> String {
        self.on_host(&["api-key", "create", "--user-id", "admin", "--name", "right-all", "--rights", "RIGHT_ALL"], "")
    }
}

fn command(folder: &TempDir, http: u16, grpc: u16) -> Command {
    let path = |name: &str| folder.path().join(name).display().to_string();
    let mut command = Command::new(program());
    command.env_clear().current_dir(folder.path());
    command.envs([
        ("ROSTER_DATABASE_URL", format!("sqlite://{}", path("roster.db"))),
        ("ROSTER_HTTP_LISTEN", format!("127.0.0.1:{http}")),
        ("ROSTER_GRPC_LISTEN", format!("127.0.0.1:{grpc}")),
        ("ROSTER_HTTP_PUBLIC_URL", format!("http://127.0.0.1:{http}")),
        ("ROSTER_SECRETS_KEY_FILE", path("key")),
        ("ROSTER_MAIL_URL", format!("dir:{}", path("mail"))),
        ("ROSTER_PASSWORDS_POLICY", "strict-compat".to_owned()),
        ("ROSTER_REGISTRATION_MODE", "open".to_owned()),
        ("ROSTER_REGISTRATION_REQUIRE_EMAIL_VALIDATION", "false".to_owned()),
        ("ROSTER_RATE_LIMITS_ENABLED", "false".to_owned()),
    ]);
    command
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if thread::panicking() {
            // What it had to say about what failed.
            self.lines.iter().for_each(|line| eprintln!("{line}"));
        }
    }
}
