//! Email addresses, judged twice: as mail software reads them, and, for users, as they may be stored.

use std::sync::OnceLock;

use regex::Regex;

use super::Violation;

/// The address of a user must be plain; a name around it, quotes or letters beyond ASCII are refused.
const PLAIN: &str = "^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\
                     (?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$";

/// The second judgement, for creating and changing users.
///
/// # Errors
/// [`Violation::Email`].
pub fn check_plain(email: &str) -> Result<(), Violation> {
    static REGEX: OnceLock<Option<Regex>> = OnceLock::new();
    let regex = REGEX.get_or_init(|| Regex::new(PLAIN).ok());
    if regex.as_ref().is_some_and(|regex| regex.is_match(email)) {
        Ok(())
    } else {
        Err(Violation::Email { email: email.to_owned() })
    }
}

/// The first judgement: `a@b.example`, or `Name <a@b.example>`, with a host that can exist.
pub(super) fn is_readable(value: &str) -> bool {
    let address = match value.trim().strip_suffix('>') {
        Some(rest) => match rest.rsplit_once('<') {
            Some((name, address)) if is_phrase(name) => address.trim(),
            _ => return false,
        },
        None => value.trim(),
    };
    let Some((local, _)) = address.rsplit_once('@') else { return false };
    let Some((before, host)) = address.split_once('@') else { return false };
    is_local_part(local) && address.len() <= 254 && before.len() <= 64 && is_host(host)
}

/// What may stand before an address in angle brackets: words, or one quoted string, or nothing.
fn is_phrase(name: &str) -> bool {
    let name = name.trim();
    is_quoted(name) || name.chars().all(|c| is_atom(c) || c == '.' || c == ' ')
}

fn is_local_part(local: &str) -> bool {
    is_quoted(local) || local.split('.').all(|word| !word.is_empty() && word.chars().all(is_atom))
}

fn is_quoted(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else { return false };
    let mut escaped = false;
    for c in inner.chars() {
        if c.is_control() || (c == '"' && !escaped) {
            return false;
        }
        escaped = c == '\\' && !escaped;
    }
    !escaped
}

fn is_atom(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(c) || (!c.is_ascii() && !c.is_control())
}

fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let host = host.strip_suffix('.').unwrap_or(host);
    host.len() <= 253 && host.split('.').all(label)
}
