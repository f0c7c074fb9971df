//! Rights as flags: `--right-user-info`.

use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};
use proto::v3::Right;

use crate::boolean;

/// Numbers of rights are below this; those that come later need a new version anyway.
const NUMBERS: std::ops::Range<i32> = 1..256;

/// The rights that were named.
#[derive(Debug, Default)]
pub(crate) struct Rights(pub(crate) Vec<i32>);

fn flags() -> impl Iterator<Item = (i32, &'static str)> {
    NUMBERS.filter_map(|number| Some((number, Right::try_from(number).ok()?.as_str_name())))
}

fn flag_name(name: &str) -> String {
    name.to_lowercase().replace('_', "-")
}

impl Args for Rights {
    fn augment_args(command: Command) -> Command {
        command.args(flags().map(|(_, name)| flag(name)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

fn flag(name: &'static str) -> Arg {
    // Of the rights on what Roster does not have, the help says nothing.
    let ours = ["RIGHT_USER_", "RIGHT_ALL", "RIGHT_SEND_INVITES"].iter().any(|prefix| name.starts_with(prefix));
    boolean::flag(name).long(flag_name(name)).help(format!("Give {name}")).help_heading("Rights").hide(!ours)
}

impl FromArgMatches for Rights {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let named = flags().filter(|(_, name)| matches.get_one::<bool>(name).copied().unwrap_or(false));
        Ok(Self(named.map(|(number, _)| number).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_right_has_a_flag_and_the_invalid_one_has_none() {
        let of = proto::brief_pool().get_enum_by_name("ttn.lorawan.v3.Right").unwrap();
        assert_eq!(flags().count(), of.values().filter(|value| value.number() != 0).count());
        assert!(flags().any(|(_, name)| flag_name(name) == "right-user-settings-api-keys"));
    }

    #[test]
    fn rights_that_are_named_are_given() {
        let command = Rights::augment_args(Command::new("create"));
        let line = ["create", "--right-user-info", "--right-user-delete=false"];
        let rights = Rights::from_arg_matches(&command.try_get_matches_from(line).unwrap()).unwrap();
        assert_eq!(rights.0, [i32::from(Right::UserInfo)]);
    }
}
