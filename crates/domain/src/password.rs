//! What a new password must be like. Passwords are compared to the byte: nothing is trimmed or folded.

use crate::{Error, Result};

/// The fewest code points of a password.
pub const MIN: usize = 12;
/// The most bytes of a password; hashing takes as long for these as for eight.
pub const MAX_BYTES: usize = 1000;

/// Passwords of twelve or more characters from Django's list of common ones (BSD licence, see `data/NOTICE`);
/// its shorter ones are refused by length already.
static COMMON: &str = include_str!("data/common_passwords.txt");

/// How one rule stands for a password that is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What the rule asks for.
    pub text: String,
    /// Whether the password meets it.
    pub met: bool,
}

/// The rules as a form lists them, each with whether `password` meets it.
pub fn rules(password: &str, user_id: &str) -> [Rule; 3] {
    let length = password.chars().count();
    let long_enough = length >= MIN && password.len() <= MAX_BYTES;
    let length_text = match length {
        0 => format!("{MIN} characters or more"),
        _ if password.len() > MAX_BYTES => format!("{MAX_BYTES} bytes at most: {} so far", password.len()),
        _ => format!("{MIN} characters or more: {length} so far"),
    };
    [
        Rule { text: length_text, met: long_enough },
        Rule { text: "Does not contain the user ID".into(), met: !contains_id(password, user_id) },
        Rule { text: "Not on the list of common passwords".into(), met: !is_common(password) },
    ]
}

/// Checks a new password.
///
/// # Errors
/// At `password`, with the contract's name of the broken rule.
pub fn check(password: &str, user_id: &str) -> Result<()> {
    let length = password.chars().count();
    if length < MIN {
        let message =
            format!("Use {MIN} characters or more; this is {length}. Several words in a row are easy to remember.");
        return Err(Error::password("password_strength_min_length", message).with("n", MIN));
    }
    if password.len() > MAX_BYTES {
        let message = format!("Use {MAX_BYTES} bytes at most; this is {}.", password.len());
        return Err(Error::password("password_strength_max_length", message).with("n", MAX_BYTES));
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
        let name = |password: &str| check(password, "maria").unwrap_err().name;
        assert_eq!(name(""), "password_strength_min_length");
        assert_eq!(name("elevenchars"), "password_strength_min_length");
        assert_eq!(name("aMARIA-and-more"), "password_contains_user_id");
        assert_eq!(name("1Q2W3E4R5T6Y"), "common_password");
        assert_eq!(name(&"x".repeat(1001)), "password_strength_max_length");
    }

    #[test]
    fn a_thousand_bytes_and_twelve_code_points_pass() {
        assert!(check(&"x".repeat(1000), "maria").is_ok());
        assert!(check("ääääääääääää", "maria").is_ok());
        assert!(check("correct horse battery", "maria").is_ok());
    }

    proptest! {
        #[test]
        fn the_list_of_rules_and_the_check_agree(password in "\\PC{0,20}", id in "[a-z0-9]{2,5}") {
            let met = rules(&password, &id).iter().all(|rule| rule.met);
            prop_assert_eq!(met, check(&password, &id).is_ok());
        }
    }
}
