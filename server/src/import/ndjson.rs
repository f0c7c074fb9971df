//! Newline-delimited JSON: one user a line, in the API's form.

use std::{
    fs::File,
    io::{BufRead as _, BufReader, Read as _, Result, Seek as _, SeekFrom},
};

use domain::ImportRecord;
use service::imports::Row;

use domain::csv::RECORD_BYTES;

use super::{Position, unreadable};

const BOM: &[u8] = b"\xEF\xBB\xBF";

pub(crate) struct Reader {
    file: BufReader<File>,
    next: Position,
    line: Vec<u8>,
}

impl Reader {
    pub(super) fn new(mut file: File, at: Position) -> Result<Self> {
        file.seek(SeekFrom::Start(at.byte))?;
        let next = Position { line: at.line.max(1), ..at };
        Ok(Self { file: BufReader::with_capacity(1 << 16, file), next, line: Vec::new() })
    }

    pub(super) fn position(&self) -> Position {
        self.next
    }

    pub(super) fn next(&mut self) -> Result<Option<Row>> {
        loop {
            let line = self.next.line;
            let Some(whole) = self.read_line()? else { return Ok(None) };
            let text = self.line.strip_prefix(BOM).filter(|_| line == 1).unwrap_or(&self.line).trim_ascii();
            if whole && text.is_empty() {
                continue;
            }
            let record = if whole { parse(text) } else { unreadable("The line is longer than 1 MiB.") };
            return Ok(Some(Row { line: line.cast_signed(), record }));
        }
    }

    /// Reads a line, of a longer one its beginning; answers whether it is whole, and nothing at the end.
    fn read_line(&mut self) -> Result<Option<bool>> {
        self.line.clear();
        let read = self.file.by_ref().take(RECORD_BYTES).read_until(b'\n', &mut self.line)?;
        if read == 0 {
            return Ok(None);
        }
        self.next.byte += read as u64;
        self.next.line += 1;
        let whole = self.line.ends_with(b"\n") || (read as u64) < RECORD_BYTES;
        if !whole {
            self.next.byte += self.file.skip_until(b'\n')? as u64;
        }
        Ok(Some(whole))
    }
}

/// Says what is wrong without repeating a value, since it may be a password.
fn parse(text: &[u8]) -> domain::Result<ImportRecord> {
    serde_json::from_slice(text).or_else(|error| {
        let said = error.to_string();
        let column = error.column();
        if error.is_data() && (said.starts_with("unknown field") || said.starts_with("duplicate field")) {
            let end = said.find(", expected").or_else(|| said.rfind(" at line")).unwrap_or(said.len());
            return unreadable(
                format!("There is an {}.", said.get(..end).unwrap_or_default()).replace("an dup", "a dup"),
            );
        }
        let what = if error.is_data() { "A value is of the wrong type" } else { "This is no JSON" };
        unreadable(format!("{what}; see column {column}."))
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn read(content: &[u8], at: Position) -> Vec<(i64, Option<String>)> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(content).unwrap();
        let mut reader = Reader::new(file, at).unwrap();
        let mut rows = Vec::new();
        while let Some(row) = reader.next().unwrap() {
            rows.push((row.line, row.record.ok().map(|record| record.ids.user_id)));
        }
        rows
    }

    #[test]
    fn hostile_lines_cost_one_record_each() {
        let long = format!("{{\"name\":\"{}\"}}", "x".repeat(1 << 20));
        let good = r#"{"ids":{"user_id":"good"}}"#;
        let lines: [&[u8]; 9] = [
            b"\xEF\xBB\xBF{\"ids\":{\"user_id\":\"first\"}}\r",
            b"",
            b"{\"name\":\"\xff\"}",
            b"{\"name\":1}",
            b"{\"nome\":\"x\"}",
            b"{\"name\":\"a\",\"name\":\"b\"}",
            long.as_bytes(),
            &b"[".repeat(10_000),
            good.as_bytes(),
        ];
        let rows = read(&lines.join(&b'\n'), Position::default());
        let found: Vec<_> = rows.iter().map(|(line, id)| (*line, id.as_deref())).collect();
        let expected =
            [(1, Some("first")), (3, None), (4, None), (5, None), (6, None), (7, None), (8, None), (9, Some("good"))];
        assert_eq!(found, expected);
    }

    #[test]
    fn reading_goes_on_where_it_stopped() {
        let content = b"{\"ids\":{\"user_id\":\"one\"}}\n{\"ids\":{\"user_id\":\"two\"}}\n";
        let at = Position { byte: 26, line: 2 };
        assert_eq!(read(content, at), [(2, Some("two".to_owned()))]);
    }

    #[test]
    fn no_value_is_repeated() {
        for line in [r#"{"password": 12345678}"#, r#"{"password": "12345678" "#, r#"{"admin": "12345678"}"#] {
            let error = parse(line.as_bytes()).map(|_| ()).unwrap_err();
            assert!(!error.message.contains("1234"), "{error:?}");
        }
        let error = parse(br#"{"pasword": "12345678"}"#).map(|_| ()).unwrap_err();
        assert_eq!(error.message, "There is an unknown field `pasword`.");
    }
}
