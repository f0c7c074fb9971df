//! The fields of a user: from one table come the flags that select them and the flags that set them.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, parser::ValueSource};
use prost_types::FieldMask;
use serde_json::{Map, Value};

use crate::{boolean, clock, enums};

/// How a field is given on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Only the server sets it.
    Shown,
    Text,
    Switch,
    Time,
    Pairs,
    /// A value of this enum.
    Enum(&'static str),
}

/// A field: its path, how it is set, and what it is.
struct Field {
    path: &'static str,
    kind: Kind,
    what: &'static str,
}

const fn field(path: &'static str, kind: Kind, what: &'static str) -> Field {
    Field { path, kind, what }
}

const STATE: &str = "ttn.lorawan.v3.State";
const THEME: &str = "ttn.lorawan.v3.ConsoleTheme";

const FIELDS: &[Field] = &[
    field("deleted_at", Kind::Shown, "when the user was deleted"),
    field("name", Kind::Text, "the name"),
    field("description", Kind::Text, "the description"),
    field("attributes", Kind::Pairs, "notes: KEY=VALUE, more of them behind commas"),
    field("contact_info", Kind::Shown, "ways to get in touch"),
    field("primary_email_address", Kind::Text, "the e-mail address"),
    field("primary_email_address_validated_at", Kind::Time, "when the address was validated"),
    field("password", Kind::Text, "the password; better typed at the prompt"),
    field("password_updated_at", Kind::Shown, "when the password was changed"),
    field("require_password_update", Kind::Switch, "whether another password has to be chosen"),
    field("state", Kind::Enum(STATE), "the state: requested, approved, rejected, flagged or suspended"),
    field("state_description", Kind::Text, "why it is that"),
    field("admin", Kind::Switch, "whether the user is an admin"),
    field("temporary_password", Kind::Text, "a password that is good for changing it"),
    field("temporary_password_created_at", Kind::Shown, "when it was made"),
    field("temporary_password_expires_at", Kind::Shown, "until when it is good"),
    field("profile_picture", Kind::Shown, "the picture"),
    field("console_preferences", Kind::Shown, "how the console looks"),
    field("console_preferences.console_theme", Kind::Enum(THEME), "its colours: system, light or dark"),
    field("console_preferences.dashboard_layouts", Kind::Shown, "its lists"),
    field("console_preferences.sort_by", Kind::Shown, "their order"),
];

/// What no server answers.
const NEVER_SHOWN: [&str; 2] = ["password", "temporary_password"];

fn flag_name(path: &str) -> String {
    path.replace('_', "-")
}

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
            let pairs = Arg::new(field.path).value_name("KEY=VALUE").value_parser(pair);
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
            Some(Value::Object(pairs.map(|(key, value)| (key, Value::String(value))).collect()))
        }
        Kind::Text | Kind::Time | Kind::Enum(_) | Kind::Shown => {
            matches.get_one::<String>(field.path).cloned().map(Value::String)
        }
    }
}

#[cfg(test)]
mod tests {
    use prost_reflect::Kind as Described;

    use super::*;

    fn assigned(line: &str) -> Result<Assign, clap::Error> {
        let command = Assign::augment_args(Command::new("set"));
        Assign::from_arg_matches(&command.try_get_matches_from(line.split(' '))?)
    }

    fn selected(line: &str) -> Select {
        let command = Select::augment_args(Command::new("get"));
        Select::from_arg_matches(&command.try_get_matches_from(line.split(' ')).unwrap()).unwrap()
    }

    /// The field at a path, as the files of the API have it.
    fn described(path: &str) -> Described {
        let mut kind = Described::Message(proto::brief_pool().get_message_by_name("ttn.lorawan.v3.User").unwrap());
        for name in path.split('.') {
            let field = kind.as_message().and_then(|of| of.get_field_by_name(name));
            kind = field.unwrap_or_else(|| panic!("{path}")).kind();
        }
        kind
    }

    #[test]
    fn every_field_of_the_table_is_one_of_the_api_and_of_the_kind_it_has_there() {
        for field in FIELDS {
            let described = described(field.path);
            let fits = match field.kind {
                Kind::Shown => true,
                Kind::Text => described == Described::String,
                Kind::Switch => described == Described::Bool,
                Kind::Time => described.as_message().is_some_and(|of| of.full_name() == "google.protobuf.Timestamp"),
                Kind::Pairs => described.as_message().is_some_and(prost_reflect::MessageDescriptor::is_map_entry),
                Kind::Enum(name) => described.as_enum().is_some_and(|of| of.full_name() == name),
            };
            assert!(fits, "{}", field.path);
        }
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

    #[test]
    fn secrets_are_not_even_asked_for() {
        assert_eq!(selected("get --name --password").mask().paths, ["name"]);
        let all = selected("get --all");
        assert!(all.all && all.mask().paths.len() == FIELDS.len() - NEVER_SHOWN.len());
        assert!(selected("get --name=false").mask().paths.is_empty());
    }
}
