//! `cargo xtask test`: every check there is, or the parts that are named.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::postgres::{self, Postgres};
use crate::{apt, browser, build, interrupt, process, project, python, schemathesis, site, steps};

/// Shells that people use the command line in, beside the one that is always there.
const SHELLS: [&str; 2] = ["zsh", "fish"];

/// What to test.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The parts, in any order; all of them if none is named
    #[arg(value_enum)]
    parts: Vec<Part>,
    /// The same as naming parts
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Part>,
    /// Go on after a part that failed
    #[arg(long)]
    keep_going: bool,
}

/// One part, in the order in which they run: what fails soonest comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum Part {
    /// Formatting
    Fmt,
    /// Clippy, every warning an error
    Clippy,
    /// Tests that need nothing but the code
    Unit,
    /// Tests with a database, on SQLite and on a private PostgreSQL: storage, use-cases, API and pages
    Storage,
    /// A thousand requests that docs/openapi.json allows, and whether the answers are as it says
    Schemathesis,
    /// The release, and how much a browser loads of it
    Wasm,
    /// The browser tests, on the release
    E2e,
}

/// What became of a part.
struct Outcome {
    name: String,
    /// Whether it passed, and after how long; nothing if it did not run.
    result: Option<(bool, Duration)>,
}

/// Runs the parts and prints what became of them.
pub(crate) fn test(options: &Options) -> Result<()> {
    let mut parts = [options.parts.as_slice(), options.only.as_slice()].concat();
    if parts.is_empty() {
        parts = Part::value_variants().to_vec();
    }
    parts.sort_unstable();
    parts.dedup();
    // Together they are one build and one run.
    let both = parts.contains(&Part::Unit) && parts.contains(&Part::Storage);
    if both {
        parts.retain(|part| *part != Part::Unit);
    }

    let mut outcomes: Vec<Outcome> = Vec::new();
    for part in parts {
        let name =
            if both && part == Part::Storage { "unit, storage".to_owned() } else { format!("{part:?}").to_lowercase() };
        let failed = outcomes.iter().any(|outcome| matches!(outcome.result, Some((false, _))));
        if failed && !options.keep_going {
            outcomes.push(Outcome { name, result: None });
            continue;
        }
        let start = Instant::now();
        let result = steps::step(&format!("Test: {name}"), || part.run(both));
        interrupt::check()?;
        if let Err(error) = &result {
            eprintln!("{error:#}");
        }
        outcomes.push(Outcome { name, result: Some((result.is_ok(), start.elapsed())) });
    }
    report(&outcomes)
}

impl Part {
    fn run(self, with_unit: bool) -> Result<()> {
        match self {
            Self::Fmt => process::run(process::cargo().args(["fmt", "--all", "--check"])),
            Self::Clippy => {
                let what = ["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"];
                process::run(process::cargo().args(what))
            }
            Self::Unit => process::run(cargo_test().args(["--lib", "--bins"])),
            Self::Storage => {
                apt::ensure("What the command line is tested in (zsh, fish)", &SHELLS)?;
                let server = Postgres::start()?;
                let python = python::environment(&project::root().join("xtask/smtp"))?.join("bin/python");
                let mut tests = cargo_test();
                if !with_unit {
                    tests.args(["--test", "*"]);
                }
                process::run(tests.env(postgres::VARIABLE, &server.url).env("ROSTER_TEST_SMTP_PYTHON", python))
            }
            Self::Schemathesis => schemathesis::schemathesis(&schemathesis::FEW),
            Self::Wasm => {
                build::release()?;
                site::check()
            }
            Self::E2e => browser::end2end("test", &build::release()?),
        }
    }
}

fn cargo_test() -> Command {
    let mut cargo = process::cargo();
    cargo.args(["test", "--locked", "--workspace", "--no-fail-fast"]);
    cargo
}

fn report(outcomes: &[Outcome]) -> Result<()> {
    let count = |passed: bool| outcomes.iter().filter(|o| matches!(o.result, Some((p, _)) if p == passed)).count();
    println!("\n{:<16} {:<8} {:>10}", "part", "result", "time");
    for Outcome { name, result } in outcomes {
        match result {
            Some((passed, time)) => {
                let word = if *passed { "passed" } else { "FAILED" };
                println!("{name:<16} {word:<8} {:>10}", steps::seconds(*time));
            }
            None => println!("{name:<16} {:<8}", "not run"),
        }
    }
    let (passed, failed) = (count(true), count(false));
    println!("\n{passed} passed, {failed} failed");
    if failed > 0 {
        bail!("the tests failed");
    }
    Ok(())
}
