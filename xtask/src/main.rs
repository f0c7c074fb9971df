//! `cargo xtask`: everything a person types while developing.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod apt;
mod bench;
mod browser;
mod build;
mod fuzz;
mod interrupt;
mod postgres;
mod process;
mod project;
mod python;
mod run;
mod schemathesis;
mod scratch;
mod screens;
mod server;
mod shape;
mod site;
mod sqlmap;
mod steps;
mod test;
mod toolchain;

/// The command line.
#[derive(Parser)]
#[command(name = "cargo xtask", about = "Build, run and prove Roster", disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// One command a file.
#[derive(Subcommand)]
enum Command {
    /// Build everything and serve it on <http://localhost:8080>, with a first administrator
    Run(run::Options),
    /// Build the release: target/release/roster-server, the console inside it
    Build,
    /// Check and test everything, or the parts that are named
    Test(test::Options),
    /// Measure the figures and write docs/benchmarks.md, or with a million users
    Bench(bench::Options),
    /// Send thousands of requests to the API, and judge the answers by docs/openapi.json
    Schemathesis(schemathesis::Options),
    /// Give each parser inputs that nobody thought of, two minutes each
    Fuzz(fuzz::Options),
    /// Try to get SQL through the API; takes an hour
    Sqlmap,
    /// Measure whether the time to verify a token tells anything of it
    Timing,
    /// Take the pictures in docs/screens
    Screens,
    /// Print how long files and functions are
    Shape,
    /// Write a file of made-up users: `gen users COUNT --seed SEED FILE`
    #[command(disable_help_flag = true)]
    Gen {
        /// What `generate` is asked
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

fn main() -> ExitCode {
    let result = interrupt::listen().and_then(|()| match Cli::parse().command {
        Command::Run(options) => run::run(&options),
        Command::Build => build::release().map(drop),
        Command::Test(options) => test::test(&options),
        Command::Bench(options) => bench::bench(&options),
        Command::Schemathesis(options) => schemathesis::schemathesis(&options),
        Command::Fuzz(options) => fuzz::fuzz(&options),
        Command::Sqlmap => sqlmap::sqlmap(),
        Command::Timing => {
            process::run(process::cargo().args(["run", "--quiet", "--release", "--locked", "--package", "timing"]))
        }
        Command::Screens => screens::screens(),
        Command::Shape => shape::shape(),
        Command::Gen { arguments } => process::run(
            process::cargo().args(["run", "--quiet", "--release", "--package", "generate", "--"]).args(arguments),
        ),
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) if interrupt::happened() => {
            eprintln!("Interrupted; nothing was left running.");
            ExitCode::from(130)
        }
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
