//! The rules of single values. The reasons are what clients of the API know, letter for letter.

use std::{borrow::Cow, sync::OnceLock};

use prost_types::Timestamp;
use regex::Regex;

use super::email;

/// Which rule is broken.
pub(crate) type Reason = Cow<'static, str>;

/// The reason for something that is missing.
pub(crate) const REQUIRED: &str = "value is required";

/// A regular expression that the build script has tried.
pub(crate) struct Pattern {
    text: &'static str,
    regex: OnceLock<Option<Regex>>,
}

impl Pattern {
    pub(crate) const fn new(text: &'static str) -> Self {
        Self { text, regex: OnceLock::new() }
    }

    fn matches(&self, value: &str) -> bool {
        let regex = self.regex.get_or_init(|| Regex::new(self.text).ok());
        regex.as_ref().is_some_and(|regex| regex.is_match(value))
    }
}

/// The rules of a string; zero and empty mean none.
pub(crate) struct Text {
    pub(crate) min: usize,
    pub(crate) max: usize,
    pub(crate) pattern: Option<&'static Pattern>,
    pub(crate) email: bool,
    pub(crate) uri_ref: bool,
    pub(crate) among: &'static [&'static str],
}

impl Text {
    /// Any string.
    pub(crate) const ANY: Self = Self { min: 0, max: 0, pattern: None, email: false, uri_ref: false, among: &[] };
}

/// A string. None may hold NUL, which PostgreSQL can't store and C programs take for the end.
pub(crate) fn text(value: &str, rule: &Text) -> Result<(), Reason> {
    if value.contains('\0') {
        return Err("value must not contain NUL".into());
    }
    if !rule.among.is_empty() && !rule.among.contains(&value) {
        return Err(format!("value must be in list [{}]", rule.among.join(" ")).into());
    }
    length(value, rule.min, rule.max)?;
    if rule.email && !email::is_readable(value) {
        return Err("value must be a valid email address".into());
    }
    if rule.uri_ref && !is_uri_reference(value) {
        return Err("value must be a valid URI".into());
    }
    match rule.pattern {
        Some(pattern) if !pattern.matches(value) => {
            Err(format!("value does not match regex pattern \"{}\"", pattern.text).into())
        }
        _ => Ok(()),
    }
}

fn length(value: &str, min: usize, max: usize) -> Result<(), Reason> {
    if min == 0 && max == 0 {
        return Ok(());
    }
    let length = value.chars().count();
    if length >= min && (max == 0 || length <= max) {
        return Ok(());
    }
    Err(match (min, max) {
        (min, max) if min == max => format!("value length must be {min} runes"),
        (0, max) => format!("value length must be at most {max} runes"),
        (min, 0) => format!("value length must be at least {min} runes"),
        (min, max) => format!("value length must be between {min} and {max} runes, inclusive"),
    }
    .into())
}

/// Bytes: exactly `length` or none at all, and at most `max`.
pub(crate) fn bytes(value: &[u8], length: usize, max: usize) -> Result<(), Reason> {
    if length > 0 && !value.is_empty() && value.len() != length {
        return Err(format!("value length must be {length} bytes").into());
    }
    if max > 0 && value.len() > max {
        return Err(format!("value length must be at most {max} bytes").into());
    }
    Ok(())
}

/// A number.
pub(crate) fn at_most(value: u32, max: u32) -> Result<(), Reason> {
    if value <= max { Ok(()) } else { Err(format!("value must be less than or equal to {max}").into()) }
}

/// A value of an enum.
pub(crate) fn defined(defined: bool) -> Result<(), Reason> {
    if defined { Ok(()) } else { Err("value must be one of the defined enum values".into()) }
}

/// The number of items of a list.
pub(crate) fn items(count: usize, min: usize, max: usize) -> Result<(), Reason> {
    if count >= min && (max == 0 || count <= max) {
        return Ok(());
    }
    Err(match (min, max) {
        (0, max) => format!("value must contain no more than {max} item(s)"),
        (min, 0) => format!("value must contain at least {min} item(s)"),
        (min, max) => format!("value must contain between {min} and {max} items, inclusive"),
    }
    .into())
}

/// The number of pairs of a map.
pub(crate) fn pairs(count: usize, max: usize) -> Result<(), Reason> {
    if count <= max { Ok(()) } else { Err(format!("value must contain no more than {max} pair(s)").into()) }
}

/// A time after `now`, where there is one.
pub(crate) fn future(value: Option<&Timestamp>, now: i64) -> Result<(), Reason> {
    time(value)?;
    let Some(value) = value else { return Ok(()) };
    let nanos = i128::from(value.seconds) * 1_000_000_000 + i128::from(value.nanos);
    if nanos > i128::from(now) * 1000 { Ok(()) } else { Err("value must be greater than now".into()) }
}

/// A time, if there is one.
pub(crate) fn time(value: Option<&Timestamp>) -> Result<(), Reason> {
    // The years 1 to 9999, as RFC 3339 has them.
    const SECONDS: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;
    let is_one = |value: &Timestamp| SECONDS.contains(&value.seconds) && (0..1_000_000_000).contains(&value.nanos);
    if value.is_none_or(is_one) { Ok(()) } else { Err("value is not a valid timestamp".into()) }
}

/// Whether common software reads it as a URI or a reference relative to one.
fn is_uri_reference(value: &str) -> bool {
    if value.bytes().any(|byte| byte.is_ascii_control()) || !has_whole_escapes(value) {
        return false;
    }
    let first = value.split(['/', '?', '#']).next().unwrap_or_default();
    match first.split_once(':') {
        None => true,
        Some((scheme, _)) => {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        }
    }
}

fn has_whole_escapes(value: &str) -> bool {
    value.split('%').skip(1).all(|rest| rest.bytes().take_while(u8::is_ascii_hexdigit).take(2).count() == 2)
}
