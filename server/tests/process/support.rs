//! Runs the binary in a folder of its own.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// Longer than anything here takes; who waits longer has failed.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// How often a test does something: as a variable says, and not often where there is none.
pub(crate) fn rounds(variable: &str, few: u32) -> u32 {
    std::env::var(variable).map_or(few, |text| text.parse().unwrap())
}

/// Numbers that are the same in each run.
pub(crate) struct Random(pub(crate) u32);

impl Random {
    pub(crate) fn below(&mut self, limit: Duration) -> Duration {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        limit * (self.0 >> 16) / (1 << 16)
    }
}

/// A folder with a database in it, or with none where that is elsewhere.
pub(crate) struct Place {
    folder: TempDir,
    elsewhere: Option<String>,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), elsewhere: None }
    }

    /// The same on a database that is there already.
    pub(crate) fn on(url: String) -> Self {
        Self { elsewhere: Some(url), ..Self::new() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn database(&self) -> String {
        self.elsewhere.clone().unwrap_or_else(|| format!("sqlite://{}", self.path("roster.db").display()))
    }

    /// The binary, with nothing of our own environment.
    pub(crate) fn command(&self, line: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_roster-server"));
        command.args(line).env_clear().current_dir(self.folder.path());
        command.env("ROSTER_DATABASE_URL", self.database()).env("ROSTER_HTTP_LISTEN", "127.0.0.1:0");
        command.env("ROSTER_GRPC_LISTEN", "127.0.0.1:0");
        // Writers here are as many and as fast as they can.
        command.env("ROSTER_RATE_LIMITS_ENABLED", "false");
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, line: &[&str], input: &str) -> Output {
        let command = &mut self.command(line);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    pub(crate) fn admin(&self) {
        let line = ["admin", "create", "--user-id", "admin", "--email", "admin@example.com", "--password-stdin"];
        assert!(self.run(&line, PASSWORD).status.success());
    }

    /// Starts the server and waits until it listens.
    pub(crate) fn start(&self) -> Server {
        Server::of(&mut self.command(&["start"]))
    }
}

/// What a command wrote to standard error: one line.
pub(crate) fn refusal(output: &Output) -> String {
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!((output.status.code(), text.lines().count()), (Some(1), 1), "{text}");
    assert!(text.starts_with("roster-server: "), "{text}");
    text
}

/// A server that runs. It is killed when dropped.
pub(crate) struct Server {
    child: Child,
    lines: Receiver<String>,
    pub(crate) log: Vec<String>,
    pub(crate) address: SocketAddr,
}

impl Server {
    pub(crate) fn of(command: &mut Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let (sender, lines) = channel();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        thread::spawn(move || stderr.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let mut server = Self { child, lines, log: Vec::new(), address: SocketAddr::from(([0, 0, 0, 0], 0)) };
        let line = server.wait_for("listening on");
        let address = line.split(['"', ' ', '=']).find_map(|word| word.trim_end_matches(',').parse().ok());
        server.address = address.unwrap_or_else(|| panic!("no address in {line}"));
        server
    }

    /// Reads the log up to a line that contains `text`.
    pub(crate) fn wait_for(&mut self, text: &str) -> String {
        loop {
            let line = self.lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no {text} in {:?}", self.log));
            self.log.push(line.clone());
            if line.contains(text) {
                return line;
            }
        }
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Waits for the end, and reads the rest of the log.
    pub(crate) fn end(&mut self) -> ExitStatus {
        let status = self.child.wait().unwrap();
        self.log.extend(self.lines.iter());
        status
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Asks for a page and answers all that comes back.
    pub(crate) fn get(&self, path: &str, cookie: &str) -> String {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"))
    }

    /// Posts a form and answers all that comes back.
    pub(crate) fn post(&self, path: &str, cookie: &str, body: &str) -> String {
        self.ask(&format!("{}{body}", head(path, cookie, body.len(), "Connection: close\r\n")))
    }

    fn ask(&self, request: &str) -> String {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Makes a user, whose address is made from the ID.
    pub(crate) fn create(&self, cookie: &str, user_id: &str) -> String {
        let password = PASSWORD.replace(' ', "+");
        let form = format!(
            "user_id={user_id}&password={password}&confirm={password}&state=approved&name=0\
             &primary_email_address={user_id}@example.com"
        );
        self.post("/fn/users/create", cookie, &form)
    }

    pub(crate) fn log_in(&self, password: &str) -> String {
        let password = password.replace(' ', "+");
        self.post("/fn/sessions/create", "", &format!("user_id=admin&password={password}"))
    }
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

/// The head of a posted form.
pub(crate) fn head(path: &str, cookie: &str, length: usize, more: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n{more}\r\n"
    )
}
