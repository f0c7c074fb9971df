//! The report of refused records: which line, which field, and what is allowed.

use std::{
    fs::{File, OpenOptions},
    io::{self, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

use service::imports::Refused;

use crate::{Refusal, Result};

const HEADER: &[u8] = b"line,user_id,field,reason\r\n";
/// Refusals that are shown where no report is kept.
const SHOWN: usize = 20;

/// A CSV file, or the terminal.
pub(crate) enum Report {
    File { path: PathBuf, file: File },
    Terminal { shown: usize },
}

impl Report {
    /// Opens the report; of an earlier run it keeps what belongs to users that were imported then.
    pub(crate) fn open(path: Option<&Path>, kept: u64) -> Result<Self> {
        let Some(path) = path else { return Ok(Self::Terminal { shown: 0 }) };
        let open = || {
            let mut file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
            file.set_len(kept)?;
            file.seek(SeekFrom::End(0))?;
            if kept == 0 {
                file.write_all(HEADER)?;
            }
            Ok(file)
        };
        let file = open().map_err(|cause| named(path, &cause))?;
        Ok(Self::File { path: path.to_owned(), file })
    }

    /// Writes what was refused in a batch, after what batches before it have written. Answers how long the report is
    /// then, on the disk.
    pub(crate) fn add(&mut self, before: u64, refused: &[Refused]) -> Result<u64> {
        match self {
            Self::Terminal { shown } => {
                for refusal in refused.iter().take(SHOWN.saturating_sub(*shown)) {
                    eprintln!("line {}: {}", refusal.line, reasons(refusal));
                }
                if *shown <= SHOWN && *shown + refused.len() > SHOWN {
                    eprintln!("more is refused; --report FILE keeps all of it");
                }
                *shown += refused.len();
                Ok(0)
            }
            Self::File { path, file } => {
                let mut write = || {
                    let end = file.seek(SeekFrom::Start(before.max(HEADER.len() as u64)))?;
                    file.set_len(end)?;
                    file.write_all(&records(refused)?)?;
                    file.sync_data()?;
                    file.stream_position()
                };
                write().map_err(|cause| named(path, &cause))
            }
        }
    }
}

fn records(refused: &[Refused]) -> io::Result<Vec<u8>> {
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    for refusal in refused {
        let line = refusal.line.to_string();
        let id = domain::csv::guarded(&refusal.user_id);
        for (field, reason) in fields(refusal) {
            writer.write_record([&line, id.as_ref(), field, reason]).map_err(io::Error::other)?;
        }
    }
    writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

/// Each field with its reason, or the record as a whole.
fn fields(refusal: &Refused) -> Vec<(&str, &str)> {
    if refusal.error.fields.is_empty() {
        return vec![("record", refusal.error.message.as_ref())];
    }
    refusal.error.fields.iter().map(|field| (field.field.as_str(), field.message.as_str())).collect()
}

fn reasons(refusal: &Refused) -> String {
    fields(refusal).iter().map(|(field, reason)| format!("{field}: {reason}")).collect::<Vec<_>>().join(" ")
}

fn named(path: &Path, cause: &io::Error) -> Refusal {
    Refusal::new(format!("{}: {cause}", path.display()))
}
