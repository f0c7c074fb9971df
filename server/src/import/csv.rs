//! Comma-separated values: a header line, then one user a record.

use std::{collections::BTreeSet, fs::File};

use ::csv::{ByteRecord, ReaderBuilder};
use domain::{
    Error, ImportRecord,
    csv::{ATTRIBUTE, Bounded, EXPORTED, IMPORTED_ONLY, NEEDED, OPEN_QUOTE, truth, unguarded},
};
use service::imports::Row;

use super::{Position, unreadable};
use crate::{Refusal, Result};

pub(crate) struct Reader {
    csv: ::csv::Reader<Bounded<File>>,
    columns: Vec<String>,
    /// How many lines the position is behind.
    behind: u64,
    record: ByteRecord,
}

impl Reader {
    pub(super) fn new(file: File, at: Position) -> Result<Self> {
        let mut csv = ReaderBuilder::new().flexible(true).buffer_capacity(1 << 16).from_reader(Bounded::new(file));
        let header = csv.byte_headers().map_err(unreadable_file)?.clone();
        let columns = columns(&header)?;
        // A line that ends in CR LF is counted once its LF is read, which is with the next record.
        let breaks = header.iter().flatten().filter(|byte| **byte == b'\n').count() as u64;
        let behind = (2 + breaks).saturating_sub(csv.position().line());
        if at.byte > 0 {
            let mut position = ::csv::Position::new();
            position.set_byte(at.byte).set_line(at.line.saturating_sub(behind));
            csv.seek(position).map_err(unreadable_file)?;
        }
        let start = csv.position().byte();
        csv.get_mut().next_record(start);
        Ok(Self { csv, columns, behind, record: ByteRecord::new() })
    }

    pub(super) fn position(&self) -> Position {
        Position { byte: self.csv.position().byte(), line: self.csv.position().line() + self.behind }
    }

    pub(super) fn next(&mut self) -> Result<Option<Row>> {
        let start = self.csv.position().byte();
        self.csv.get_mut().next_record(start);
        if !self.csv.read_byte_record(&mut self.record).map_err(unreadable_file)? {
            return Ok(None);
        }
        let line = self.record.position().map_or(0, ::csv::Position::line) + self.behind;
        // The rest of the file is not one record.
        let several = self.record.iter().any(|value| value.contains(&b'\n'));
        if several && self.csv.get_ref().ends_in_quote(self.csv.position().byte()) {
            return Err(Refusal::new(format!("line {line}: {OPEN_QUOTE}")));
        }
        Ok(Some(Row { line: line.cast_signed(), record: self.parse() }))
    }

    fn parse(&self) -> domain::Result<ImportRecord> {
        let (fields, columns) = (self.record.len(), self.columns.len());
        if fields != columns {
            return unreadable(format!("There are {fields} values for {columns} columns."));
        }
        let mut record = ImportRecord::default();
        for (column, value) in self.columns.iter().zip(&self.record) {
            let Ok(value) = std::str::from_utf8(value) else {
                return Err(Error::invalid(column, "Save the file as UTF-8."));
            };
            set(&mut record, column, unguarded(value))?;
        }
        Ok(record)
    }
}

fn set(record: &mut ImportRecord, column: &str, value: &str) -> domain::Result<()> {
    let field = match column {
        "user_id" => &mut record.ids.user_id,
        "name" => &mut record.name,
        "description" => &mut record.description,
        "primary_email_address" => &mut record.primary_email_address,
        "primary_email_address_validated_at" => &mut record.primary_email_address_validated_at,
        "state" => &mut record.state,
        "state_description" => &mut record.state_description,
        "created_at" => &mut record.created_at,
        "updated_at" => &mut record.updated_at,
        "deleted_at" => &mut record.deleted_at,
        "password" => &mut record.password,
        "password_hash" => &mut record.password_hash,
        "admin" => {
            record.admin = truth(value).ok_or_else(|| Error::invalid("admin", "Write true or false."))?;
            return Ok(());
        }
        _ => {
            let key = column.strip_prefix(ATTRIBUTE).unwrap_or_default().to_owned();
            if !value.is_empty() {
                record.attributes.insert(key, value.to_owned());
            }
            return Ok(());
        }
    };
    value.clone_into(field);
    Ok(())
}

fn columns(header: &ByteRecord) -> Result<Vec<String>> {
    let names: Vec<_> = header.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
    let mut seen = BTreeSet::new();
    for name in &names {
        let attribute = name.strip_prefix(ATTRIBUTE).is_some_and(|key| !key.is_empty());
        if !attribute && !known().any(|known| known == name) {
            let known = known().collect::<Vec<_>>().join(", ");
            return Err(Refusal::new(format!("there is no column {name:?}; there are {known} and attributes.KEY")));
        }
        if !seen.insert(name) {
            return Err(Refusal::new(format!("the column {name:?} is there twice")));
        }
    }
    match NEEDED.iter().find(|needed| !names.iter().any(|name| name == *needed)) {
        Some(missing) => Err(Refusal::new(format!("the column {missing:?} is missing"))),
        None => Ok(names),
    }
}

/// The columns there are, beside those of attributes.
fn known() -> impl Iterator<Item = &'static str> {
    EXPORTED.into_iter().chain(IMPORTED_ONLY)
}

fn unreadable_file(error: ::csv::Error) -> Refusal {
    Refusal::new(error.to_string())
}

#[cfg(test)]
mod tests {
    use std::io::{Seek as _, SeekFrom, Write as _};

    use super::*;

    fn file(content: &[u8]) -> File {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(content).unwrap();
        file.seek(SeekFrom::Start(0)).unwrap();
        file
    }

    fn reader(content: &[u8]) -> Result<Reader> {
        Reader::new(file(content), Position::default())
    }

    fn all(content: &[u8]) -> Vec<(i64, domain::Result<ImportRecord>)> {
        let mut reader = reader(content).unwrap();
        let mut rows = Vec::new();
        while let Some(row) = reader.next().unwrap() {
            rows.push((row.line, row.record));
        }
        rows
    }

    #[test]
    fn byte_order_marks_quotes_and_line_ends_of_all_kinds_are_read() {
        let rows = all(b"\xEF\xBB\xBFuser_id,primary_email_address,name,admin,attributes.team\r\n\
                         ada,ada@example.com,\"Lovelace, \"\"Ada\"\"\",yes,IoT\r\nbob,b@example.com,'=1+1,,\n");
        let [(2, Ok(ada)), (3, Ok(bob))] = rows.as_slice() else { panic!("{}", rows.len()) };
        assert_eq!((ada.name.as_str(), ada.admin), ("Lovelace, \"Ada\"", true));
        assert_eq!(ada.attributes.get("team").map(String::as_str), Some("IoT"));
        assert_eq!((bob.name.as_str(), bob.admin, bob.attributes.len()), ("=1+1", false, 0));
    }

    #[test]
    fn a_bad_record_costs_itself_only() {
        let rows = all(b"user_id,primary_email_address,name\none,two\na,b,\xff\na,b,c,d\nada,a@example.com,x\n");
        let good: Vec<_> = rows.iter().map(|(line, record)| (*line, record.is_ok())).collect();
        assert_eq!(good, [(2, false), (3, false), (4, false), (5, true)]);
    }

    #[test]
    fn headers_that_can_not_be_meant_are_refused() {
        for (header, message) in [
            ("user_id,user_id,primary_email_address", "twice"),
            ("user_id,mail", "no column \"mail\""),
            ("user_id,name", "\"primary_email_address\" is missing"),
            ("", "is missing"),
        ] {
            let refusal = reader(header.as_bytes()).map(|_| ()).unwrap_err().to_string();
            assert!(refusal.contains(message), "{refusal}");
        }
    }

    #[test]
    fn a_quote_that_is_never_closed_does_not_fill_the_memory() {
        let mut content = b"user_id,primary_email_address\nada,\"".to_vec();
        content.resize(4 << 20, b'x');
        let refusal = reader(&content).unwrap().next().map(|_| ()).unwrap_err().to_string();
        assert!(refusal.contains("is a quote missing?"), "{refusal}");
    }

    #[test]
    fn the_rest_of_a_file_is_not_one_record() {
        let content = b"user_id,primary_email_address,name\none,a@b.example,\"two\nlines\"\ntwo,b@b.example,\"x\nthree,c@b.example,y\n";
        let mut reader = reader(content).unwrap();
        assert_eq!(reader.next().unwrap().unwrap().line, 2);
        let refusal = reader.next().map(|_| ()).unwrap_err().to_string();
        assert!(refusal.starts_with("line 4: a quote"), "{refusal}");
    }

    #[test]
    fn a_quote_that_stands_for_inches_opens_nothing() {
        for end in ["", "\n"] {
            let content =
                format!("user_id,primary_email_address,name\none,a@b.example,5\" pipe\ntwo,b@b.example,\"x\ny\"{end}");
            let lines: Vec<_> = all(content.as_bytes()).into_iter().map(|(line, row)| (line, row.is_ok())).collect();
            assert_eq!(lines, [(2, true), (3, true)]);
        }
    }

    #[test]
    fn reading_goes_on_where_it_stopped() {
        for end in ["\n", "\r\n"] {
            let lines = ["user_id,primary_email_address", "one,a@b.example", "\"two\",c@d.example", ""];
            let content = lines.join(end);
            let mut first = reader(content.as_bytes()).unwrap();
            first.next().unwrap();
            let mut second = Reader::new(file(content.as_bytes()), first.position()).unwrap();
            let row = second.next().unwrap().unwrap();
            assert_eq!((row.line, row.record.unwrap().ids.user_id.as_str()), (3, "two"));
            assert!(second.next().unwrap().is_none());
        }
    }
}
