//! Flags that are on or off: `--admin`, `--admin=false`, `--admin false`.

use clap::{Arg, ArgAction};

/// A flag that is on where it is named, and may be told otherwise.
pub(crate) fn flag(name: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
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
    ["true", "false", "1", "0", "yes", "no"].contains(&word)
}
