//! Flags that are on or off: `--admin`, `--admin=false`, `--admin false`.

use clap::{Arg, ArgAction, Command};

/// A flag that is on where it is named, and may be told otherwise.
pub(crate) fn flag(name: &'static str) -> Arg {
    told(Arg::new(name).long(name))
}

/// The same of all flags that are only named, here and in the commands below.
pub(crate) fn flags(command: Command) -> Command {
    let told = |argument: Arg| {
        if !matches!(argument.get_action(), ArgAction::SetTrue) {
            return argument;
        }
        let is_off = argument.get_default_values().is_empty();
        let argument = told(argument);
        if is_off { argument.default_value("false").hide_default_value(true) } else { argument }
    };
    command.mut_args(told).mut_subcommands(flags)
}

fn told(argument: Arg) -> Arg {
    argument
        .action(ArgAction::Set)
        .num_args(0..=1)
        .require_equals(true)
        .default_missing_value("true")
        .value_name("BOOL")
        .hide_possible_values(true)
        .value_parser(parse)
}

/// Reads on or off, in the ways in which people and their scripts write it.
pub(crate) fn parse(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "t" | "1" | "yes" => Ok(true),
        "false" | "f" | "0" | "no" => Ok(false),
        _ => Err("say true or false".to_owned()),
    }
}

/// Whether a word after a flag is its value and not the next argument.
pub(crate) fn is_value(word: &str) -> bool {
    parse(word).is_ok()
}
