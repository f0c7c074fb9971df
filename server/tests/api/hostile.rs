//! Requests of nobody who means well: no value and no path makes the server fail, and what it refuses it names (I03, I10).

mod bodies;
mod frames;
mod headers;
mod paths;
mod queries;
mod values;

use crate::support::Answer;

/// What an answer says of something that can't be read as a whole.
const UNREADABLE: [&str; 4] = ["not valid UTF-8", "the body", "nested", "JSON"];

/// Whether it is no failure of ours, and says what is wrong, where something is.
fn is_told(answer: &Answer, field: &str) -> bool {
    let status = answer.status.as_u16();
    // What is not there yet is said to be so.
    let is_ours = status >= 500 && status != 501;
    let is_named = |word: &str| !word.is_empty() && answer.text.contains(word);
    // What lies deep within something is told by its place or by the thing.
    let mut parts = field.rsplit('.');
    let (leaf, above) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let above = Some(above).filter(|above| *above != "user").unwrap_or_default();
    let is_told = is_named(leaf) || is_named(above) || UNREADABLE.iter().any(|word| is_named(word));
    // Both passwords have one set of rules.
    let is_password = leaf.ends_with("password") && is_named("password");
    // All but what is simply not valid is told by a name of its own.
    !is_ours && (!is_named("\"code\":3,") || is_told || is_password)
}
