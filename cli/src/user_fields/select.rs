//! Flags that say which fields to show.

use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};
use prost_types::FieldMask;

use super::{FIELDS, Field, NEVER_SHOWN, flag_name};
use crate::boolean;

/// Which fields to show.
#[derive(Debug, Default)]
pub(crate) struct Select {
    paths: Vec<String>,
    /// All of them are wanted.
    pub(crate) all: bool,
}

impl Select {
    /// The paths for the server.
    pub(crate) fn mask(&self) -> FieldMask {
        let paths = self.paths.iter().filter(|path| !NEVER_SHOWN.contains(&path.as_str()));
        FieldMask { paths: paths.cloned().collect() }
    }

    /// Adds fields that are named by their paths. They take the place of the flags, as scripts expect.
    pub(crate) fn or_paths(mut self, paths: &[String]) -> Self {
        if !paths.is_empty() {
            self.paths = paths.to_vec();
        }
        self
    }

    /// Adds a field.
    pub(crate) fn add(&mut self, path: &str) {
        if !self.paths.iter().any(|known| known == path) {
            self.paths.push(path.to_owned());
        }
    }
}

impl Args for Select {
    fn augment_args(command: Command) -> Command {
        let all = boolean::flag("all").help("Show all fields").help_heading("Fields to show");
        command.args(FIELDS.iter().map(select_flag)).arg(all)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

fn select_flag(field: &'static Field) -> Arg {
    let help = format!("Show {}", field.what.split([':', ';']).next().unwrap_or_default());
    let flag = boolean::flag(field.path).long(flag_name(field.path)).help(help).help_heading("Fields to show");
    flag.hide(NEVER_SHOWN.contains(&field.path))
}

impl FromArgMatches for Select {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let on = |id: &str| matches.try_get_one::<bool>(id).ok().flatten().copied().unwrap_or(false);
        let all = on("all");
        let chosen = FIELDS.iter().filter(|field| all || on(field.path));
        Ok(Self { paths: chosen.map(|field| field.path.to_owned()).collect(), all })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selected(line: &str) -> Select {
        let command = Select::augment_args(Command::new("get"));
        Select::from_arg_matches(&command.try_get_matches_from(line.split(' ')).unwrap()).unwrap()
    }

    #[test]
    fn secrets_are_not_even_asked_for() {
        assert_eq!(selected("get --name --password").mask().paths, ["name"]);
        let all = selected("get --all");
        assert!(all.all && all.mask().paths.len() == FIELDS.len() - NEVER_SHOWN.len());
        assert!(selected("get --name=false").mask().paths.is_empty());
    }
}
