//! Ctrl-C: handed to every program we run, so that each ends as it likes and nothing is left.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

static HAPPENED: AtomicBool = AtomicBool::new(false);

/// The leaders of the process groups that run now.
static GROUPS: Mutex<Vec<Pid>> = Mutex::new(Vec::new());

/// From now on an interruption goes to the programs we run, and we end when they have ended.
pub(crate) fn listen() -> Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM]).context("cannot listen for Ctrl-C")?;
    thread::spawn(move || {
        for _ in signals.forever() {
            let again = HAPPENED.swap(true, Ordering::SeqCst);
            let signal = if again { Signal::TERM } else { Signal::INT };
            for group in groups().iter() {
                // A group that has just ended is no failure.
                let _ = kill_process_group(*group, signal);
            }
        }
    });
    Ok(())
}

/// Whether somebody asked us to end.
pub(crate) fn happened() -> bool {
    HAPPENED.load(Ordering::SeqCst)
}

/// An error if somebody asked us to end.
pub(crate) fn check() -> Result<()> {
    if happened() {
        bail!("interrupted");
    }
    Ok(())
}

/// A program that hears of interruptions as long as this value lives.
pub(crate) struct Group(Pid);

impl Group {
    /// Takes the leader of a process group in.
    pub(crate) fn new(leader: Pid) -> Self {
        groups().push(leader);
        if happened() {
            // The signal came between the start of the program and now.
            let _ = kill_process_group(leader, Signal::INT);
        }
        Self(leader)
    }

    /// Sends a signal to every process of the group.
    pub(crate) fn signal(&self, signal: Signal) {
        let _ = kill_process_group(self.0, signal);
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        groups().retain(|group| *group != self.0);
    }
}

fn groups() -> MutexGuard<'static, Vec<Pid>> {
    GROUPS.lock().unwrap_or_else(PoisonError::into_inner)
}
