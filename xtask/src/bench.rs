//! `cargo xtask bench`: the figures in docs/, measured on the release.

use anyhow::Result;
use clap::ValueEnum;

use crate::postgres::Postgres;
use crate::{apt, browser, build, process, project};

/// What to measure.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Nothing for docs/benchmarks.md
    #[arg(value_enum)]
    what: Option<What>,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    /// A million users on both databases, for docs/benchmarks-million.md; takes minutes
    Million,
}

/// Builds the release and the program that measures it, and runs that.
pub(crate) fn bench(options: &Options) -> Result<()> {
    apt::ensure("wrk, which asks the API", &["wrk"])?;
    let program = build::release()?;
    let mut bench = process::cargo();
    bench.args(["run", "--release", "--locked", "--package", "bench", "--"]);
    match options.what {
        Some(What::Million) => {
            browser::packages(&project::root().join("end2end"))?;
            let server = Postgres::start_to_measure()?;
            for name in ["small", "tenth", "whole"] {
                server.create_database(name)?;
            }
            process::run(bench.arg("million").arg(program).arg(browser::chromium()?).arg(&server.url))
        }
        None => {
            browser::packages(&project::root().join("xtask/bench"))?;
            process::run(bench.arg(program).arg(browser::chromium()?))
        }
    }
}
