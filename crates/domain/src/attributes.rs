//! What admins note about users in words of their own: a department, a telephone number.

use std::collections::BTreeMap;

use crate::{Error, Result};

/// Values by key.
pub type Attributes = BTreeMap<String, String>;

/// The most attributes of one user.
pub const MAX: usize = 10;
/// The most characters of a value.
pub const VALUE_MAX: usize = 200;
/// The fewest and the most characters of a key.
const KEY: std::ops::RangeInclusive<usize> = 3..=36;

/// Checks how many there are, the keys and the values (the rules of the contract).
///
/// # Errors
/// A field error at `attributes`.
pub fn check(attributes: &Attributes) -> Result<()> {
    let refuse = |message: String| Err(Error::invalid("attributes", message));
    if attributes.len() > MAX {
        return refuse(format!("Use {MAX} attributes at most; these are {}.", attributes.len()));
    }
    for (key, value) in attributes {
        if !is_key(key) {
            return refuse("Use keys of 3 to 36 lower-case letters, digits and single dashes inside.".into());
        }
        let length = value.chars().count();
        if length > VALUE_MAX {
            return refuse(format!("Use values of {VALUE_MAX} characters at most; that of {key} has {length}."));
        }
        if value.chars().any(char::is_control) {
            return refuse(format!("Use values without control characters; that of {key} has one."));
        }
    }
    Ok(())
}

/// One a line, `key=value`, as forms have them.
pub fn to_text(attributes: &Attributes) -> String {
    let lines: Vec<_> = attributes.iter().map(|(key, value)| format!("{key}={value}")).collect();
    lines.join("\n")
}

/// Reads the same; empty lines are none.
///
/// # Errors
/// A field error at `attributes`, with the line that is none.
pub fn parse_text(text: &str) -> Result<Attributes> {
    let mut attributes = Attributes::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let Some((key, value)) = line.split_once('=') else {
            return Err(Error::invalid("attributes", format!("Write key=value, one a line. “{line}” has no =.")));
        };
        let (key, value) = (key.trim(), value.trim());
        if attributes.insert(key.to_owned(), value.to_owned()).is_some() {
            return Err(Error::invalid("attributes", format!("Use each key once; {key} is there twice.")));
        }
    }
    Ok(attributes)
}

fn is_key(key: &str) -> bool {
    let inside = key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    inside && KEY.contains(&key.len()) && !key.starts_with('-') && !key.ends_with('-') && !key.contains("--")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(key: &str, value: &str) -> Attributes {
        [(key.to_owned(), value.to_owned())].into()
    }

    #[test]
    fn keys_and_values_follow_the_contract() {
        assert!(check(&one("phone-2", &"é".repeat(200))).is_ok());
        assert!(check(&one("key", "")).is_ok());
        for key in ["", "ab", "Key", "a--b", "-ab", "ab-", "a_b", &"a".repeat(37)] {
            assert!(check(&one(key, "x")).is_err(), "{key}");
        }
        assert!(check(&one("key", &"x".repeat(201))).is_err() && check(&one("key", "a\0b")).is_err());
    }

    #[test]
    fn text_is_read_as_it_is_written() {
        let attributes: Attributes =
            [("phone", "+31 20 1=2"), ("team", "ops"), ("void", "")].map(|(k, v)| (k.to_owned(), v.to_owned())).into();
        assert_eq!(parse_text(&to_text(&attributes)).unwrap(), attributes);
        assert_eq!(parse_text(" team = ops \r\n\n").unwrap(), one("team", "ops"));
        assert!(parse_text("team").unwrap_err().message.contains("“team” has no ="));
        assert!(parse_text("team=a\nteam=b").unwrap_err().message.contains("team is there twice"));
    }

    #[test]
    fn ten_are_the_most() {
        let many = |count: usize| (0..count).map(|number| (format!("key-{number}"), String::new())).collect();
        assert!(check(&many(10)).is_ok() && check(&many(11)).is_err());
    }
}
