//! Files of users, record by record, in bounded memory.

mod csv;
#[cfg(fuzzing)]
pub(crate) mod fuzzing;
mod ndjson;
mod report;

use std::{fs::File, io, path::Path};

use domain::{Error, ImportRecord};
use service::imports::Row;
use sha2::{Digest as _, Sha256};

pub(crate) use report::Report;

use crate::{Refusal, Result};

/// Where the next record begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Position {
    /// From the start of the file; 0 is before the header, where there is one.
    pub(crate) byte: u64,
    /// From 1.
    pub(crate) line: u64,
}

/// A file being read.
pub(crate) enum Source {
    Csv(csv::Reader),
    Ndjson(ndjson::Reader),
}

impl Source {
    /// Opens a file as its name says, at a place where a record begins.
    pub(crate) fn open(path: &Path, at: Position) -> Result<Self> {
        let named = |cause: io::Error| Refusal::new(format!("{}: {cause}", path.display()));
        let file = File::open(path).map_err(named)?;
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("csv") => csv::Reader::new(file, at).map(Self::Csv),
            Some("ndjson" | "jsonl") => ndjson::Reader::new(file, at).map(Self::Ndjson).map_err(named),
            _ => Err(Refusal::new(format!("{}: the name must end in .csv or .ndjson", path.display()))),
        }
    }

    /// The next record; `None` at the end of the file.
    pub(crate) fn next(&mut self) -> Result<Option<Row>> {
        match self {
            Self::Csv(reader) => reader.next(),
            Self::Ndjson(reader) => reader.next().map_err(|cause| Refusal::new(cause.to_string())),
        }
    }

    /// Where the record after the last one begins.
    pub(crate) fn position(&self) -> Position {
        match self {
            Self::Csv(reader) => reader.position(),
            Self::Ndjson(reader) => reader.position(),
        }
    }
}

/// The SHA-256 of a file: another content is another import.
pub(crate) fn digest(path: &Path) -> Result<Vec<u8>> {
    let mut hasher = Sha256::new();
    let read = File::open(path).and_then(|mut file| io::copy(&mut file, &mut hasher));
    read.map_err(|cause| Refusal::new(format!("{}: {cause}", path.display())))?;
    Ok(hasher.finalize().to_vec())
}

/// A record that can't be read.
fn unreadable(message: impl Into<String>) -> domain::Result<ImportRecord> {
    Err(Error::invalid("record", message.into()))
}
