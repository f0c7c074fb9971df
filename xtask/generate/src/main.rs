//! `generate users COUNT --seed SEED FILE`.

use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Write files of made-up users, the same for the same seed", disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// A file for `roster-server import`
    Users {
        /// How many
        count: u64,
        /// Other seeds make other users
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Where to: NAME.csv, or NAME.ndjson
        file: PathBuf,
    },
}

fn main() -> ExitCode {
    let What::Users { count, seed, file } = Cli::parse().what;
    match users(count, seed, &file) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn users(count: u64, seed: u64, file: &PathBuf) -> Result<()> {
    let to = File::create(file).with_context(|| format!("cannot write {}", file.display()))?;
    let csv = file.extension().is_some_and(|extension| extension == "csv");
    generate::write(BufWriter::new(to), csv, generate::people(count, seed))
}
