//! The tree of commands, and the way from words to what is done.

use std::{
    ffi::OsString,
    io::{IsTerminal as _, Write as _, stderr, stdout},
    iter,
};

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand, error::ErrorKind};

use crate::{
    boolean,
    commands::{
        audit, auth_info, complete, config, document::Document, login, logout, notifications, reservations,
        use_server::Use, users, version,
    },
    context::Context,
    failure::{FAILED, Failure, Result},
    log, output,
    program::Program,
    settings::{Flags, Settings},
};

/// What the program exits with where a group of commands was named without one of them.
const NO_COMMAND: u8 = 2;

/// User management from the command line.
#[derive(Debug, Parser)]
#[command(name = "roster", subcommand_required = true, arg_required_else_help = true, version)]
#[command(after_help = EXAMPLES, propagate_version = false)]
pub(crate) struct Cli {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "Examples:
  roster use example.org
  roster login
  roster users list --name --state --admin
  roster users search --id-contains new -o table";

#[derive(Debug, Subcommand)]
enum Command {
    /// Manage users
    #[command(aliases = ["user", "usr", "u"], subcommand_required = true, arg_required_else_help = true)]
    #[command(subcommand)]
    Users(users::Users),
    /// Log in with a browser, or with an API key
    Login(login::Login),
    /// Forget the login, and revoke its access token
    Logout,
    /// Show who is logged in, and what they may do
    #[command(name = "auth-info", alias = "whoami")]
    AuthInfo,
    /// Manage notifications
    #[command(alias = "notification", subcommand_required = true, arg_required_else_help = true, subcommand)]
    Notifications(notifications::Notifications),
    /// Read the trail: who did what to whom
    #[command(subcommand_required = true, arg_required_else_help = true, subcommand)]
    Audit(audit::Audit),
    /// Manage IDs that nobody can take
    #[command(alias = "reservation", subcommand_required = true, arg_required_else_help = true, subcommand)]
    Reservations(reservations::Reservations),
    /// Say which server to use from now on
    #[command(aliases = ["generate-configuration", "generate-cfg"])]
    Use(Use),
    /// Print what makes a shell complete commands
    #[command(alias = "completion")]
    Complete(complete::Complete),
    /// Show the settings in effect
    Config(config::Config),
    /// Print the version
    Version,
    /// Write pages about all commands
    #[command(hide = true, subcommand)]
    Document(Document),
}

/// The commands under the name by which the program was called.
pub(crate) fn command(program: Program) -> clap::Command {
    boolean::flags(Cli::command()).name(program.name()).bin_name(program.name())
}

/// Understands the words and does what they say.
pub(crate) fn run(program: Program, words: Vec<OsString>) -> Result<()> {
    let words = iter::once(OsString::from(program.name())).chain(words);
    let parsed = command(program).try_get_matches_from(words).and_then(|matches| Cli::from_arg_matches(&matches));
    let Cli { flags, command } = match parsed {
        Ok(cli) => cli,
        Err(error) => return unparsed(&error),
    };
    let for_profile = matches!(command, Command::Use(_));
    let context = || {
        let load = if for_profile { Settings::load_without_profile } else { Settings::load };
        Context::new(program, load(program, &flags)?)
    };
    match command {
        // These need no settings, be they right or wrong.
        Command::Version => version::run(program),
        Command::Complete(complete) => complete.run(program),
        Command::Document(document) => document.run(program),
        Command::Users(users) => users.run(&context()?),
        Command::Login(login) => login.run(&context()?),
        Command::Logout => logout::run(&context()?),
        Command::AuthInfo => auth_info::run(&context()?),
        Command::Config(config) => config.run(&context()?),
        Command::Notifications(notifications) => notifications.run(&context()?),
        Command::Audit(audit) => audit.run(&context()?),
        Command::Reservations(reservations) => reservations.run(&context()?),
        Command::Use(used) => used.run(&context()?),
    }
}

/// Help that was asked for goes to standard output and is a success; so does help that was not, but it is none.
fn unparsed(error: &clap::Error) -> Result<()> {
    let shown = |terminal: bool| {
        let text = error.render();
        if log::colours(terminal) { text.ansi().to_string() } else { text.to_string() }
    };
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => output::text(&shown(stdout().is_terminal())),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            output::text(&shown(stdout().is_terminal()))?;
            Err(Failure::Said(NO_COMMAND))
        }
        _ => {
            // With its colours, and so not as a text of others. Nobody can be told that standard error is closed.
            let _ = writeln!(stderr(), "{}", shown(stderr().is_terminal()).trim_end());
            Err(Failure::Said(FAILED))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_sound() {
        command(Program::Roster).debug_assert();
    }
}
