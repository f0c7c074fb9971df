//! Flags that say what fields become.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, parser::ValueSource};
use serde_json::{Map, Value};

use super::{FIELDS, Field, Kind, flag_name};
use crate::{boolean, clock, enums};

/// Values for fields, in the form that the API has for them.
#[derive(Debug, Default)]
pub(crate) struct Assign(Vec<(&'static str, Value)>);

impl Assign {
    /// The paths of what is assigned.
    pub(crate) fn paths(&self) -> Vec<String> {
        self.0.iter().map(|(path, _)| (*path).to_owned()).collect()
    }

    /// Writes them into an object, over what stands there.
    pub(crate) fn write(&self, object: &mut Map<String, Value>) {
        for (path, value) in &self.0 {
            set(object, path, value.clone());
        }
    }
}

/// Sets a member, which may be one further in.
fn set(object: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => drop(object.insert(path.to_owned(), value)),
        Some((first, rest)) => {
            let inner = object.entry(first).or_insert_with(|| Value::Object(Map::new()));
            if let Some(inner) = inner.as_object_mut() {
                set(inner, rest, value);
            }
        }
    }
}

impl Args for Assign {
    fn augment_args(command: Command) -> Command {
        command.args(FIELDS.iter().filter(|field| field.kind != Kind::Shown).map(assign_flag))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

fn assign_flag(field: &'static Field) -> Arg {
    let flag = match field.kind {
        Kind::Switch => boolean::flag(field.path),
        Kind::Time => Arg::new(field.path).value_name("TIME").value_parser(time),
        Kind::Pairs => {
            let pairs = Arg::new(field.path).value_name("KEY=VALUE").value_parser(pair_or_none);
            pairs.action(ArgAction::Append).value_delimiter(',')
        }
        Kind::Enum(name) => {
            Arg::new(field.path).value_name("NAME").value_parser(move |text: &str| enums::full_name(name, text))
        }
        Kind::Text | Kind::Shown => Arg::new(field.path).value_name("TEXT"),
    };
    let help = format!("Set {}", field.what);
    flag.long(flag_name(field.path)).help(help).help_heading("Fields to set")
}

fn time(text: &str) -> Result<String, String> {
    clock::parse(text).map(|time| time.to_string())
}

/// The same, or an empty text, which stands for none at all.
fn pair_or_none(text: &str) -> Result<(String, String), String> {
    if text.is_empty() { Ok(<(String, String)>::default()) } else { pair(text) }
}

/// `KEY=VALUE`
pub(crate) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("say KEY=VALUE".to_owned()),
    }
}

impl FromArgMatches for Assign {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let settable = FIELDS.iter().filter(|field| field.kind != Kind::Shown);
        let given = settable.filter(|field| matches.value_source(field.path) == Some(ValueSource::CommandLine));
        Ok(Self(given.filter_map(|field| Some((field.path, value(matches, field)?))).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn value(matches: &ArgMatches, field: &Field) -> Option<Value> {
    match field.kind {
        Kind::Switch => matches.get_one::<bool>(field.path).map(|on| Value::Bool(*on)),
        Kind::Pairs => {
            let pairs = matches.get_many::<(String, String)>(field.path)?.cloned();
            let pairs = pairs.filter(|(key, _)| !key.is_empty());
            Some(Value::Object(pairs.map(|(key, value)| (key, Value::String(value))).collect()))
        }
        Kind::Text | Kind::Time | Kind::Enum(_) | Kind::Shown => {
            matches.get_one::<String>(field.path).cloned().map(Value::String)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assigned(line: &str) -> Result<Assign, clap::Error> {
        let command = Assign::augment_args(Command::new("set"));
        Assign::from_arg_matches(&command.try_get_matches_from(line.split(' '))?)
    }

    #[test]
    fn what_is_set_is_named_in_the_mask_and_stands_where_the_api_has_it() {
        let line =
            "set --state approved --admin --attributes team=iot,floor=2 --console-preferences.console-theme dark";
        let assign = assigned(line).unwrap();
        assert_eq!(assign.paths(), ["attributes", "state", "admin", "console_preferences.console_theme"]);
        let mut object = Map::new();
        assign.write(&mut object);
        let expected = serde_json::json!({
            "attributes": {"team": "iot", "floor": "2"}, "state": "STATE_APPROVED", "admin": true,
            "console_preferences": {"console_theme": "CONSOLE_THEME_DARK"},
        });
        assert_eq!(Value::Object(object), expected);
    }

    #[test]
    fn an_empty_text_takes_all_pairs_away() {
        let assign = Assign::augment_args(Command::new("set")).try_get_matches_from(["set", "--attributes", ""]);
        let assign = Assign::from_arg_matches(&assign.unwrap()).unwrap();
        assert_eq!((assign.paths(), &assign.0[0].1), (vec!["attributes".to_owned()], &serde_json::json!({})));
    }

    #[test]
    fn no_value_of_another_kind_is_taken() {
        for line in [
            "set --state nope",
            "set --admin=maybe",
            "set --attributes x",
            "set --primary-email-address-validated-at now",
        ] {
            assert!(assigned(line).is_err(), "{line}");
        }
    }
}
