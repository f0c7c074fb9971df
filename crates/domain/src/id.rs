//! User IDs: what they may look like, and which words nobody may take.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// Words that sound official or collide with paths; `contract` list of 731, sorted bytewise.
static BLOCKED: &str = include_str!("data/blocked_ids.txt");

/// The ID of a user: 2 to 36 lower-case letters, digits and single dashes inside. Fixed for life.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::Type), sqlx(transparent))]
#[serde(try_from = "String", into = "String")]
pub struct UserId(String);

impl UserId {
    /// The fewest characters of an ID.
    pub const MIN: usize = 2;
    /// The most characters of an ID.
    pub const MAX: usize = 36;

    /// The only way to make an ID.
    ///
    /// # Errors
    /// A field error at `user_id` that says which rule is broken.
    pub fn parse(text: &str) -> Result<Self> {
        let refuse = |message: &'static str| Err(Error::invalid("user_id", message));
        if text.is_empty() {
            return refuse("Enter a user ID.");
        }
        if !text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            return refuse("Use lower-case letters a–z, digits and dashes only.");
        }
        if text.len() < Self::MIN || text.len() > Self::MAX {
            return refuse("Use 2 to 36 characters.");
        }
        if text.starts_with('-') || text.ends_with('-') || text.contains("--") {
            return refuse("Put a letter or a digit at both ends, and between dashes.");
        }
        Ok(Self(text.to_owned()))
    }

    /// The ID as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the ID is on the list of words that create and registration refuse.
    pub fn is_blocked(&self) -> bool {
        BLOCKED.lines().any(|word| word == self.0)
    }

    /// Checks that the ID is not on the list of blocked words.
    ///
    /// # Errors
    /// Forbidden, at `user_id`.
    pub fn check_free_word(&self) -> Result<()> {
        if self.is_blocked() { Err(Error::forbidden_id(&self.0)) } else { Ok(()) }
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for UserId {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        Self::parse(&text)
    }
}

impl From<UserId> for String {
    fn from(id: UserId) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ids_follow_the_contracts_pattern() {
        for good in ["ab", "a1", "0-0", "my-colleague-2", &"a".repeat(36)] {
            assert_eq!(UserId::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "a", "-a", "a-", "a--b", "Ab", "a_b", "a.b", "a b", "аb", "a\0b", &"a".repeat(37)] {
            assert!(UserId::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn the_blocked_words_are_all_there_and_are_ids() {
        let words: Vec<_> = BLOCKED.lines().collect();
        assert_eq!(words.len(), 731);
        assert!(words.iter().all(|w| UserId::parse(w).is_ok_and(|id| id.is_blocked())));
        assert!(!UserId::parse("colleague").unwrap().is_blocked());
    }

    proptest! {
        #[test]
        fn what_parses_is_lower_case_ascii_and_unchanged(text in "\\PC{0,40}") {
            if let Ok(id) = UserId::parse(&text) {
                prop_assert_eq!(id.as_str(), &text);
                prop_assert!(text.is_ascii() && text == text.to_ascii_lowercase());
                prop_assert!((UserId::MIN..=UserId::MAX).contains(&text.len()));
            }
        }

        #[test]
        fn every_word_of_the_pattern_parses(text in "[a-z0-9](-?[a-z0-9]){1,17}") {
            prop_assert!(UserId::parse(&text).is_ok());
        }
    }
}
