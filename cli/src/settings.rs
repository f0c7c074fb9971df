//! Settings: what there are, and what is in effect. A flag beats a variable, which beats files, which beat defaults.

mod files;
mod flags;
mod table;

use std::{collections::BTreeMap, env, iter, path::PathBuf, str::FromStr};

pub(crate) use self::flags::Flags;
use self::{
    files::Values,
    table::{Kind, OURS, SETTINGS, Setting, UNUSED, default, every},
};
use crate::{
    arguments, boolean,
    failure::{Failure, Result},
    profile,
    program::Program,
};

/// The settings in effect.
#[derive(Debug)]
pub(crate) struct Settings {
    program: Program,
    values: BTreeMap<&'static str, String>,
    /// Those among them that the command line brought.
    flags: Values,
}

impl Settings {
    /// Gathers them.
    pub(crate) fn load(program: Program, flags: &Flags) -> Result<Self> {
        Self::gather(program, flags, true)
    }

    /// Gathers them for whoever is about to write a profile, which need not be there.
    pub(crate) fn load_without_profile(program: Program, flags: &Flags) -> Result<Self> {
        Self::gather(program, flags, false)
    }

    fn gather(program: Program, flags: &Flags, with_profile: bool) -> Result<Self> {
        let variables = every().filter_map(|setting| {
            let value = env::var(program.variable(setting.name)).ok().filter(|value| !value.is_empty())?;
            Some((setting.name.to_owned(), value))
        });
        let variables: Values = variables.collect();
        let chosen = |name: &str| flags.0.get(name).or_else(|| variables.get(name)).filter(|value| !value.is_empty());
        let files = match chosen("config") {
            Some(list) => files::read_all(list.split(',').map(PathBuf::from))?,
            None => found(program)?,
        };
        let profile = chosen("profile").filter(|_| with_profile).map(|name| profile::read(name)).transpose()?;
        // A profile that was asked for goes before what happens to lie in this folder; the usual one does not.
        let layers = match profile {
            Some(profile) => vec![flags.0.clone(), variables, profile, files],
            None if with_profile => vec![flags.0.clone(), variables, files, profile::usual(program)?],
            None => vec![flags.0.clone(), variables, files],
        };
        Ok(Self { flags: flags.0.clone(), ..Self::of(program, &layers)? })
    }

    /// Those of a program that a shell asks in the middle of a line, and that is not to say anything.
    pub(crate) fn quiet(program: Program) -> Result<Self> {
        let words = arguments::normalised(env::args_os());
        let words: Vec<_> = words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
        let mut flags = Flags::typed(&words);
        flags.0.insert("log.level".to_owned(), "fatal".to_owned());
        Self::load(program, &flags)
    }

    fn of(program: Program, layers: &[Values]) -> Result<Self> {
        let mut values = BTreeMap::new();
        for setting in every() {
            let found = layers.iter().find_map(|layer| layer.get(setting.name));
            let value = found.map_or(default(program, setting), String::as_str);
            if setting.kind == Kind::Switch && boolean::parse(value).is_err() {
                return Err(Failure::text(format!("{}: say true or false, not {value:?}", setting.name)));
            }
            values.insert(setting.name, value.to_owned());
        }
        Ok(Self { program, values, flags: Values::new() })
    }

    /// A setting that is a text.
    pub(crate) fn text(&self, name: &str) -> &str {
        debug_assert!(self.values.contains_key(name), "there is no setting {name:?}");
        self.values.get(name).map_or("", String::as_str)
    }

    /// A setting that is on or off.
    pub(crate) fn on(&self, name: &str) -> bool {
        boolean::parse(self.text(name)).unwrap_or(false)
    }

    /// A setting that is a number.
    pub(crate) fn number<T: FromStr>(&self, name: &str) -> Result<T> {
        let text = self.text(name);
        text.parse().map_err(|_| Failure::text(format!("{name}: {text:?} is not a number")))
    }

    /// A setting as far as the command line says it.
    pub(crate) fn given(&self, name: &str) -> Option<&str> {
        self.flags.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// What the command line brought, so that it can be said again.
    pub(crate) fn said(&self) -> impl Iterator<Item = String> {
        self.flags.iter().map(|(name, value)| format!("--{name}={value}"))
    }

    /// The names of the settings that say where a server is.
    pub(crate) fn addresses() -> impl Iterator<Item = &'static str> {
        SETTINGS.iter().map(|setting| setting.name).filter(|name| name.ends_with("-grpc-address"))
    }

    /// A file with these settings, and with the defaults of all others unless only these are to be in it.
    pub(crate) fn with(&self, settings: &[(&str, String)], only: bool) -> String {
        let value = |setting: &Setting| {
            let found = settings.iter().find(|(name, _)| *name == setting.name);
            found.map(|(_, value)| value.as_str()).or((!only).then_some(setting.default))
        };
        files::written(self.known().filter_map(|setting| Some((setting.name, value(setting)?))))
    }

    /// All of them as flags, one a line, with their values behind one another.
    pub(crate) fn as_flags(&self) -> String {
        let shown = |setting: &Setting| match setting.name {
            "config" if self.text("config").is_empty() => listed(self.program),
            name => self.text(name).to_owned(),
        };
        let lines = self.known().map(|setting| format!("{:>46}={:?}", format!("--{}", setting.name), shown(setting)));
        lines.collect::<Vec<_>>().join("\n") + "\n"
    }

    /// All of them as variables.
    pub(crate) fn as_variables(&self) -> String {
        let known = self.known();
        let lines = known.map(|s| format!("{}={:?}", self.program.variable(s.name), self.text(s.name)));
        lines.collect::<Vec<_>>().join("\n") + "\n"
    }

    /// All of them as a file.
    pub(crate) fn as_file(&self) -> String {
        files::written(self.known().map(|setting| (setting.name, self.text(setting.name))))
    }

    /// Those that somebody may want to know of; scripts read all that the other program has.
    fn known(&self) -> impl Iterator<Item = &'static Setting> {
        let own = self.program == Program::Roster;
        every().filter(
            move |setting| {
                if own { setting.help != UNUSED } else { !OURS.iter().any(|ours| ours.name == setting.name) }
            },
        )
    }
}

/// What stands in the files that there are. One that lies in this folder may be anybody's, and does not say who is told
/// credentials.
fn found(program: Program) -> Result<Values> {
    let (here, elsewhere) = program.settings_files();
    let mut found = files::read_found(vec![here])?;
    found.remove("allow-unknown-hosts");
    files::merge(&mut found, files::read_found(elsewhere)?);
    Ok(found)
}

/// Reads the settings of one file, which must be there.
pub(crate) fn read_file(file: PathBuf) -> Result<BTreeMap<String, String>> {
    files::read_all(iter::once(file))
}

fn listed(program: Program) -> String {
    let (here, elsewhere) = program.settings_files();
    let files = iter::once(here).chain(elsewhere);
    files.map(|file| file.to_string_lossy().into_owned()).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(pairs: &[(&str, &str)]) -> Values {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn the_first_layer_that_says_something_counts() {
        let layers = [layer(&[("ca", "flag")]), layer(&[("ca", "variable"), ("insecure", "true")])];
        let settings = Settings::of(Program::Peer, &layers).unwrap();
        assert_eq!((settings.text("ca"), settings.on("insecure")), ("flag", true));
        assert_eq!(settings.text("log.level"), "info");
    }

    #[test]
    fn a_switch_that_is_neither_on_nor_off_is_named() {
        let failure = Settings::of(Program::Roster, &[layer(&[("insecure", "maybe")])]).unwrap_err();
        assert_eq!(failure.to_string(), "insecure: say true or false, not \"maybe\"");
    }

    #[test]
    fn settings_are_in_the_order_of_their_names() {
        assert!(SETTINGS.is_sorted_by_key(|setting| setting.name));
    }
}
