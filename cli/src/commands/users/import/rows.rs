//! The rows of a file of users, one after the other; nothing is kept of those before.

use std::{
    fs::File,
    io::{self, BufRead as _, BufReader, Read as _},
    path::Path,
};

use domain::csv::{Bounded, OPEN_QUOTE, RECORD_BYTES};
use proto::{roster::v1::ImportUser, v3::User};
use serde_json::{Map, Value};

use super::{Format, columns};
use crate::{
    failure::{Failure, Result},
    json::read,
};

/// A user of a file.
pub(super) struct Row {
    /// Which of them, from 1.
    pub(super) number: u64,
    /// The line it begins on.
    pub(super) line: u64,
    /// The user, or why there is none.
    pub(super) user: Result<ImportUser, String>,
}

pub(super) struct Rows {
    source: Source,
    length: u64,
    number: u64,
}

enum Source {
    Ndjson { file: BufReader<File>, line: u64, read: u64 },
    Csv { file: Box<csv::Reader<Bounded<File>>>, columns: Vec<String>, behind: u64 },
}

impl Rows {
    pub(super) fn open(file: &Path, format: Format, map: &[(String, String)]) -> Result<Self> {
        let named = |error: &dyn ToString| Failure::text(format!("{}: {}", file.display(), error.to_string()));
        let opened = File::open(file).map_err(|error| named(&error))?;
        let length = opened.metadata().map_err(|error| named(&error))?.len();
        let source = match format {
            Format::Ndjson => Source::Ndjson { file: BufReader::new(opened), line: 0, read: 0 },
            Format::Csv => {
                let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(Bounded::new(opened));
                let header = reader.headers().map_err(|error| named(&error))?.clone();
                let columns = columns::named(header.iter(), map).map_err(|error| named(&error))?;
                // A line that ends in CR LF is counted once its LF is read, which is with the next record.
                let breaks = header.iter().map(|name| name.matches('\n').count() as u64).sum::<u64>();
                let behind = (2 + breaks).saturating_sub(reader.position().line());
                Source::Csv { file: Box::new(reader), columns, behind }
            }
        };
        Ok(Self { source, length, number: 0 })
    }

    /// How many bytes there are.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// How many of them were read.
    pub(super) fn read(&self) -> u64 {
        match &self.source {
            Source::Ndjson { read, .. } => *read,
            Source::Csv { file, .. } => file.position().byte(),
        }
    }

    /// Passes over rows.
    pub(super) fn skip(&mut self, rows: u64) -> Result<()> {
        while self.number < rows && self.next()?.is_some() {}
        Ok(())
    }

    /// The next row; nothing at the end.
    pub(super) fn next(&mut self) -> Result<Option<Row>> {
        let found = match &mut self.source {
            Source::Ndjson { file, line, read } => next_line(file, line, read)?,
            Source::Csv { file, columns, behind } => next_record(file, columns, *behind)?,
        };
        let Some((line, object)) = found else { return Ok(None) };
        self.number += 1;
        Ok(Some(Row { number: self.number, line, user: object.and_then(user) }))
    }
}

type Found = Option<(u64, Result<Map<String, Value>, String>)>;

fn next_line(file: &mut BufReader<File>, line: &mut u64, read: &mut u64) -> Result<Found> {
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let failed = |error: io::Error| Failure::text(error.to_string());
        let taken = file.by_ref().take(RECORD_BYTES).read_until(b'\n', &mut bytes).map_err(failed)? as u64;
        if taken == 0 {
            return Ok(None);
        }
        (*line, *read) = (*line + 1, *read + taken);
        if taken == RECORD_BYTES && !bytes.ends_with(b"\n") {
            *read += file.skip_until(b'\n').map_err(failed)? as u64;
            return Ok(Some((*line, Err("the line is longer than 1 MiB".to_owned()))));
        }
        let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes).trim_ascii();
        if !text.is_empty() {
            // What is wrong is said without a value, which may be a password.
            let object =
                serde_json::from_slice(text).map_err(|error| format!("no JSON object; see column {}", error.column()));
            return Ok(Some((*line, object)));
        }
    }
}

fn next_record(file: &mut csv::Reader<Bounded<File>>, columns: &[String], behind: u64) -> Result<Found> {
    let mut record = csv::StringRecord::new();
    let start = file.position().byte();
    file.get_mut().next_record(start);
    match file.read_record(&mut record) {
        Ok(false) => Ok(None),
        Ok(true) => {
            let line = record.position().map_or(0, csv::Position::line) + behind;
            // The rest of the file is not one record.
            let several = record.iter().any(|value| value.contains('\n'));
            if several && file.get_ref().ends_in_quote(file.position().byte()) {
                return Err(Failure::text(format!("line {line}: {OPEN_QUOTE}")));
            }
            if record.len() != columns.len() {
                return Ok(Some((line, Err(format!("{} values for {} columns", record.len(), columns.len())))));
            }
            Ok(Some((line, columns::object(columns, &record))))
        }
        Err(error) => match error.kind() {
            csv::ErrorKind::Utf8 { pos, .. } => {
                let line = pos.as_ref().map_or(0, csv::Position::line) + behind;
                Ok(Some((line, Err("save the file as UTF-8".to_owned()))))
            }
            _ => Err(Failure::text(error.to_string())),
        },
    }
}

fn user(mut object: Map<String, Value>) -> Result<ImportUser, String> {
    let password_hash = match object.remove("password_hash") {
        None => String::new(),
        Some(Value::String(hash)) => hash,
        Some(_) => return Err("password_hash: it must be a string".to_owned()),
    };
    let user: User = read::message("ttn.lorawan.v3.User", object).map_err(|failure| failure.to_string())?;
    Ok(ImportUser { user: Some(user), password_hash })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn rows(name: &str, content: &[u8], map: &[(&str, &str)]) -> Result<Vec<(u64, Result<ImportUser, String>)>> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(name);
        fs::write(&file, content).unwrap();
        let map: Vec<_> = map.iter().map(|(column, field)| ((*column).to_owned(), (*field).to_owned())).collect();
        let mut rows = Rows::open(&file, Format::of(&file).unwrap(), &map)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push((row.line, row.user));
        }
        Ok(found)
    }

    #[test]
    fn a_bad_line_costs_itself_only() {
        let long = format!("{{\"name\":\"{}\"}}\n", "x".repeat(1 << 20));
        let lines = [
            b"\xEF\xBB\xBF{\"ids\":{\"user_id\":\"one\"},\"password_hash\":\"h\"}\n\nnope\n{\"nmae\":1}\n",
            long.as_bytes(),
            b"{}",
        ]
        .concat();
        let rows = rows("x.ndjson", &lines, &[]).unwrap();
        let found: Vec<_> = rows.iter().map(|(line, user)| (*line, user.is_ok())).collect();
        assert_eq!(found, [(1, true), (3, false), (4, false), (5, false), (6, true)]);
        assert_eq!(rows[0].1.as_ref().unwrap().password_hash, "h");
    }

    #[test]
    fn a_quote_that_is_never_closed_does_not_fill_the_memory() {
        let content = format!("user_id,primary_email_address\n\"ada,{}", "x,y\n".repeat(1 << 20));
        let failure = rows("x.csv", content.as_bytes(), &[]).unwrap_err().to_string();
        assert!(failure.contains("is a quote missing?"), "{failure}");
    }

    #[test]
    fn rows_before_a_quote_that_is_never_closed_are_read_and_the_others_are_not_one() {
        let content = b"user_id,primary_email_address,description\r\nada,a@x.org,\"two\r\nlines\"\r\nbob,b@x.org,\r\n\
                        eve,e@x.org,\"open\r\nfay,f@x.org,\r\n";
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.csv");
        fs::write(&file, content).unwrap();
        let mut rows = Rows::open(&file, Format::Csv, &[]).unwrap();
        let mut next = || rows.next().map(|row| row.map(|row| row.line));
        assert_eq!((next().unwrap(), next().unwrap()), (Some(2), Some(4)));
        let failure = next().unwrap_err().to_string();
        assert!(failure.starts_with("line 5: a quote"), "{failure}");
    }

    #[test]
    fn columns_may_have_names_of_their_own() {
        let content = b"Login,E-Mail,Remarks,admin,attributes.team\nada,ada@example.com,x,yes,'=iot\n";
        let map = [("Login", "user_id"), ("E-Mail", "primary_email_address"), ("Remarks", "")];
        let rows = rows("x.csv", content, &map).unwrap();
        let user = rows[0].1.as_ref().unwrap().user.clone().unwrap();
        assert_eq!((user.ids.unwrap().user_id.as_str(), user.admin), ("ada", true));
        assert_eq!(user.attributes["team"], "=iot");
    }

    #[test]
    fn a_column_that_is_no_field_is_named_with_what_to_say() {
        let failure = rows("x.csv", b"user_id,Primary_Email\n", &[]).unwrap_err().to_string();
        assert!(failure.contains("--map 'Primary_Email=primary_email_address'"), "{failure}");
    }
}
