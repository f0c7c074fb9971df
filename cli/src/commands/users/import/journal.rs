//! How far an import is, in a file beside the one that is imported.

use std::{
    fs::{self, File},
    io::{ErrorKind, Read as _},
    path::{Path, PathBuf},
};

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Counts, beside};
use crate::{
    failure::{Failure, Result},
    private,
};

/// A file is known again by its length and by this much of its beginning.
const BEGINNING: u64 = 1 << 20;

#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Journal {
    /// Of which file, read how, and to which server.
    of: String,
    /// All rows up to this one are done.
    pub(super) behind: u64,
    /// Rows up to this one may be done.
    pub(super) under_way: Option<u64>,
    pub(super) counts: Counts,
    /// Where it is kept; nowhere for a trial.
    #[serde(skip)]
    file: Option<PathBuf>,
}

impl Journal {
    /// Whether a former import of a file left one.
    pub(super) fn is_there(imported: &Path) -> bool {
        beside(imported, ".journal").exists()
    }

    /// Reads what a former import of the same file left, or begins a new one; `more` is what else has to be the same.
    pub(super) fn open(imported: &Path, more: &[&str], restart: bool, trial: bool) -> Result<Self> {
        if trial {
            return Ok(Self::default());
        }
        let file = beside(imported, ".journal");
        let of = name(imported, more)?;
        let found = if restart { None } else { private::read(&file)? };
        let Some(bytes) = found else { return Ok(Self { of, file: Some(file), ..Self::default() }) };
        let journal: Self =
            serde_json::from_slice(&bytes).map_err(|error| Failure::text(format!("{}: {error}", file.display())))?;
        if journal.of != of {
            return Err(Failure::text(format!(
                "{} is of another file of this name, read otherwise, or to another server; begin at the beginning with --restart, and with --allow-existing where some are there already",
                file.display()
            )));
        }
        Ok(Self { file: Some(file), ..journal })
    }

    /// Rows up to this one are under way.
    pub(super) fn begin(&mut self, behind: u64) -> Result<()> {
        self.under_way = Some(self.under_way.unwrap_or_default().max(behind));
        self.write()
    }

    /// They are done.
    pub(super) fn end(&mut self, behind: u64) -> Result<()> {
        self.behind = behind;
        self.under_way = self.under_way.filter(|until| *until > behind);
        self.write()
    }

    fn write(&self) -> Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        let bytes = serde_json::to_vec(self).map_err(|error| Failure::text(error.to_string()))?;
        private::write(file, &bytes)
    }

    /// All is done. A journal that stayed would make the next import of the file go on behind its end.
    pub(super) fn remove(&self) -> Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        match fs::remove_file(file) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(Failure::text(format!("{}: remove it, since all is done: {error}", file.display())))
            }
            _ => Ok(()),
        }
    }
}

fn name(imported: &Path, more: &[&str]) -> Result<String> {
    let named = |error: std::io::Error| Failure::text(format!("{}: {error}", imported.display()));
    let file = File::open(imported).map_err(named)?;
    let length = file.metadata().map_err(named)?.len();
    let mut bytes = Vec::new();
    file.take(BEGINNING).read_to_end(&mut bytes).map_err(named)?;
    let parts = more.iter().flat_map(|part| ["\0", part]).collect::<String>();
    bytes.extend(parts.as_bytes());
    Ok(format!("{length} {}", HEXLOWER.encode(&Sha256::digest(&bytes))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_on_with_the_same_file_only() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("users.csv");
        fs::write(&file, "a").unwrap();
        let mut journal = Journal::open(&file, &["a:1"], false, false).unwrap();
        journal.begin(10).unwrap();
        journal.end(10).unwrap();
        journal.begin(20).unwrap();
        let again = Journal::open(&file, &["a:1"], false, false).unwrap();
        assert_eq!((again.behind, again.under_way), (10, Some(20)));
        assert!(Journal::open(&file, &["b:1"], false, false).is_err());
        fs::write(&file, "b").unwrap();
        assert!(Journal::open(&file, &["a:1"], false, false).is_err());
        assert_eq!(Journal::open(&file, &["a:1"], true, false).unwrap().behind, 0);
    }
}
