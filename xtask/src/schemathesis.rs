//! `cargo xtask schemathesis`: requests that docs/openapi.json allows, and some that it does not, to a server of their own.

use std::collections::hash_map::RandomState;
use std::fs;
use std::hash::BuildHasher as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::{process, project, python, scratch::Scratch, steps};

/// How much to ask for.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// At least so many requests, by all callers together
    #[arg(default_value_t = 20_000)]
    requests: u32,
    /// Begin with this number in place of a random one, to have an earlier run again
    #[arg(long)]
    seed: Option<u32>,
}

/// What the test command asks for on each commit: always the same, so that it fails for what was changed.
pub(crate) const FEW: Options = Options { requests: 900, seed: Some(1) };

/// From so many on, each method is asked more often in one go, which finds what rarely happens.
const MANY: u32 = 10_000;

/// Runs the checks for nobody, a user and an admin, with one number after the other until enough was asked.
pub(crate) fn schemathesis(options: &Options) -> Result<()> {
    let program = python::environment(&folder())?.join("bin/schemathesis");
    let mut seed = options.seed.unwrap_or_else(random);
    let (mut asked, mut failed) = (0, false);
    while asked < options.requests && !failed {
        // An admin may have done away with the user.
        let server = Scratch::start()?;
        for (caller, key) in [("nobody", None), ("a user", Some(&server.user)), ("an admin", Some(&server.admin))] {
            let name = format!("schemathesis as {caller}, seed {seed}");
            let run = Run { program: &program, address: server.address, key, seed, many: options.requests >= MANY };
            let outcome = steps::step(&name, || run.go())?;
            (asked, failed) = (asked + outcome.requests, failed || !outcome.passed);
        }
        seed = seed.wrapping_add(1);
    }
    println!("{asked} requests");
    if failed {
        bail!("answers are not as docs/openapi.json says; run it again with --seed and the number above");
    }
    Ok(())
}

/// One caller.
struct Run<'a> {
    program: &'a Path,
    address: SocketAddr,
    key: Option<&'a String>,
    seed: u32,
    many: bool,
}

struct Outcome {
    requests: u32,
    passed: bool,
}

impl Run<'_> {
    fn go(&self) -> Result<Outcome> {
        let report = project::target().join("schemathesis.json");
        let _ = fs::remove_file(&report);
        let mut command = process::command(self.program);
        command.arg("--config-file").arg(folder().join("schemathesis.toml")).args(["run", "docs/openapi.json"]);
        command.args(["--url", &format!("http://{}", self.address), "--workers", "1"]);
        command.args(["--seed", &self.seed.to_string(), "--no-shrink", "--no-color", "--warnings", "off"]);
        // The phase named coverage is left out: it makes up users with every list and map at its limit, for minutes each.
        command.args(["--phases", "examples,fuzzing", "--continue-on-failure"]);
        command.args(["--max-examples", if self.many { "50" } else { "6" }]);
        command.args(["--report", "json", "--report-json-path"]).arg(&report);
        if let Some(key) = self.key {
            command.args(["--header", &format!("Authorization: Bearer {key}")]);
        }
        let passed = process::Running::start(&mut command)?.wait()?.success();
        let report = fs::read_to_string(&report).context("schemathesis left no report")?;
        Ok(Outcome { requests: requests(&report)?, passed })
    }
}

/// How many requests a report tells of.
fn requests(report: &str) -> Result<u32> {
    let count = report.split_once(r#""test_cases""#).and_then(|(_, rest)| rest.split_once(r#""generated":"#));
    let digits =
        count.map(|(_, rest)| rest.trim_start().split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default());
    digits.unwrap_or_default().parse().context("the report of schemathesis does not tell the number of requests")
}

fn folder() -> PathBuf {
    project::root().join("xtask/schemathesis")
}

/// Another one each time.
fn random() -> u32 {
    // Each state is made with keys of its own.
    u32::try_from(RandomState::new().hash_one(0) >> 32).unwrap_or_default()
}
