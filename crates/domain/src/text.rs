//! Free text: names and descriptions.

use crate::{Error, Result};

/// The most characters of a name.
pub const NAME_MAX: usize = 50;
/// The most characters of a description, of a user or of a state.
pub const DESCRIPTION_MAX: usize = 2000;

/// Checks a display name: one line, no control characters, no characters that reorder what stands beside them.
///
/// # Errors
/// A field error at `name`.
pub fn check_name(text: &str) -> Result<()> {
    check_length("name", text, NAME_MAX)?;
    if text.chars().any(|c| c.is_control() || reorders(c)) {
        return Err(Error::invalid("name", "Use one line without control characters."));
    }
    Ok(())
}

/// Checks a longer text: line breaks and tabs are welcome, other control characters are not.
///
/// # Errors
/// A field error at `field`.
pub fn check_description(field: &str, text: &str) -> Result<()> {
    check_length(field, text, DESCRIPTION_MAX)?;
    if text.chars().any(|c| (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || reorders(c)) {
        return Err(Error::invalid(field, "Use text without control characters."));
    }
    Ok(())
}

fn check_length(field: &str, text: &str, max: usize) -> Result<()> {
    let length = text.chars().count();
    if length > max {
        return Err(Error::invalid(field, format!("Use {max} characters at most; this is {length}.")));
    }
    Ok(())
}

/// Unicode's bidirectional overrides and isolates: with them a name can pose as another.
fn reorders(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_all_scripts_pass() {
        for name in ["", "My Colleague", "Beatriz Ñuño", "山田太郎", "محمد", &"ß".repeat(50)] {
            assert!(check_name(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn names_that_deceive_or_run_over_are_refused() {
        for name in ["a\nb", "a\0", "\u{202E}nimda", &"x".repeat(51)] {
            assert!(check_name(name).is_err(), "{name:?}");
        }
        assert!(check_description("description", "two\nlines\tand a tab").is_ok());
        assert!(check_description("description", "bell\u{7}").is_err());
        assert!(check_description("description", &"é".repeat(2001)).is_err());
    }
}
