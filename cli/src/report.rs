//! Who was refused: in a file, or the first of them on standard error.

use std::{fs::OpenOptions, path::Path};

use domain::csv::guarded;
use prost_types::value::Kind;
use proto::v3::ErrorDetails;

use crate::failure::{Failure, Result};

/// More are read by nobody.
const SHOWN: u64 = 20;

/// Notes who is refused.
pub(crate) struct Report {
    file: Option<csv::Writer<std::fs::File>>,
    shown: u64,
}

impl Report {
    /// Of users who stand in no file.
    pub(crate) fn of_users(file: Option<&Path>) -> Result<Self> {
        let Some(path) = file else { return Ok(Self { file: None, shown: 0 }) };
        let mut file = csv::Writer::from_path(path).map_err(|error| failed_at(path, &error))?;
        file.write_record(["user_id", "field", "reason"]).map_err(failed)?;
        Ok(Self { file: Some(file), shown: 0 })
    }

    /// Of rows of a file: begins a report, or goes on with one.
    pub(crate) fn begin(file: Option<&Path>, go_on: bool) -> Result<Self> {
        let Some(path) = file else { return Ok(Self { file: None, shown: 0 }) };
        let mut options = OpenOptions::new();
        options.create(true).append(go_on).write(true).truncate(!go_on);
        let opened = options.open(path).map_err(|error| failed_at(path, &error))?;
        let mut file = csv::Writer::from_writer(opened);
        if !go_on {
            file.write_record(["line", "user_id", "field", "reason"]).map_err(failed)?;
        }
        Ok(Self { file: Some(file), shown: 0 })
    }

    /// Notes a refusal; `line` is where the user stands in a file of rows.
    pub(crate) fn refused(&mut self, line: Option<u64>, user_id: &str, field: &str, reason: &str) -> Result<()> {
        if let Some(file) = &mut self.file {
            let number = line.map(|line| line.to_string());
            let cells = number.iter().map(String::as_str).chain([user_id, field, reason]);
            return file.write_record(cells.map(|cell| guarded(cell).into_owned())).map_err(failed);
        }
        self.shown += 1;
        if self.shown <= SHOWN {
            let field = if field.is_empty() { String::new() } else { format!("{field}: ") };
            let line = line.map(|line| format!("line {line}: ")).unwrap_or_default();
            eprintln!("{line}{user_id}: {field}{reason}");
        } else if self.shown == SHOWN + 1 {
            eprintln!("more are refused; --report FILE names all of them");
        }
        Ok(())
    }

    /// Writes what was noted.
    pub(crate) fn flush(&mut self) -> Result<()> {
        self.file.as_mut().map_or(Ok(()), |file| file.flush().map_err(|error| Failure::text(error.to_string())))
    }
}

fn failed_at(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::text(format!("{}: {error}", path.display()))
}

fn failed(error: csv::Error) -> Failure {
    Failure::text(error.to_string())
}

/// The field that an error is about and why, as far inside as it says so.
pub(crate) fn leaf(error: &ErrorDetails) -> (String, Option<String>) {
    let mut innermost = error;
    while let Some(cause) = innermost.cause.as_deref() {
        innermost = cause;
    }
    let text = |name: &str| match innermost.attributes.as_ref()?.fields.get(name)?.kind.as_ref()? {
        Kind::StringValue(text) => Some(text.clone()),
        _ => None,
    };
    (text("field").unwrap_or_default(), text("reason"))
}
