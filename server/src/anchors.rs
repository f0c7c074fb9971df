//! The anchor file: what is known of the trail outside of the database.

use std::{
    fs::{File, OpenOptions},
    io::{self, BufRead as _, BufReader, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use domain::{Anchor, Error, Seal};

use crate::{Refusal, Result};

/// Where anchors are written, a line a seal.
#[derive(Clone, Debug)]
pub(crate) struct AnchorFile(PathBuf);

impl AnchorFile {
    /// Makes the file, readable by its owner only, where it is missing.
    ///
    /// # Errors
    /// If it can't be written: better to know at the start.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let file = Self(path.to_owned());
        file.for_appending().map_err(|cause| refused(path, &cause))?;
        Ok(file)
    }

    /// Adds the line of a seal. The file is opened each time: it may be moved away meanwhile.
    pub(crate) fn add(&self, seal: &Seal) -> io::Result<()> {
        let mut file = self.for_appending()?;
        file.write_all(format!("{}\n", Anchor::from(seal)).as_bytes())?;
        file.sync_data()
    }

    fn for_appending(&self) -> io::Result<File> {
        OpenOptions::new().append(true).create(true).mode(0o600).open(&self.0)
    }
}

/// The anchors of a file, in its order, read as they are asked for.
pub(crate) fn read(path: &Path) -> Result<impl Iterator<Item = domain::Result<Anchor>>> {
    let file = File::open(path).map_err(|cause| refused(path, &cause))?;
    let named = path.display().to_string();
    Ok(BufReader::new(file).lines().zip(1..).map(move |(line, number)| {
        let line = line.map_err(|cause| Error::invalid("anchor", format!("{named}: {cause}")))?;
        Anchor::parse(&line).map_err(|error| Error::invalid("anchor", format!("{named}, line {number}: {error}")))
    }))
}

fn refused(path: &Path, cause: &io::Error) -> Refusal {
    Refusal::new(format!("the anchor file {}: {cause}", path.display()))
}
