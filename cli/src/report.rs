//! Who was refused: in a file, or the first of them on standard error.

use std::{
    fs::OpenOptions,
    io::{Write as _, stderr},
    path::Path,
};

use domain::csv::guarded;
use prost_types::value::Kind;
use proto::v3::ErrorDetails;

use crate::{
    failure::{Failure, Result, titled},
    printable,
};

/// More are read by nobody.
const SHOWN: u64 = 20;

/// Notes who is refused.
pub(crate) struct Report {
    file: Option<csv::Writer<std::fs::File>>,
    shown: u64,
}

/// Why somebody is refused.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reason {
    /// The field that is wrong, where it is one.
    pub(crate) field: String,
    /// What is wrong with it.
    pub(crate) text: String,
}

impl Reason {
    /// Where a server says nothing at all.
    pub(crate) fn unknown() -> Self {
        Self { text: "the server did not say what became of it".to_owned(), ..Self::default() }
    }

    /// What a server says, as far inside as it says anything.
    pub(crate) fn of(error: &ErrorDetails) -> Self {
        let mut innermost = error;
        while let Some(cause) = innermost.cause.as_deref() {
            innermost = cause;
        }
        let text = |name: &str| match innermost.attributes.as_ref()?.fields.get(name)?.kind.as_ref()? {
            Kind::StringValue(text) => Some(text.clone()),
            _ => None,
        };
        Self { field: text("field").unwrap_or_default(), text: text("reason").unwrap_or_else(|| titled(error)) }
    }
}

impl Report {
    /// Of what stands in no file, and has one of these names.
    pub(crate) fn of(name: &str, file: Option<&Path>) -> Result<Self> {
        Self::begin(&[name, "field", "reason"], file, false)
    }

    /// Of rows of a file: a new report, or the one of before, to go on with.
    pub(crate) fn of_rows(file: Option<&Path>, go_on: bool) -> Result<Self> {
        Self::begin(&["line", "user_id", "field", "reason"], file, go_on)
    }

    fn begin(header: &[&str], file: Option<&Path>, go_on: bool) -> Result<Self> {
        let Some(path) = file else { return Ok(Self { file: None, shown: 0 }) };
        let failed_at = |error: &dyn std::fmt::Display| Failure::text(format!("{}: {error}", path.display()));
        let mut options = OpenOptions::new();
        options.create(true).append(go_on).write(true).truncate(!go_on);
        let opened = options.open(path).map_err(|error| failed_at(&error))?;
        let is_new = opened.metadata().map_err(|error| failed_at(&error))?.len() == 0;
        let mut file = csv::Writer::from_writer(opened);
        if is_new {
            file.write_record(header).map_err(|error| failed_at(&error))?;
        }
        Ok(Self { file: Some(file), shown: 0 })
    }

    /// Notes a refusal; `line` is where somebody stands in a file of rows.
    pub(crate) fn refused(&mut self, line: Option<u64>, who: &str, Reason { field, text }: &Reason) -> Result<()> {
        if let Some(file) = &mut self.file {
            let number = line.map(|line| line.to_string());
            let cells = number.iter().map(String::as_str).chain([who, field, text]);
            let written = file.write_record(cells.map(|cell| guarded(cell).into_owned()));
            return written.map_err(|error| Failure::text(error.to_string()));
        }
        self.shown += 1;
        let said = match self.shown {
            shown if shown <= SHOWN => {
                let line = line.map(|line| format!("line {line}"));
                let parts = [line.as_deref().unwrap_or_default(), who, field, text];
                parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ")
            }
            shown if shown == SHOWN + 1 => "more are refused; --report FILE names all of them".to_owned(),
            _ => return Ok(()),
        };
        // Nobody can be told that standard error is closed.
        let _ = writeln!(stderr(), "{}", printable::line(&said));
        Ok(())
    }

    /// Writes what was noted.
    pub(crate) fn flush(&mut self) -> Result<()> {
        self.file.as_mut().map_or(Ok(()), |file| file.flush().map_err(|error| Failure::text(error.to_string())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_has_one_header_whenever_it_is_begun() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("refused.csv");
        for (go_on, line) in [(true, 2), (true, 3)] {
            let mut report = Report::of_rows(Some(&file), go_on).unwrap();
            let reason = Reason { field: "state".to_owned(), text: "=no".to_owned() };
            report.refused(Some(line), "ada", &reason).unwrap();
            report.flush().unwrap();
        }
        let text = std::fs::read_to_string(&file).unwrap();
        assert_eq!(text, "line,user_id,field,reason\n2,ada,state,'=no\n3,ada,state,'=no\n");
    }
}
