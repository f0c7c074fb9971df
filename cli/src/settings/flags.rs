//! Settings as flags, which every command has.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, parser::ValueSource};

use super::{
    files::Values,
    table::{Kind, Setting, UNUSED, default, every},
};
use crate::{boolean, program::Program};

/// The settings that are given as flags.
#[derive(Debug)]
pub(crate) struct Flags(pub(super) Values);

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
