//! Reads filters, and says where one goes wrong.

use std::{iter::Peekable, str::CharIndices};

use super::{Condition, Pattern, Span, Term, TextField, TimeField};
use crate::{Error, Result, State, Timestamp};

/// The most characters of a filter; in whatever script, it fits into an address.
const MAX_CHARS: usize = 500;
/// The most terms of a filter, so that no statement grows beyond what databases take.
const MAX_TERMS: usize = 50;
/// A day in microseconds.
const DAY: i64 = 86_400_000_000;
/// What can be asked for, as it is told.
const FIELDS: &str =
    "state, admin, validated, deleted, id, name, email, description, attributes.KEY, created, updated, expires";

/// A filter, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Whether it is about deleted users instead of live ones.
    pub deleted: bool,
    /// What users have to fulfil, all of it.
    pub terms: Vec<Term>,
}

/// Reads a filter; an empty one is for everybody.
///
/// # Errors
/// At `filter`, with the place where it goes wrong, counted in characters from one on, and what is allowed there.
pub fn parse(text: &str) -> Result<Filter> {
    if text.chars().count() > MAX_CHARS {
        return Err(Error::invalid("filter", format!("A filter has {MAX_CHARS} characters at most.")));
    }
    let mut parser = Parser { text, chars: text.char_indices().peekable() };
    let (mut filter, mut deleted) = (Filter::default(), None);
    while let Some(word) = parser.word()? {
        word.read(&mut filter).map_err(|message| parser.refuse(word.start, &message))?;
        if word.key.as_deref() == Some("deleted") && *deleted.get_or_insert(filter.deleted) != filter.deleted {
            return Err(parser.refuse(word.start, "nobody is deleted and not deleted."));
        }
        if filter.terms.len() > MAX_TERMS {
            return Err(parser.refuse(word.start, &format!("A filter has {MAX_TERMS} terms at most.")));
        }
    }
    Ok(filter)
}

struct Parser<'a> {
    text: &'a str,
    chars: Peekable<CharIndices<'a>>,
}

/// A term, taken apart.
struct Word {
    start: usize,
    negated: bool,
    /// Nothing for a text that stands alone.
    key: Option<String>,
    value: String,
    /// Whether the value stood between quotation marks, where a star is a star.
    quoted: bool,
}

impl Parser<'_> {
    fn refuse(&self, at: usize, message: &str) -> Error {
        let place = self.text.get(..at).unwrap_or_default().chars().count() + 1;
        Error::invalid("filter", format!("At character {place}: {message}"))
    }

    fn skip(&mut self, wanted: impl Fn(char) -> bool) {
        while self.chars.next_if(|(_, c)| wanted(*c)).is_some() {}
    }

    fn word(&mut self) -> Result<Option<Word>> {
        self.skip(char::is_whitespace);
        let Some(&(start, first)) = self.chars.peek() else { return Ok(None) };
        let negated = first == '-';
        if negated {
            self.chars.next();
        }
        let key = if self.is_field() { Some(self.bare(|c| c != ':')) } else { None };
        if key.is_some() {
            self.chars.next();
        }
        let (value, quoted) = self.value(start)?;
        // Quotation marks with nothing in them are a variable that is not set more often than they are meant.
        if value.is_empty() {
            let alone = if negated { "what must not match?" } else { "what should be found?" };
            let what = key.map_or(alone.to_owned(), |key| format!("what should {key} be?"));
            return Err(self.refuse(start, &what));
        }
        Ok(Some(Word { start, negated, key, value, quoted }))
    }

    fn bare(&mut self, belongs: impl Fn(char) -> bool) -> String {
        let mut text = String::new();
        while let Some((_, c)) = self.chars.next_if(|(_, c)| belongs(*c)) {
            text.push(c);
        }
        text
    }

    /// Up to the next space; or what stands between quotation marks, in which `\` takes the next character as it is.
    fn value(&mut self, start: usize) -> Result<(String, bool)> {
        if self.chars.next_if(|(_, c)| *c == '"').is_none() {
            return Ok((self.bare(|c| !c.is_whitespace()), false));
        }
        let mut value = String::new();
        while let Some((_, c)) = self.chars.next() {
            match c {
                '"' => return Ok((value, true)),
                '\\' => value.extend(self.chars.next().map(|(_, c)| c)),
                c => value.push(c),
            }
        }
        Err(self.refuse(start, "the closing quotation mark is missing."))
    }

    /// Whether a field stands here: letters, then a colon.
    fn is_field(&self) -> bool {
        let mut ahead = self.chars.clone();
        let mut letters = 0;
        while ahead.next_if(|(_, c)| c.is_alphanumeric() || matches!(c, '.' | '_' | '-')).is_some() {
            letters += 1;
        }
        letters > 0 && ahead.next().is_some_and(|(_, c)| c == ':')
    }
}

impl Word {
    fn read(&self, filter: &mut Filter) -> Result<(), String> {
        let Self { negated, value, .. } = self;
        let condition = match self.key.as_deref() {
            None => Condition::Text(TextField::Any, self.pattern()),
            Some("deleted") => {
                if *negated {
                    return Err("write deleted:no or deleted:>=2026-11-27, without a dash.".into());
                }
                let Ok(span) = span(value) else {
                    filter.deleted = yes_no("deleted", value)?;
                    return Ok(());
                };
                filter.deleted = true;
                Condition::Time(TimeField::Deleted, span)
            }
            Some("state") => Condition::State(value.split(',').map(state).collect::<Result<_, _>>()?),
            Some("admin") => Condition::Admin(yes_no("admin", value)?),
            Some("validated") => Condition::Validated(yes_no("validated", value)?),
            Some("id" | "user_id") => Condition::Text(TextField::UserId, self.pattern()),
            Some("name") => Condition::Text(TextField::Name, self.pattern()),
            Some("email") => Condition::Text(TextField::Email, self.pattern()),
            Some("description") => Condition::Text(TextField::Description, self.pattern()),
            Some("created") => Condition::Time(TimeField::Created, span(value)?),
            Some("updated") => Condition::Time(TimeField::Updated, span(value)?),
            Some("expires") => Condition::Time(TimeField::Expires, span(value)?),
            Some(key) => match key.strip_prefix("attributes.") {
                Some(key) if !key.is_empty() => Condition::Attribute(key.to_owned(), self.pattern()),
                _ => return Err(format!("there is no field “{key}”. There are {FIELDS}.")),
            },
        };
        filter.terms.push(Term { negated: *negated, condition });
        Ok(())
    }

    fn pattern(&self) -> Pattern {
        if self.quoted { Pattern::part(&self.value) } else { Pattern::glob(&self.value) }
    }
}

fn yes_no(field: &str, value: &str) -> Result<bool, String> {
    match value.to_ascii_lowercase().as_str() {
        "yes" | "true" | "1" => Ok(true),
        "no" | "false" | "0" => Ok(false),
        _ if field == "deleted" => Err(format!("deleted is yes, no, or a time such as <2026-11-27, not “{value}”.")),
        _ => Err(format!("{field} is yes or no, not “{value}”.")),
    }
}

fn state(value: &str) -> Result<State, String> {
    State::parse_name(value).map_err(|_| {
        let states = State::ALL.map(State::as_str).join(", ");
        format!("there is no state “{value}”. There are {states}.")
    })
}

/// `2026-11-27` is that day; `>=`, `>`, `<` and `<=` before it are what they say. A time of day may follow, as RFC 3339 has it.
fn span(value: &str) -> Result<Span, String> {
    let (operator, text) = [">=", "<=", ">", "<"]
        .into_iter()
        .find_map(|operator| Some((operator, value.strip_prefix(operator)?)))
        .unwrap_or(("", value));
    let refuse = || format!("“{text}” is no date. Write 2026-11-27, or 2026-11-27T14:00:00Z.");
    let is_day = text.len() == "2026-11-27".len();
    let full = if is_day { format!("{text}T00:00:00Z") } else { text.to_owned() };
    let first = Timestamp::parse("filter", &full).map_err(|_| refuse())?;
    // The first moment that does not belong to it any more.
    let after = Timestamp::from_micros(first.micros() + if is_day { DAY } else { 1 });
    Ok(match operator {
        ">=" => Span { from: Some(first), before: None },
        ">" => Span { from: Some(after), before: None },
        "<" => Span { from: None, before: Some(first) },
        "<=" => Span { from: None, before: Some(after) },
        _ => Span { from: Some(first), before: Some(after) },
    })
}
