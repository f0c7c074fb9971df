//! Programs that we run: with a clean environment, each in a group of its own.

use std::ffi::OsStr;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal};

use crate::interrupt::{self, Group};
use crate::project;

/// What cargo tells a program that it runs about that program's package: build scripts that look at
/// these would be run anew after every change between `cargo xtask` and plain cargo.
const OURS: [&str; 5] = ["CARGO_BIN_", "CARGO_CRATE_", "CARGO_MANIFEST_", "CARGO_PKG_", "CARGO_PRIMARY_"];

/// A program in the project's folder that knows nothing of the cargo that started us.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text == "CARGO" || OURS.iter().any(|prefix| text.starts_with(prefix)) {
            command.env_remove(&name);
        }
    }
    command.current_dir(project::root()).stdin(Stdio::null()).process_group(0);
    command
}

/// The cargo that started us.
pub(crate) fn cargo() -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs a program to its end; that it failed is an error.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = Running::start(command)?.wait()?;
    if !status.success() {
        interrupt::check()?;
        bail!("{} failed ({status})", shown(command));
    }
    Ok(())
}

/// Runs a program that has nothing to say to the reader, for a limited time; whether it succeeded.
pub(crate) fn quietly(command: &mut Command, limit: Duration) -> Result<bool> {
    let mut running = Running::start(command.stdout(Stdio::null()).stderr(Stdio::null()))?;
    Ok(running.wait_for(limit)?.is_some_and(|status| status.success()))
}

/// What a program prints, without the line's end.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output().with_context(|| shown(command))?;
    if !output.status.success() {
        bail!("{} failed ({})", shown(command), output.status);
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}

/// Where a program of this name is on the path.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// A program that runs beside us, and ends with this value at the latest.
pub(crate) struct Running {
    child: Child,
    group: Group,
    shown: String,
}

impl Running {
    /// Starts a program.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        interrupt::check()?;
        let shown = shown(command);
        let child = command.spawn().with_context(|| format!("cannot start {shown}"))?;
        let leader = i32::try_from(child.id()).ok().and_then(Pid::from_raw).context("a process without a number")?;
        Ok(Self { child, group: Group::new(leader), shown })
    }

    /// Waits for its end.
    pub(crate) fn wait(&mut self) -> Result<ExitStatus> {
        self.child.wait().with_context(|| format!("cannot wait for {}", self.shown))
    }

    /// Its end, if it comes within the limit.
    pub(crate) fn wait_for(&mut self, limit: Duration) -> Result<Option<ExitStatus>> {
        let end = Instant::now() + limit;
        loop {
            let status = self.child.try_wait().with_context(|| format!("cannot wait for {}", self.shown))?;
            if status.is_some() || Instant::now() >= end {
                return Ok(status);
            }
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Asks it to end, and kills it if it does not.
    pub(crate) fn stop(&mut self) {
        if matches!(self.child.try_wait(), Ok(Some(_))) {
            return;
        }
        self.group.signal(Signal::INT);
        if !matches!(self.wait_for(Duration::from_secs(20)), Ok(Some(_))) {
            self.group.signal(Signal::KILL);
            let _ = self.child.wait();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The line as a person would type it.
fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}
