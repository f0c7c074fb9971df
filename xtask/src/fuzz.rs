//! `cargo xtask fuzz`: each target of fuzz/ for a while, with the stable compiler.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{process, project, steps};

/// What to run, and for how long.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Seconds for each target
    #[arg(default_value_t = 120)]
    seconds: u32,
    /// Only these targets
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
}

/// Builds the targets and runs one after the other; the first that fails ends it, and its input is kept.
pub(crate) fn fuzz(options: &Options) -> Result<()> {
    let all = targets()?;
    if let Some(unknown) = options.only.iter().find(|name| !all.contains(name)) {
        bail!("there is no target {unknown}; there are {}", all.join(", "));
    }
    steps::step("Targets of the fuzzer", || process::run(&mut build()))?;
    let programs = project::target().join("fuzz/debug");
    for name in all.iter().filter(|name| options.only.is_empty() || options.only.contains(name)) {
        steps::step(&format!("Fuzz: {name}"), || process::run(&mut run(&programs, name, options.seconds)?))?;
    }
    Ok(())
}

fn targets() -> Result<Vec<String>> {
    let folder = project::root().join("fuzz/fuzz_targets");
    let entries = fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let names = entries.flatten().filter_map(|entry| Some(entry.path().file_stem()?.to_str()?.to_owned()));
    let mut names = names.collect::<Vec<_>>();
    names.sort_unstable();
    Ok(names)
}

/// What the compiler is asked for besides, `fuzz/instrument` says.
fn build() -> Command {
    let mut cargo = process::cargo();
    cargo.args(["build", "--locked", "--manifest-path", "fuzz/Cargo.toml", "--bins", "--target-dir"]);
    cargo.arg(project::target().join("fuzz")).env("RUSTC_WRAPPER", project::root().join("fuzz/instrument"));
    cargo
}

/// What is found is kept in target/; the few inputs in the repository are where each run begins.
fn run(programs: &Path, name: &str, seconds: u32) -> Result<Command> {
    let found = project::target().join("fuzz/corpus").join(name);
    fs::create_dir_all(&found).with_context(|| format!("cannot make {}", found.display()))?;
    let mut target = process::command(programs.join(name));
    target.arg(format!("-max_total_time={seconds}")).args(["-timeout=2", "-rss_limit_mb=2048", "-max_len=4096"]);
    target.args(["-print_final_stats=1", "-verbosity=0"]);
    target.arg(format!("-dict={}", project::root().join("fuzz/words.dict").display()));
    target.arg(format!("-artifact_prefix={}/", project::target().join("fuzz").display())).arg(&found);
    let given = project::root().join("fuzz/corpus").join(name);
    if given.is_dir() {
        target.arg(given);
    }
    Ok(target)
}
