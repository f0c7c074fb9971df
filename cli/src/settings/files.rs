//! Files with settings: YAML, in which `log.level` may be written as `level` below `log`.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::failure::{Failure, Result};

/// Settings of one source.
pub(super) type Values = BTreeMap<String, String>;

/// Reads files that were named; each must be there.
pub(super) fn read_all(files: impl Iterator<Item = PathBuf>) -> Result<Values> {
    let mut values = Values::new();
    for file in files {
        let text = fs::read_to_string(&file);
        let text = text.map_err(|error| Failure::text(format!("{}: {error}", file.display())))?;
        merge(&mut values, parse(&file, &text)?);
    }
    Ok(values)
}

/// Reads those files that are there.
pub(super) fn read_found(files: Vec<PathBuf>) -> Result<Values> {
    let mut values = Values::new();
    for file in files {
        match fs::read_to_string(&file) {
            Ok(text) => merge(&mut values, parse(&file, &text)?),
            Err(error) if error.kind() == ErrorKind::NotFound || error.kind() == ErrorKind::NotADirectory => {}
            Err(error) => return Err(Failure::text(format!("{}: {error}", file.display()))),
        }
    }
    Ok(values)
}

/// What the first file says stands.
pub(super) fn merge(values: &mut Values, more: Values) {
    for (name, value) in more {
        values.entry(name).or_insert(value);
    }
}

fn parse(file: &Path, text: &str) -> Result<Values> {
    let mut values = Values::new();
    if text.trim().is_empty() {
        return Ok(values);
    }
    let tree: Value = serde_saphyr::from_str(text).map_err(|error| {
        let said = error.to_string();
        Failure::text(format!("{}: {}", file.display(), said.lines().next().unwrap_or_default()))
    })?;
    flatten("", &tree, &mut values);
    Ok(values)
}

fn flatten(path: &str, value: &Value, values: &mut Values) {
    let text = match value {
        Value::Object(members) => {
            for (name, member) in members {
                let dot = if path.is_empty() { "" } else { "." };
                flatten(&format!("{path}{dot}{name}"), member, values);
            }
            return;
        }
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let texts = items.iter().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned));
            texts.collect::<Vec<_>>().join(",")
        }
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    };
    values.insert(path.to_owned(), text);
}

/// A file that says just that. JSON strings are YAML too.
pub(super) fn written<'a>(settings: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let (mut text, mut open) = (String::new(), "");
    for (name, value) in settings {
        let (group, key) = name.split_once('.').unwrap_or(("", name));
        if group != open && !group.is_empty() {
            let _ = writeln!(text, "{group}:");
        }
        open = group;
        let indent = if group.is_empty() { "" } else { "  " };
        let plain = value.starts_with(|c: char| c.is_ascii_alphabetic())
            && value.chars().all(|c| c.is_ascii_alphanumeric() || "-./".contains(c))
            && !matches!(
                value.to_ascii_lowercase().as_str(),
                "null" | "inf" | "nan" | "y" | "n" | "yes" | "no" | "on" | "off"
            );
        let value = if plain { value.to_owned() } else { Value::from(value).to_string() };
        let _ = writeln!(text, "{indent}{key}: {value}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Values {
        parse(Path::new("x.yml"), text).unwrap()
    }

    #[test]
    fn names_may_be_nested_and_values_of_any_kind() {
        let values =
            read("insecure: true\nlog:\n  level: debug\nretry:\n  max: 3\nexperimental:\n  features: [a, b]\n");
        assert_eq!((values["insecure"].as_str(), values["log.level"].as_str()), ("true", "debug"));
        assert_eq!((values["retry.max"].as_str(), values["experimental.features"].as_str()), ("3", "a,b"));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let settings = [
            ("ca", ""),
            ("insecure", "true"),
            ("log.format", "json"),
            ("log.level", "in: fo"),
            ("u", "null"),
            ("v", "1.10"),
            ("z", "a:1"),
        ];
        let values = read(&written(settings.into_iter()));
        assert_eq!(values.len(), 7);
        for (name, value) in settings {
            assert_eq!(values[name], value, "{name}");
        }
    }

    #[test]
    fn what_is_no_yaml_is_said_with_the_name_of_the_file() {
        let failure = parse(Path::new("x.yml"), "a: [").unwrap_err();
        assert!(failure.to_string().starts_with("x.yml: "), "{failure}");
    }
}
