//! The command line.

use std::{env, ffi::OsString, path::PathBuf};

use clap::{Arg, ArgMatches, Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use domain::State;

use crate::{
    Refusal, Result, commands,
    config::{Config, Period, SETTINGS, Sources},
    start,
};

/// User management for network administrators.
#[derive(Debug, Parser)]
#[command(name = "roster-server", version, after_help = AFTER_HELP)]
struct Cli {
    /// Read settings from this TOML file
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "Settings come from the file, then the environment (ROSTER_HTTP_LISTEN and so on), then flags; \
                          `roster-server config print` shows what is in effect.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server
    Start,
    /// Bring the database's schema up to date
    Migrate,
    /// Import users from a file; a stopped import goes on where it stopped
    Import(commands::import::Import),
    /// Verify what is derived from the users (totals, and what searches look at), what belongs to them, and the trail
    Check(commands::check::Check),
    /// Copy a SQLite database to one verified file, while it is in use
    Backup(commands::backup::Backup),
    /// Put such a copy in the place of the database
    Restore(commands::backup::Restore),
    /// Purge deleted users whose time is up, as `deleted.purge_after` says
    Purge(commands::purge::Purge),
    /// Look at the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Admins
    #[command(subcommand)]
    Admin(AdminCommand),
    /// Users
    #[command(subcommand)]
    User(UserCommand),
    /// Credentials of programs
    #[command(subcommand)]
    ApiKey(ApiKeyCommand),
    /// Programs that may ask users to act for them
    #[command(subcommand)]
    OauthClients(OAuthClientsCommand),
    /// The trail of what was done
    #[command(subcommand)]
    Audit(AuditCommand),
}

#[derive(Debug, Subcommand)]
enum ApiKeyCommand {
    /// Make an API key of a user, and print it alone
    Create(ApiKeyCreate),
}

#[derive(Debug, Subcommand)]
enum OAuthClientsCommand {
    /// Make a client; of one that keeps a secret, print that alone
    Create(commands::oauth_clients::Create),
    /// List all clients: ID, state, kind, rights and addresses
    List,
    /// Let a client do nothing from now on
    Suspend(commands::oauth_clients::Named),
    /// Let it do again what it is for
    Approve(commands::oauth_clients::Named),
    /// Remove a client, with everything that users have let it do
    Delete(commands::oauth_clients::Named),
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Compare all records with their seals, and these with an anchor file
    Verify(commands::audit::Verify),
    /// Write records to standard output, a JSON object a line
    Export(commands::audit::Export),
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Print the settings in effect as a TOML file
    Print,
}

#[derive(Debug, Subcommand)]
enum AdminCommand {
    /// Make an admin; without a password, print a link to set one
    Create(AdminCreate),
    /// List the admins, and which of them can log in
    List,
    /// Make a user an approved admin again, restored where need be, and print a link to set a password
    Recover(AdminRecover),
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Set the password of a user and end their sessions
    SetPassword(UserSetPassword),
}

/// `admin create`
#[derive(Debug, Args)]
pub(crate) struct AdminCreate {
    /// The ID; words that are blocked elsewhere are allowed here
    #[arg(long, value_name = "ID")]
    pub(crate) user_id: String,
    /// The e-mail address
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) email: String,
    /// The name shown to others
    #[arg(long, value_name = "NAME", default_value = "")]
    pub(crate) name: String,
    /// Read the password from standard input: one line, to the byte
    #[arg(long)]
    pub(crate) password_stdin: bool,
    /// Do nothing if there is an admin already
    #[arg(long)]
    pub(crate) if_none: bool,
}

/// `admin recover`
#[derive(Debug, Args)]
pub(crate) struct AdminRecover {
    /// The user, live or deleted
    #[arg(value_name = "ID")]
    pub(crate) user_id: String,
}

/// `user set-password`
#[derive(Debug, Args)]
pub(crate) struct UserSetPassword {
    /// The user
    #[arg(value_name = "ID")]
    pub(crate) user_id: String,
    /// Read the password from standard input: one line, to the byte
    #[arg(long, required = true)]
    pub(crate) password_stdin: bool,
    /// The user has to choose another one at the next log-in
    #[arg(long)]
    pub(crate) temporary: bool,
}

/// `api-key create`
#[derive(Debug, Args)]
pub(crate) struct ApiKeyCreate {
    /// The user
    #[arg(long, value_name = "ID")]
    pub(crate) user_id: String,
    /// What the key is called in lists
    #[arg(long, value_name = "NAME", default_value = "")]
    pub(crate) name: String,
    /// What the key may do, for example `RIGHT_ALL`; several by comma
    #[arg(long, value_name = "RIGHTS", value_delimiter = ',', required = true)]
    pub(crate) rights: Vec<String>,
    /// How long the key is good, for example 90d; by default for ever
    #[arg(long, value_name = "TIME", value_parser = |text: &str| Period::try_from(text.to_owned()))]
    pub(crate) expires_in: Option<Period>,
}

/// Does what the command line says.
///
/// # Errors
/// One line for the operator. Wrong usage ends the process by itself, with status 2.
pub fn run() -> Result<()> {
    let matches = with_settings(Cli::command()).get_matches();
    let cli = Cli::from_arg_matches(&matches).map_err(|error| Refusal::new(error.to_string()))?;
    let config = Config::load(&sources(&cli, &matches, env::vars_os().collect()))?;
    match cli.command {
        Command::Start => start::run(config),
        Command::Migrate => commands::migrate::run(&config),
        Command::Import(args) => commands::import::run(&config, &args),
        Command::Backup(args) => commands::backup::backup(&config, &args),
        Command::Restore(args) => commands::backup::restore(&config, &args),
        Command::Purge(args) => commands::purge::run(&config, &args),
        Command::Check(args) => commands::check::run(&config, &args),
        Command::Config(ConfigCommand::Print) => commands::config_print::run(&config),
        Command::Admin(AdminCommand::Create(args)) => commands::admin::create(&config, args),
        Command::Admin(AdminCommand::List) => commands::admin::list(&config),
        Command::Admin(AdminCommand::Recover(args)) => commands::admin::recover(&config, &args),
        Command::User(UserCommand::SetPassword(args)) => commands::user_set_password::run(&config, &args),
        Command::ApiKey(ApiKeyCommand::Create(args)) => commands::api_key_create::run(&config, args),
        Command::OauthClients(command) => oauth_clients(&config, command),
        Command::Audit(AuditCommand::Verify(args)) => commands::audit::verify(&config, &args),
        Command::Audit(AuditCommand::Export(args)) => commands::audit::export(&config, &args),
    }
}

fn oauth_clients(config: &Config, command: OAuthClientsCommand) -> Result<()> {
    use commands::oauth_clients::{create, delete, list, set_state};
    match command {
        OAuthClientsCommand::Create(args) => create(config, args),
        OAuthClientsCommand::List => list(config),
        OAuthClientsCommand::Suspend(args) => set_state(config, &args, State::Suspended),
        OAuthClientsCommand::Approve(args) => set_state(config, &args, State::Approved),
        OAuthClientsCommand::Delete(args) => delete(config, &args),
    }
}

/// Every setting is a flag of every command.
fn with_settings(command: clap::Command) -> clap::Command {
    command.args(SETTINGS.iter().map(|setting| {
        let name = setting.flag();
        let arg = Arg::new(name.clone()).long(name).value_name("VALUE").help(setting.about);
        arg.global(true).hide_short_help(true).help_heading("Settings")
    }))
}

fn sources(cli: &Cli, matches: &ArgMatches, environment: Vec<(OsString, OsString)>) -> Sources {
    let given = |name: &str| matches.get_one::<String>(name).cloned();
    let flags = SETTINGS.iter().filter_map(|setting| Some((*setting, given(&setting.flag())?))).collect();
    Sources { file: cli.config.clone(), environment, flags }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        with_settings(Cli::command()).debug_assert();
    }

    #[test]
    fn a_setting_may_stand_before_or_after_the_command() {
        for line in [["x", "--http-listen", "[::1]:1", "start"], ["x", "start", "--http-listen", "[::1]:1"]] {
            let matches = with_settings(Cli::command()).try_get_matches_from(line).unwrap();
            let cli = Cli::from_arg_matches(&matches).unwrap();
            let config = Config::load(&sources(&cli, &matches, Vec::new())).unwrap();
            assert_eq!(config.http.listen.to_string(), "[::1]:1");
        }
    }
}
