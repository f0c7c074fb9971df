//! Filters as people type them: `state:suspended email:*@x.org -admin:yes "Ada Okafor"`. Users match who match every term; a
//! `-` before a term turns it around.

mod parse;
#[cfg(test)]
mod tests;

use crate::{State, Timestamp, fold::fold};

pub use parse::{Filter, parse};

/// A condition, or its opposite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Whether users match who do not fulfil the condition.
    pub negated: bool,
    /// The condition.
    pub condition: Condition,
}

/// What is asked of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// One of these states.
    State(Vec<State>),
    /// To be an admin, or none.
    Admin(bool),
    /// To have a validated address, or none.
    Validated(bool),
    /// A text like the pattern.
    Text(TextField, Pattern),
    /// An attribute with a value like the pattern.
    Attribute(String, Pattern),
    /// A time within the span.
    Time(TimeField, Span),
}

impl Term {
    /// A text that ID, name, address or description of everybody contains who fulfils it.
    pub(crate) fn contained(&self) -> Option<&str> {
        match &self.condition {
            Condition::Text(_, pattern) if !self.negated => Some(pattern.longest()),
            _ => None,
        }
    }
}

/// The texts of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextField {
    /// ID, name, address or description.
    Any,
    /// The ID.
    UserId,
    /// The name.
    Name,
    /// The address.
    Email,
    /// The description.
    Description,
}

/// The times of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeField {
    /// When the user was made.
    Created,
    /// When the user last changed.
    Updated,
    /// When the account expires; who does not expire matches no span.
    Expires,
    /// When the user was deleted; who is live matches no span.
    Deleted,
}

/// A span of time: from `from` on, and before `before`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The first moment.
    pub from: Option<Timestamp>,
    /// The first moment after.
    pub before: Option<Timestamp>,
}

/// What a text is compared with, folded: a part of it, or, with `*` for anything, all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// What stands between the stars, in order. A single piece without stars is a part that may stand anywhere.
    pieces: Vec<String>,
}

impl Pattern {
    fn part(text: &str) -> Self {
        Self { pieces: vec![String::new(), fold(text), String::new()] }
    }

    fn glob(text: &str) -> Self {
        if text.contains('*') { Self { pieces: text.split('*').map(fold).collect() } } else { Self::part(text) }
    }

    /// What stands between the stars: the text begins with the first piece and ends with the last.
    pub fn pieces(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().map(String::as_str)
    }

    /// The longest piece, which every text that matches contains.
    pub fn longest(&self) -> &str {
        self.pieces().max_by_key(|piece| piece.chars().count()).unwrap_or_default()
    }
}
