//! Files of users as CSV: their columns, and values that a spreadsheet would take for formulas.

use std::{
    borrow::Cow,
    collections::VecDeque,
    io::{self, Read, Seek, SeekFrom},
};

/// The columns of an export. Attributes follow, each with [`ATTRIBUTE`] before its key.
pub const EXPORTED: [&str; 10] = [
    "user_id",
    "name",
    "description",
    "primary_email_address",
    "primary_email_address_validated_at",
    "state",
    "state_description",
    "admin",
    "created_at",
    "deleted_at",
];
/// What only an import has.
pub const IMPORTED_ONLY: [&str; 3] = ["updated_at", "password", "password_hash"];
/// Without these there is no user.
pub const NEEDED: [&str; 2] = ["user_id", "primary_email_address"];
/// No sound record is longer.
pub const RECORD_BYTES: u64 = 1 << 20;
/// Before the key of an attribute in the name of its column.
pub const ATTRIBUTE: &str = "attributes.";

/// What a formula may begin with; the wide forms are the same to some programs.
const FORMULA: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];
const GUARD: char = '\'';

/// The value with an apostrophe before it where a spreadsheet would take it for a formula, or for one that is guarded.
pub fn guarded(value: &str) -> Cow<'_, str> {
    if value.starts_with(begins) { Cow::Owned(format!("{GUARD}{value}")) } else { Cow::Borrowed(value) }
}

/// The value that [`guarded`] was given; any other is as it was.
pub fn unguarded(value: &str) -> &str {
    value.strip_prefix(GUARD).filter(|rest| rest.starts_with(begins)).unwrap_or(value)
}

/// Whether a value says yes, as people and spreadsheets write it; `None` where it says neither yes nor no.
pub fn truth(value: &str) -> Option<bool> {
    match value.to_ascii_lowercase().as_str() {
        "" | "false" | "0" | "no" => Some(false),
        "true" | "1" | "yes" => Some(true),
        _ => None,
    }
}

/// What is wrong where [`Bounded::ends_in_quote`].
pub const OPEN_QUOTE: &str = "a quote is opened here and never closed";

/// A file of which no record may be longer than [`RECORD_BYTES`]: a quote that is never closed would fill the memory.
#[derive(Debug)]
pub struct Bounded<R> {
    file: R,
    /// How far the file was read, and whether that is its end.
    at: u64,
    ended: bool,
    since_record: u64,
    /// Where quotes stand, from the beginning of the record on.
    quotes: VecDeque<u64>,
}

impl<R> Bounded<R> {
    /// The whole of a file.
    pub fn new(file: R) -> Self {
        Self { file, at: 0, ended: false, since_record: 0, quotes: VecDeque::new() }
    }

    /// Another record begins, at this byte.
    pub fn next_record(&mut self, start: u64) {
        self.since_record = 0;
        while self.quotes.front().is_some_and(|quote| *quote < start) {
            self.quotes.pop_front();
        }
    }

    /// Whether the last record ended at this byte because the file did, with a quote open: each that opens has one that
    /// closes, and within quotes they are doubled. A single quote in a value without quotes around it looks the same, so this
    /// is to be asked of records that a quote has spread over several lines.
    pub fn ends_in_quote(&self, at: u64) -> bool {
        self.ended && self.at == at && self.quotes.len() % 2 == 1
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since_record > RECORD_BYTES {
            return Err(io::Error::other("a record is longer than 1 MiB; is a quote missing?"));
        }
        let read = self.file.read(buffer)?;
        let quotes = (self.at..).zip(buffer.iter().take(read)).filter(|(_, byte)| **byte == b'"');
        self.quotes.extend(quotes.map(|(at, _)| at));
        self.since_record += read as u64;
        self.at += read as u64;
        self.ended = read == 0;
        Ok(read)
    }
}

impl<R: Seek> Seek for Bounded<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = self.file.seek(to)?;
        self.ended = false;
        self.quotes.clear();
        Ok(self.at)
    }
}

fn begins(c: char) -> bool {
    c == GUARD || FORMULA.contains(&c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_guarded_and_nothing_else() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\0=", "＝1", "'=1"] {
            assert_eq!(guarded(formula), format!("'{formula}"));
        }
        for plain in ["", "ada", "1-2", "a=b", " =1"] {
            assert_eq!(guarded(plain), plain);
        }
        assert_eq!(unguarded("'tis"), "'tis");
    }

    proptest! {
        #[test]
        fn what_is_guarded_comes_back(value in "['=+@a\t-]{0,4}") {
            let guarded = guarded(&value);
            prop_assert_eq!(unguarded(&guarded), value.as_str());
        }
    }
}
