//! Where settings are written, and how a wrong one is explained.

use std::{collections::BTreeMap, ffi::OsString, path::PathBuf};

use figment::{
    Error, Metadata, Profile, Provider,
    error::Kind,
    providers::{Format as _, Toml},
    value::{Dict, Map, Value},
};

use super::settings::{SETTINGS, Setting, nearest};
use crate::{Refusal, Result};

const ENVIRONMENT: &str = "environment";
const FLAGS: &str = "flags";

/// Where the settings come from.
#[derive(Debug, Default)]
pub struct Sources {
    /// A TOML file.
    pub file: Option<PathBuf>,
    /// The environment; only names that begin with `ROSTER_` count.
    pub environment: Vec<(OsString, OsString)>,
    /// Flags: a setting and the text that was given.
    pub flags: Vec<(Setting, String)>,
}

/// What one source says.
#[derive(Debug)]
pub(crate) struct Layer {
    name: String,
    values: Dict,
}

impl Provider for Layer {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.name.clone())
    }

    fn data(&self) -> Result<Map<Profile, Dict>, Error> {
        Ok(Map::from([(Profile::Default, self.values.clone())]))
    }
}

impl Sources {
    /// What the sources say, the strongest last.
    pub(crate) fn layers(&self) -> Result<Vec<Layer>> {
        let mut layers = Vec::new();
        if let Some(path) = &self.file {
            let name = path.display().to_string();
            let text = std::fs::read_to_string(path).map_err(|cause| Refusal::new(format!("{name}: {cause}")))?;
            let values = Toml::from_str(&text).map_err(|cause| Refusal::new(format!("{name}: {}", brief(&cause))))?;
            layers.push(Layer { name, values });
        }
        layers.push(Layer { name: ENVIRONMENT.into(), values: nested(self.variables()?) });
        layers.push(Layer { name: FLAGS.into(), values: nested(self.flags.iter().cloned()) });
        Ok(layers)
    }

    fn variables(&self) -> Result<Vec<(Setting, String)>> {
        let names: BTreeMap<_, _> = SETTINGS.iter().map(|setting| (setting.variable(), *setting)).collect();
        let mut found = Vec::new();
        for (name, value) in &self.environment {
            let Some(name) = name.to_str().filter(|name| name.starts_with("ROSTER_")) else { continue };
            let Some(setting) = names.get(name) else {
                let meant = nearest(name, names.keys().cloned());
                return Err(Refusal::new(format!("{name}: there is no such setting; did you mean {meant}?")));
            };
            let value = value.to_str().ok_or_else(|| Refusal::new(format!("{name}: the value is not UTF-8")))?;
            found.push((*setting, value.to_owned()));
        }
        Ok(found)
    }
}

fn nested(values: impl IntoIterator<Item = (Setting, String)>) -> Dict {
    let mut sections = BTreeMap::<_, Dict>::new();
    for (setting, value) in values {
        sections.entry(setting.section.to_owned()).or_default().insert(setting.key.to_owned(), Value::from(value));
    }
    sections.into_iter().map(|(section, keys)| (section, Value::from(keys))).collect()
}

/// One line: where it was written, as people wrote it there, and what is wrong.
pub(crate) fn explain(error: &Error) -> Refusal {
    let path = error.path.join(".");
    let source = error.metadata.as_ref().map(|metadata| metadata.name.to_string());
    let known = SETTINGS.iter().find(|setting| setting.path() == path);
    let place = match (source.as_deref(), known) {
        (Some(ENVIRONMENT), Some(setting)) => setting.variable(),
        (Some(FLAGS), Some(setting)) => format!("--{}", setting.flag()),
        (Some(source), _) => format!("{source}: {path}"),
        (None, _) => path.clone(),
    };
    let problem = match &error.kind {
        Kind::UnknownField(field, _) => {
            let full = if path.ends_with(field.as_str()) { path.clone() } else { format!("{path}.{field}") };
            let meant = nearest(full.trim_start_matches('.'), SETTINGS.iter().map(Setting::path));
            format!("there is no such setting; did you mean {meant}?")
        }
        Kind::InvalidType(actual, expected) if expected.starts_with("struct") => {
            format!("expected a table, found {actual}")
        }
        Kind::InvalidType(actual, expected) => format!("expected {expected}, found {actual}"),
        other => other.to_string(),
    };
    Refusal::new(format!("{}: {problem}", place.trim_end_matches(": ")))
}

/// The parser draws pictures; a line is enough.
fn brief(cause: &impl ToString) -> String {
    let text = cause.to_string();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.contains('|'));
    lines.collect::<Vec<_>>().join(": ")
}
