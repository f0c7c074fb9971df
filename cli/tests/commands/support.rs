//! A server of our own, somebody's home, and a terminal.

mod server;
mod terminal;

use std::{
    io::Write as _,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::Duration,
};

use tempfile::TempDir;

pub(crate) use self::{server::Server, terminal::Terminal};

/// Longer than anything here takes; who waits longer has failed.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);
/// A password that the stricter and the laxer rules take.
pub(crate) const PASSWORD: &str = "Abcdefg1";

/// Somebody's home, in which the program is called by one of its names.
pub(crate) struct Home {
    folder: TempDir,
    /// `roster` or `ttn-lw-cli`
    pub(crate) program: &'static str,
    variables: Vec<(String, String)>,
}

impl Home {
    pub(crate) fn new(program: &'static str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("bin")).unwrap();
        symlink(env!("CARGO_BIN_EXE_roster"), folder.path().join("bin").join(program)).unwrap();
        Self { folder, program, variables: Vec::new() }
    }

    /// One that knows where a server is.
    pub(crate) fn of(program: &'static str, server: &Server) -> Self {
        let mut home = Self::new(program);
        home.set("insecure", "true");
        home.set("identity-server-grpc-address", &server.grpc_address());
        home.set("oauth-server-address", &format!("{}/oauth", server.base()));
        home
    }

    /// The same, and an admin is logged in.
    pub(crate) fn of_admin(program: &'static str, server: &Server) -> Self {
        let home = Self::of(program, server);
        let output = home.run(&["login", "--api-key-file", "-"], &server.admin_key());
        assert!(output.status.success(), "{output:?}");
        home
    }

    /// Sets a setting by its variable.
    pub(crate) fn set(&mut self, setting: &str, value: &str) {
        let prefix = if self.program == "roster" { "ROSTERCLI_" } else { "TTN_LW_" };
        let name = format!("{prefix}{}", setting.to_uppercase().replace(['-', '.'], "_"));
        self.variables.retain(|(known, _)| *known != name);
        self.variables.push((name, value.to_owned()));
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A command with the environment of this home, and nothing of ours.
    pub(crate) fn any_command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear().current_dir(self.folder.path()).env("HOME", self.folder.path());
        command.env("PATH", format!("{}:/usr/bin:/bin", self.path("bin").display()));
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// The program with these words.
    pub(crate) fn command(&self, words: &[impl AsRef<std::ffi::OsStr>]) -> Command {
        let mut command = self.any_command(&self.path("bin").join(self.program));
        command.args(words);
        command
    }

    /// Runs it to its end.
    pub(crate) fn run(&self, words: &[impl AsRef<std::ffi::OsStr>], input: &str) -> Output {
        finish(&mut self.command(words), input)
    }

    /// Runs it, which has to succeed, and answers what it wrote.
    pub(crate) fn ok(&self, words: &[impl AsRef<std::ffi::OsStr>]) -> String {
        let output = self.run(words, "");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

/// Runs a command to its end.
pub(crate) fn finish(command: &mut Command, input: &str) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Who does not read its input has no use for it.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// What was written, as text.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
