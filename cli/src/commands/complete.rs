//! `complete`

use clap::Args;
use clap_complete::env::Shells;

use crate::{
    completion::VARIABLE,
    failure::{Failure, Result},
    output,
    program::Program,
};

/// For which shell.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Complete {
    /// bash, zsh, fish, elvish or powershell
    #[arg(long, value_name = "NAME", default_value = "bash")]
    shell: String,
    /// Under which name the program is called
    #[arg(long, value_name = "NAME")]
    executable: Option<String>,
}

const EXAMPLES: &str = "Examples:
  source <(roster complete --shell bash)
  source <(roster complete --shell zsh)
  roster complete --shell fish | source";

impl Complete {
    /// Prints a script that asks this program what may follow.
    pub(crate) fn run(self, program: Program) -> Result<()> {
        let shells = Shells::builtins();
        let shell = shells.completer(&self.shell).ok_or_else(|| {
            let names = shells.names().collect::<Vec<_>>().join(", ");
            Failure::text(format!("there is no completion for {:?}; there is for {names}", self.shell))
        })?;
        let name = self.executable.as_deref().unwrap_or(program.name());
        let mut script = Vec::new();
        shell
            .write_registration(VARIABLE, name, name, name, &mut script)
            .map_err(|error| Failure::text(error.to_string()))?;
        output::text(&String::from_utf8_lossy(&script))
    }
}
