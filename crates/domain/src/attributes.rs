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
    fn ten_are_the_most() {
        let many = |count: usize| (0..count).map(|number| (format!("key-{number}"), String::new())).collect();
        assert!(check(&many(10)).is_ok() && check(&many(11)).is_err());
    }
}
