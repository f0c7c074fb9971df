//! What the reader sees while something takes long: one line at a step's start, one at its end.

use std::time::{Duration, Instant};

use anyhow::Result;

/// Does one step and says how long it took.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("==> {name}");
    let start = Instant::now();
    let result = work();
    let end = if result.is_ok() { "done" } else { "failed" };
    eprintln!("    {name}: {end} in {}", seconds(start.elapsed()));
    result
}

/// A length of time in seconds with one decimal.
pub(crate) fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
