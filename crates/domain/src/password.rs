//! What a new password must be like. Passwords are compared to the byte: nothing is trimmed or folded.

use crate::{Error, Result};

/// The fewest code points of a password.
pub const MIN: usize = 12;
/// The most bytes of a password; hashing takes as long for these as for eight.
pub const MAX_BYTES: usize = 1000;

/// Passwords of twelve or more characters from Django's list of common ones (BSD licence, see `data/NOTICE`);
/// its shorter ones are refused by length already.
static COMMON: &str = include_str!("data/common_passwords.txt");

/// The fewest characters of a password by [`Policy::StrictCompat`].
const COMPAT_MIN: usize = 8;

/// What passwords must be like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Policy {
    /// Long ones, whatever they are made of.
    #[default]
    Safe,
    /// As The Things Stack asks for: eight characters, one of them upper case and one a digit.
    StrictCompat,
}

impl Policy {
    /// The fewest characters.
    pub const fn min(self) -> usize {
        match self {
            Self::Safe => MIN,
            Self::StrictCompat => COMPAT_MIN,
        }
    }

    /// The fewest upper-case letters, and the fewest digits.
    pub const fn mixed(self) -> usize {
        match self {
            Self::Safe => 0,
            Self::StrictCompat => 1,
        }
    }

    /// The word in settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::StrictCompat => "strict-compat",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Safe, Self::StrictCompat].into_iter().find(|policy| policy.as_str() == word)
    }
}

/// How one rule stands for a password that is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What the rule asks for.
    pub text: String,
    /// Whether the password meets it.
    pub met: bool,
}

/// The rules as a form lists them, each with whether `password` meets it.
pub fn rules(password: &str, user_id: &str, policy: Policy) -> Vec<Rule> {
    let (length, min) = (password.chars().count(), policy.min());
    let long_enough = length >= min && password.len() <= MAX_BYTES;
    let length_text = match length {
        0 => format!("{min} characters or more"),
        _ if password.len() > MAX_BYTES => format!("{MAX_BYTES} bytes at most: {} so far", password.len()),
        _ => format!("{min} characters or more: {length} so far"),
    };
    let mixed = Rule { text: "An upper-case letter and a digit".into(), met: is_mixed(password) };
    let rules = [
        Some(Rule { text: length_text, met: long_enough }),
        Some(mixed).filter(|_| policy == Policy::StrictCompat),
        Some(Rule { text: "Does not contain the user ID".into(), met: !contains_id(password, user_id) }),
        Some(Rule { text: "Not on the list of common passwords".into(), met: !is_common(password) }),
    ];
    rules.into_iter().flatten().collect()
}

/// Checks a new password.
///
/// # Errors
/// At `password`, with the contract's name of the broken rule.
pub fn check(password: &str, user_id: &str, policy: Policy) -> Result<()> {
    let (length, min) = (password.chars().count(), policy.min());
    if length < min {
        let message =
            format!("Use {min} characters or more; this is {length}. Several words in a row are easy to remember.");
        return Err(Error::password("password_strength_min_length", message).with_number("n", min as u64));
    }
    if password.len() > MAX_BYTES {
        let message = format!("Use {MAX_BYTES} bytes at most; this is {}.", password.len());
        return Err(Error::password("password_strength_max_length", message).with_number("n", MAX_BYTES as u64));
    }
    if policy == Policy::StrictCompat && !has_upper_case(password) {
        return Err(Error::password("password_strength_uppercase", "Use an upper-case letter.").with_number("n", 1));
    }
    if policy == Policy::StrictCompat && !has_digit(password) {
        return Err(Error::password("password_strength_digits", "Use a digit.").with_number("n", 1));
    }
    if contains_id(password, user_id) {
        return Err(Error::password("password_contains_user_id", "Leave the user ID out of the password."));
    }
    if is_common(password) {
        return Err(Error::password(
            "common_password",
            "This password is on every list of common ones. Choose another.",
        ));
    }
    Ok(())
}

/// Checks that a new password was typed twice the same.
///
/// # Errors
/// At `confirm`.
pub fn check_confirmation(password: &str, confirm: &str) -> Result<()> {
    if password == confirm {
        Ok(())
    } else {
        Err(Error::invalid("confirm", "The two passwords differ. Type it again."))
    }
}

fn is_mixed(password: &str) -> bool {
    has_upper_case(password) && has_digit(password)
}

fn has_upper_case(password: &str) -> bool {
    password.chars().any(char::is_uppercase)
}

fn has_digit(password: &str) -> bool {
    password.chars().any(char::is_numeric)
}

fn contains_id(password: &str, user_id: &str) -> bool {
    !user_id.is_empty() && password.to_lowercase().contains(user_id)
}

fn is_common(password: &str) -> bool {
    let lower = password.to_lowercase();
    COMMON.lines().any(|common| common == lower)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_broken_rule_has_its_name() {
        let name = |password: &str| check(password, "maria", Policy::Safe).unwrap_err().name;
        assert_eq!(name(""), "password_strength_min_length");
        assert_eq!(name("elevenchars"), "password_strength_min_length");
        assert_eq!(name("aMARIA-and-more"), "password_contains_user_id");
        assert_eq!(name("1Q2W3E4R5T6Y"), "common_password");
        assert_eq!(name(&"x".repeat(1001)), "password_strength_max_length");
    }

    #[test]
    fn the_peers_rules_ask_for_eight_characters_an_upper_case_letter_and_a_digit() {
        let name = |password: &str| check(password, "maria", Policy::StrictCompat).map_err(|error| error.name);
        assert_eq!(name("Abc1"), Err("password_strength_min_length"));
        assert_eq!(name("abcdefg1"), Err("password_strength_uppercase"));
        assert_eq!(name("Abcdefgh"), Err("password_strength_digits"));
        assert_eq!(name("Abcdefg1"), Ok(()));
    }

    #[test]
    fn a_thousand_bytes_and_twelve_code_points_pass() {
        assert!(check(&"x".repeat(1000), "maria", Policy::Safe).is_ok());
        assert!(check("ääääääääääää", "maria", Policy::Safe).is_ok());
        assert!(check("correct horse battery", "maria", Policy::Safe).is_ok());
    }

    proptest! {
        #[test]
        fn the_list_of_rules_and_the_check_agree(password in "\\PC{0,20}", id in "[a-z0-9]{2,5}") {
            for policy in [Policy::Safe, Policy::StrictCompat] {
                let met = rules(&password, &id, policy).iter().all(|rule| rule.met);
                prop_assert_eq!(met, check(&password, &id, policy).is_ok());
            }
        }
    }
}
