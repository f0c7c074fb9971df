//! Where the figures come from.

use std::fs;
use std::process::Command;
use std::thread;

use anyhow::{Context, Result};

/// Date, revision, processor, cores, memory and kernel, in one sentence.
pub(crate) fn describe() -> Result<String> {
    let processors = fs::read_to_string("/proc/cpuinfo")?;
    let memory = fs::read_to_string("/proc/meminfo")?;
    let kilobytes: u64 = field(&memory, "MemTotal").trim_end_matches(" kB").parse().unwrap_or_default();
    Ok(format!(
        "{}, revision {}, {} cores of {}, {} GB of memory, Linux {}",
        output("date", &["-u", "+%Y-%m-%d"])?,
        output("git", &["rev-parse", "--short", "HEAD"]).unwrap_or_else(|_| "unknown".to_owned()),
        thread::available_parallelism()?,
        field(&processors, "model name"),
        kilobytes.div_ceil(1 << 20),
        fs::read_to_string("/proc/sys/kernel/osrelease")?.trim_end(),
    ))
}

/// The value of the first line `name : value`.
fn field<'a>(text: &'a str, name: &str) -> &'a str {
    let lines = text.lines().filter_map(|line| line.split_once(':'));
    lines.into_iter().find(|(key, _)| key.trim() == name).map_or("unknown", |(_, value)| value.trim())
}

fn output(program: &str, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program).args(arguments).output().with_context(|| format!("cannot run {program}"))?;
    anyhow::ensure!(output.status.success(), "{program} failed");
    Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}
