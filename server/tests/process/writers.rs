//! Clients that each rename one user again and again.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::atomic::{AtomicBool, Ordering::SeqCst},
    thread,
    time::Instant,
};

use crate::{
    journal::{Journal, WRITERS},
    support::{PASSWORD, PATIENCE, Server, head},
};

/// When a writer takes a change for acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trust {
    /// Once the whole answer is there.
    Answer,
    /// As soon as it is sent: to a client this is what a server is like that answers before it commits.
    Sending,
}

/// Writers at work, until they are told to stop or the server is gone.
#[derive(Debug)]
pub(crate) struct Writers<'a> {
    pub(crate) server: SocketAddr,
    pub(crate) cookie: &'a str,
    pub(crate) journal: &'a Journal,
    pub(crate) trust: Trust,
    pub(crate) stop: AtomicBool,
}

impl<'a> Writers<'a> {
    pub(crate) fn new(server: &Server, cookie: &'a str, journal: &'a Journal) -> Self {
        let stop = AtomicBool::new(false);
        Self { server: server.address, cookie, journal, trust: Trust::Answer, stop }
    }

    /// Has them write for as long as `meanwhile` takes.
    pub(crate) fn during(&self, meanwhile: impl FnOnce()) {
        thread::scope(|scope| {
            for user in 0..WRITERS {
                scope.spawn(move || self.write(user));
            }
            // They end even if that fails, so that its failure is seen.
            let outcome = catch_unwind(AssertUnwindSafe(meanwhile));
            self.stop.store(true, SeqCst);
            outcome.unwrap_or_else(|failure| resume_unwind(failure));
        });
    }

    fn write(&self, user: usize) {
        let mut there = true;
        while there && !self.stop.load(SeqCst) {
            there = self.rename(user);
        }
    }

    /// One change. Answers whether the server is still there.
    fn rename(&self, user: usize) -> bool {
        let entry = &self.journal.entries[user];
        let name = entry.tried.fetch_add(1, SeqCst) + 1;
        let acknowledge = |trust| {
            if self.trust == trust {
                entry.acknowledge(name);
            }
        };
        let begun = Instant::now();
        let Some(answer) = self.post(&form(user, name), || acknowledge(Trust::Sending)) else { return false };
        let mut slowest = self.journal.slowest.lock().unwrap();
        *slowest = begun.elapsed().max(*slowest);
        drop(slowest);
        // Only a whole answer counts; whatever else happened is unknown.
        match (answer.get(9..12), answer.ends_with("null"), answer.ends_with('}')) {
            (Some("200"), true, _) => acknowledge(Trust::Answer),
            (Some("503"), _, true) => drop(entry.refused.fetch_add(1, SeqCst)),
            (Some("200" | "503") | None, ..) => return false,
            _ => self.journal.odd.lock().unwrap().push(answer),
        }
        true
    }

    fn post(&self, body: &str, sent: impl FnOnce()) -> Option<String> {
        let mut stream = TcpStream::connect(self.server).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let request = format!("{}{body}", head("/fn/users/update", self.cookie, body.len(), "Connection: close\r\n"));
        let mut answer = String::new();
        stream.write_all(request.as_bytes()).ok()?;
        sent();
        stream.read_to_string(&mut answer).ok()?;
        Some(answer)
    }
}

fn form(user: usize, name: u32) -> String {
    format!("user_id=writer-{user}&base={{%22name%22:%22?%22}}&name={name}")
}

/// Logs in, and makes the users whom the writers rename. Answers the cookie.
pub(crate) fn prepare(server: &Server) -> String {
    let answer = server.log_in(PASSWORD);
    let line = answer.lines().find(|line| line.contains("__Host-session=")).unwrap();
    let cookie = line.split_once(": ").unwrap().1.split(';').next().unwrap().to_owned();
    for user in 0..WRITERS {
        let answer = server.create(&cookie, &format!("writer-{user}"));
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    cookie
}
