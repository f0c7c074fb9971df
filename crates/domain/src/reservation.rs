//! IDs that an admin keeps free: single ones, or all that are alike.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Error, Result, Timestamp, UserId, text};

/// The most reservations there may be: each is looked at whenever a user is made.
pub const MAX_RESERVATIONS: usize = 1_000;
/// The fewest characters of a pattern beside the stars, so that one doesn't reserve almost everything.
const MIN_CHARS: usize = 2;

/// An ID, or many: `*` stands for any characters, or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::Type), sqlx(transparent))]
pub struct IdPattern(String);

impl IdPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// A field error at `pattern`, with what is allowed.
    pub fn parse(text: &str) -> Result<Self> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '*';
        let letters = text.chars().filter(|c| *c != '*').count();
        if text.len() <= UserId::MAX && letters >= MIN_CHARS && text.chars().all(allowed) {
            return Ok(Self(text.to_owned()));
        }
        let message = format!(
            "Use lower-case letters, digits and hyphens, and * for any characters: at least {MIN_CHARS} beside the \
             stars, {} at most. For example admin-*.",
            UserId::MAX
        );
        Err(Error::invalid("pattern", message))
    }

    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the pattern stands for this ID.
    pub fn matches(&self, id: &UserId) -> bool {
        let Some((start, rest)) = self.0.split_once('*') else { return self.0 == id.as_str() };
        let Some(mut left) = id.as_str().strip_prefix(start) else { return false };
        // Each part between two stars is met as early as possible; the last one has to end the ID.
        let mut parts = rest.split('*').peekable();
        while let Some(part) = parts.next() {
            if parts.peek().is_none() {
                return left.ends_with(part);
            }
            let Some((_, after)) = left.split_once(part) else { return false };
            left = after;
        }
        true
    }
}

impl fmt::Display for IdPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A pattern of IDs that nobody can take, until it is lifted or runs out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::FromRow))]
pub struct Reservation {
    /// Which IDs.
    pub pattern: IdPattern,
    /// What for; may be empty.
    pub reason: String,
    /// Who keeps them free.
    pub reserved_by: String,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when; for good without one.
    pub expires_at: Option<Timestamp>,
}

impl Reservation {
    /// Checks what the pattern's type can't.
    ///
    /// # Errors
    /// Field errors, in the order of the form.
    pub fn check(&self) -> Result<()> {
        Error::all([
            text::check_description("reason", &self.reason),
            crate::schedule::check_time("until", self.expires_at, self.created_at),
        ])
    }

    /// The one among them that keeps an ID free now.
    pub fn find<'a>(all: &'a [Self], id: &UserId, now: Timestamp) -> Option<&'a Self> {
        all.iter().find(|one| one.expires_at.is_none_or(|at| at > now) && one.pattern.matches(id))
    }
}

/// Why an ID can't be had, for people.
impl fmt::Display for Reservation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pattern, reason, reserved_by, created_at, expires_at } = self;
        write!(f, "“{pattern}” is reserved since {} by {reserved_by}", created_at.to_utc_date())?;
        if let Some(at) = expires_at {
            write!(f, " until {}", at.to_utc_date())?;
        }
        if !reason.is_empty() {
            write!(f, " ({reason})")?;
        }
        f.write_str(". Choose another ID, or lift the reservation.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, id: &str) -> bool {
        IdPattern::parse(pattern).unwrap().matches(&UserId::parse(id).unwrap())
    }

    #[test]
    fn a_star_stands_for_any_characters_or_none() {
        for (pattern, id) in [
            ("admin-*", "admin-1"),
            ("*-bot", "build-bot"),
            ("a*b*c", "abc"),
            ("a*b*c", "a-bb-c-c"),
            ("svc*", "svc"),
            ("exact", "exact"),
            ("**ab**", "ab"),
        ] {
            assert!(matches(pattern, id), "{pattern} {id}");
        }
        for (pattern, id) in
            [("admin-*", "admin"), ("*-bot", "bot"), ("a*b*c", "acb"), ("exact", "exactly"), ("ab*ba", "aba")]
        {
            assert!(!matches(pattern, id), "{pattern} {id}");
        }
    }

    #[test]
    fn patterns_that_reserve_too_much_are_refused() {
        for text in ["", "*", "a*", "**", "Admin-*", "ad_min*", "ad%", "é-*", &"a".repeat(37)] {
            assert_eq!(IdPattern::parse(text).unwrap_err().fields[0].field, "pattern", "{text}");
        }
    }

    #[test]
    fn one_that_has_run_out_reserves_nothing() {
        let at = Timestamp::from_micros;
        let one = Reservation {
            pattern: IdPattern::parse("admin-*").unwrap(),
            reason: "for the team".into(),
            reserved_by: "boss".into(),
            created_at: at(1),
            expires_at: Some(at(5)),
        };
        let id = UserId::parse("admin-1").unwrap();
        let all = [one];
        assert!(Reservation::find(&all, &id, at(4)).is_some());
        assert!(Reservation::find(&all, &id, at(5)).is_none());
        assert_eq!(
            all[0].to_string(),
            "“admin-*” is reserved since 1 Jan 1970 by boss until 1 Jan 1970 (for the team). Choose another ID, or \
             lift the reservation."
        );
    }
}
