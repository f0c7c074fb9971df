//! `config`

use clap::Args;

use crate::{context::Context, failure::Result, output};

/// How to show settings.
#[derive(Args, Debug)]
pub(crate) struct Config {
    /// Show them as variables of the environment
    #[arg(long, conflicts_with = "yml")]
    env: bool,
    /// Show them as a file
    #[arg(long)]
    yml: bool,
}

impl Config {
    pub(crate) fn run(self, context: &Context) -> Result<()> {
        let settings = &context.settings;
        output::text(&match self {
            Self { env: true, .. } => settings.as_variables(),
            Self { yml: true, .. } => settings.as_file(),
            Self { .. } => settings.as_flags(),
        })
    }
}
