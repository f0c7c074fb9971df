//! Files that nobody else may read.

use std::{
    fs::{self, File, OpenOptions, Permissions},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::Path,
};

use tempfile::NamedTempFile;

use crate::failure::{Failure, Result};

/// Writes a file with mode 0600 in one step: whoever reads meanwhile has the old one or the new one.
pub(crate) fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    in_place(file, bytes).map_err(|error| Failure::text(format!("{}: {error}", file.display())))
}

fn in_place(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let mut fresh = NamedTempFile::new_in(folder)?;
    fresh.write_all(bytes)?;
    fresh.as_file().sync_all()?;
    fresh.persist(file)?;
    Ok(())
}

/// Opens such a file to be locked, and makes it where there is none.
pub(crate) fn open(file: &Path) -> Result<File> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    let opened = made.and_then(|()| OpenOptions::new().create(true).append(true).mode(0o600).open(file));
    opened.map_err(|error| Failure::text(format!("{}: {error}", file.display())))
}

/// Reads such a file; nothing where there is none. It is refused where others can read it.
pub(crate) fn read(file: &Path) -> Result<Option<Vec<u8>>> {
    let named = |error: io::Error| Failure::text(format!("{}: {error}", file.display()));
    let mode = match fs::metadata(file) {
        Ok(found) => found.permissions().mode(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(named(error)),
    };
    if mode & 0o077 != 0 {
        return Err(Failure::text(format!(
            "{0}: others can read this file, which is for its owner alone: chmod 600 {0}",
            file.display()
        )));
    }
    fs::read(file).map(Some).map_err(named)
}

/// Writes a file that holds no secrets; everybody may read it.
pub(crate) fn write_open(file: &Path, bytes: &[u8]) -> Result<()> {
    write(file, bytes)?;
    fs::set_permissions(file, Permissions::from_mode(0o644))
        .map_err(|error| Failure::text(format!("{}: {error}", file.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_owner_can_read_what_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("below/credentials");
        write(&file, b"secret").unwrap();
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(read(&file).unwrap().unwrap(), b"secret");
    }

    #[test]
    fn a_file_that_others_can_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("credentials");
        write(&file, b"secret").unwrap();
        fs::set_permissions(&file, Permissions::from_mode(0o640)).unwrap();
        assert!(read(&file).unwrap_err().to_string().contains("chmod 600"));
    }

    #[test]
    fn there_need_be_none() {
        assert!(read(Path::new("/nowhere/at/all")).unwrap().is_none());
    }
}
