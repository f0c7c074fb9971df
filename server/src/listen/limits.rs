//! How many connections the server holds at a time.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// The most connections, whatever the system allows: each costs some memory.
const MOST: u64 = 10_000;
/// File descriptors that the database, logs and the listener need.
const OTHERS: u64 = 64;

/// How many connections fit. Raises the process's own limit of open files first, as far as it may.
pub(super) fn connections() -> usize {
    let limit = getrlimit(Resource::Nofile);
    let wanted = MOST + OTHERS;
    let raised = Rlimit { current: Some(limit.maximum.map_or(wanted, |most| most.min(wanted))), ..limit };
    let enough = limit.current.is_none_or(|current| current >= wanted);
    let files = if enough || setrlimit(Resource::Nofile, raised).is_err() { limit.current } else { raised.current };
    let files = files.unwrap_or(wanted);
    usize::try_from(files.saturating_sub(OTHERS).clamp(1, MOST)).unwrap_or(usize::MAX)
}
