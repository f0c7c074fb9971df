//! Settings as flags, which every command has.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, parser::ValueSource};

use super::{
    files::Values,
    table::{Kind, Setting, UNUSED, default, every},
};
use crate::{boolean, program::Program};

/// The settings that say which server is meant, and who asks it.
const SERVER: [&str; 7] =
    ["allow-unknown-hosts", "ca", "config", "credentials-id", "identity-server-grpc-address", "insecure", "profile"];

/// The settings that are given as flags.
#[derive(Debug)]
pub(crate) struct Flags(pub(super) Values);

impl Flags {
    /// Those that say which server is meant, in a line that is not at its end, of which nobody can tell whether it is sound.
    pub(super) fn typed(words: &[String]) -> Self {
        // Some shells take a line apart at the signs of equality too.
        let words: Vec<_> = words.iter().filter(|word| *word != "=").collect();
        let value = |setting: &Setting| {
            let long = format!("--{}", setting.name);
            words.iter().enumerate().find_map(|(at, word)| match word.strip_prefix(&long) {
                Some("") if setting.kind == Kind::Switch => Some("true".to_owned()),
                Some("") => words.get(at + 1).map(ToString::to_string),
                Some(rest) => rest.strip_prefix('=').map(str::to_owned),
                None if setting.name == "config" && *word == "-c" => words.get(at + 1).map(ToString::to_string),
                None => None,
            })
        };
        let settings = every().filter(|setting| SERVER.contains(&setting.name));
        Self(settings.filter_map(|setting| Some((setting.name.to_owned(), value(setting)?))).collect())
    }
}

impl Args for Flags {
    fn augment_args(command: Command) -> Command {
        command.args(every().map(argument))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

fn argument(setting: &'static Setting) -> Arg {
    let argument = match setting.kind {
        Kind::Switch => boolean::flag(setting.name),
        Kind::Text => Arg::new(setting.name).long(setting.name).value_name("TEXT"),
        Kind::List => {
            let list = Arg::new(setting.name).long(setting.name).value_name("LIST");
            list.action(ArgAction::Append).value_delimiter(',')
        }
    };
    let argument = match setting.name {
        "config" => argument.short('c').value_name("FILE"),
        "output-format" => argument.short('o').value_name("FORMAT"),
        _ => argument,
    };
    argument.global(true).help_heading("Settings").hide(setting.help == UNUSED).help(help(setting))
}

/// What it is for, and what holds where nobody says anything.
fn help(setting: &Setting) -> String {
    match (setting.kind, default(Program::Roster, setting)) {
        (Kind::Switch | Kind::List, _) | (_, "") => setting.help.to_owned(),
        (Kind::Text, default) => format!("{} [default: {default}]", setting.help),
    }
}

impl FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = every().filter(|setting| matches.value_source(setting.name) == Some(ValueSource::CommandLine));
        Ok(Self(given.filter_map(|setting| Some((setting.name.to_owned(), value(matches, setting)?))).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn value(matches: &ArgMatches, setting: &Setting) -> Option<String> {
    match setting.kind {
        Kind::Switch => matches.get_one::<bool>(setting.name).map(ToString::to_string),
        Kind::Text => matches.get_one::<String>(setting.name).cloned(),
        Kind::List => Some(matches.get_many::<String>(setting.name)?.cloned().collect::<Vec<_>>().join(",")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_not_at_its_end_says_which_server_is_meant() {
        let line = "roster --profile = other users -c x.yml delete --insecure --ca=a.pem --profile-picture p --show-request ad";
        let words: Vec<_> = line.split(' ').map(str::to_owned).collect();
        let Flags(found) = Flags::typed(&words);
        let found: Vec<_> = found.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(found, [("ca", "a.pem"), ("config", "x.yml"), ("insecure", "true"), ("profile", "other")]);
    }
}
