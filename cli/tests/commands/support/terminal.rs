//! A terminal in which somebody types.

use std::{
    fs::File,
    io::{Read as _, Write as _},
    os::fd::OwnedFd,
    process::{Child, Command, Output, Stdio},
    sync::mpsc::{Receiver, channel},
    thread::{self, JoinHandle},
};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use super::PATIENCE;

/// A command whose standard input is a terminal.
pub(crate) struct Terminal {
    child: Child,
    keyboard: File,
    parts: Receiver<Vec<u8>>,
    seen: Vec<u8>,
    stdout: JoinHandle<Vec<u8>>,
}

impl Terminal {
    /// Starts a command with a terminal; what it prints is kept apart by way.
    pub(crate) fn start(command: &mut Command) -> Self {
        let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&controller).unwrap();
        unlockpt(&controller).unwrap();
        let name = ptsname(&controller, Vec::new()).unwrap();
        let keyed: OwnedFd = File::options().read(true).write(true).open(name.to_str().unwrap()).unwrap().into();
        let mut child = command.stdin(keyed).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (mut stdout, mut stderr) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let stdout = thread::spawn(move || {
            let mut bytes = Vec::new();
            stdout.read_to_end(&mut bytes).unwrap();
            bytes
        });
        let (sender, parts) = channel();
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(read @ 1..) = stderr.read(&mut buffer) {
                if sender.send(buffer[..read].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self { child, keyboard: controller.into(), parts, seen: Vec::new(), stdout }
    }

    /// Waits until the command said something on standard error, since somebody typed last.
    pub(crate) fn wait_for(&mut self, text: &str) -> String {
        loop {
            let said = String::from_utf8_lossy(&self.seen).into_owned();
            if said.contains(text) {
                return said;
            }
            let part = self.parts.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no {text:?} in {said:?}"));
            self.seen.extend(part);
        }
    }

    /// Types something at a question, and answers all that was said before.
    pub(crate) fn answer(&mut self, question: &str, keys: &str) -> String {
        let said = self.wait_for(question);
        self.seen.clear();
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        said
    }

    /// Waits for the end; standard error from when somebody typed last.
    pub(crate) fn end(mut self) -> Output {
        // Whoever still waits for keys gets none.
        drop(self.keyboard);
        let status = self.child.wait().unwrap();
        self.seen.extend(self.parts.iter().flatten());
        Output { status, stdout: self.stdout.join().unwrap(), stderr: self.seen }
    }
}
