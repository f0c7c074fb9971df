//! Whether a command printed what was recorded, but for what no two instances have in common.

use std::{cmp::Reverse, process::Output};

use super::recording::Recording;
use crate::support::text;

/// What stands here for what was recorded: IDs, keys and tokens.
#[derive(Debug, Default)]
pub(super) struct Known(Vec<(String, String)>);

impl Known {
    pub(super) fn learn(&mut self, recorded: &str, ours: &str) {
        if recorded != ours && !self.0.iter().any(|(known, _)| known == recorded) {
            self.0.push((recorded.to_owned(), ours.to_owned()));
            // Longer ones first, since parts of them may be known too.
            self.0.sort_by_key(|(recorded, _)| Reverse(recorded.len()));
        }
    }

    /// Something that was learnt wrongly, since two lists have another order.
    pub(super) fn replace(&mut self, recorded: &str, ours: &str) {
        self.0.retain(|(known, _)| known != recorded);
        self.learn(recorded, ours);
    }

    pub(super) fn translate(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (recorded, ours)| text.replace(recorded, ours))
    }
}

/// What is otherwise than recorded: `exit`, `stdout`, `error`; and how.
pub(super) fn differences(
    recording: &Recording,
    shown: &str,
    output: &Output,
    known: &mut Known,
) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    if output.status.code() != Some(recording.exit) {
        found.push(("exit", format!("exit {:?} in place of {}", output.status.code(), recording.exit)));
    }
    let ((recorded, were), (ours, are)) = (masked(&recording.stdout), masked(shown));
    let recorded = known.translate(&recorded);
    if were.iter().map(|(kind, _)| kind).eq(are.iter().map(|(kind, _)| kind)) {
        were.iter().zip(&are).for_each(|((_, was), (_, is))| known.learn(was, is));
    }
    if recorded != ours {
        found.push(("stdout", format!("printed\n{ours}in place of\n{recorded}")));
    }
    let (were, are) = (errors(&recording.stderr), errors(&text(&output.stderr)));
    if were.len() != are.len() {
        found.push(("error", format!("errors {are:?} in place of {were:?}")));
    }
    for (was, is) in were.iter().zip(&are) {
        let facts = was.facts.iter().map(|fact| known.translate(fact));
        let missing: Vec<_> = facts.filter(|fact| !is.facts.contains(fact)).collect();
        if was.name != is.name || !missing.is_empty() {
            found.push(("error", format!("{is:?} in place of {was:?}")));
        }
    }
    found
}

/// An error as it is written: `error:NAMESPACE:NAME`, and what it is about.
#[derive(Debug)]
struct Named {
    name: String,
    facts: Vec<String>,
}

/// An error and its causes.
fn errors(stderr: &str) -> Vec<Named> {
    let mut errors: Vec<Named> = Vec::new();
    for line in stderr.lines() {
        let line = line.split_once("[Y/n]> ").map_or(line, |(_, rest)| rest);
        let start = line.trim_start_matches("--- ").strip_prefix("error:");
        if let Some((name, _)) = start.and_then(|rest| rest.split_once(" (")) {
            errors.push(Named { name: name.to_owned(), facts: Vec::new() });
        } else if let (Some(fact), Some(error)) = (line.strip_prefix("    "), errors.last_mut())
            && !fact.starts_with("correlation_id=")
        {
            error.facts.push(fact.to_owned());
        }
    }
    errors
}

/// The text with names for times, IDs, keys and tokens, and what stood there. Lists of rights are put in order.
fn masked(text: &str) -> (String, Vec<(&'static str, String)>) {
    let (mut shown, mut hidden) = (String::new(), Vec::new());
    let between = |c: char| !(c.is_ascii_alphanumeric() || "-_.:".contains(c));
    for piece in text.split_inclusive(between) {
        let word = piece.trim_end_matches(between);
        let of_session = shown.ends_with("session_id\": \"");
        match of_session.then_some("ID").or_else(|| kind(word)) {
            Some(kind) => {
                shown.push_str(kind);
                if kind != "TIME" {
                    hidden.push((kind, word.to_owned()));
                    hidden.extend(word.split('.').skip(1).map(|part| (kind, part.to_owned())));
                }
                shown.push_str(&piece[word.len()..]);
            }
            None => shown.push_str(piece),
        }
    }
    (in_order(&shown), hidden)
}

fn kind(word: &str) -> Option<&'static str> {
    let base32 = |text: &str| text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let bytes = word.as_bytes();
    if word.starts_with("NNSXS.") {
        Some("KEY")
    } else if bytes.len() >= 20 && bytes.ends_with(b"Z") && bytes[4] == b'-' && bytes[10] == b'T' {
        Some("TIME")
    } else if word.len() == 36 && word.matches('-').count() == 4 || base32(word) && word.len() == 39 {
        Some("ID")
    } else if base32(word) && word.len() == 52 {
        Some("TOKEN")
    } else {
        None
    }
}

/// Rights in the order of their names; the recorded ones are in none.
fn in_order(text: &str) -> String {
    let (mut lines, mut rights) = (Vec::new(), Vec::new());
    for line in text.lines() {
        if line.trim_start().starts_with("\"RIGHT_") {
            rights.push(line.trim_end_matches(',').to_owned());
            continue;
        }
        rights.sort();
        lines.append(&mut rights);
        match line.strip_prefix("[\"RIGHT_").and_then(|line| line.strip_suffix(']')) {
            Some(inner) => {
                let mut names: Vec<_> =
                    inner.split(", ").map(|name| name.trim_matches('"').trim_start_matches("RIGHT_")).collect();
                names.sort_unstable();
                lines.push(names.join(", "));
            }
            None => lines.push(line.to_owned()),
        }
    }
    lines.join("\n") + "\n"
}
