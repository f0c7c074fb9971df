//! The key by which secrets are sealed that have to be read again: in a file of its own, never in the database.

use std::{
    fs::{self, OpenOptions},
    io::{ErrorKind, Write as _},
    os::unix::fs::{MetadataExt as _, OpenOptionsExt as _},
    path::Path,
};

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use service::{OsRng, Rng as _, Vault};

use crate::{Refusal, Result, config::Config};

/// How many bytes the key has; the file holds them as hexadecimal digits.
const BYTES: usize = 32;

/// The vault with the key of the settings; it is made when missing. Without one, where several servers may need the same,
/// nothing can be sealed.
pub(crate) fn vault(config: &Config) -> Result<Vault> {
    let Some(path) = config.key_file() else {
        tracing::info!("secrets.key_file is not set: nobody can be invited");
        return Ok(Vault::default());
    };
    let named = |cause: &dyn std::fmt::Display| Refusal::new(format!("secrets.key_file {}: {cause}", path.display()));
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(cause) if cause.kind() == ErrorKind::NotFound => make(&path).map_err(|cause| named(&cause))?,
        Err(cause) => return Err(named(&cause)),
    };
    let readable = fs::metadata(&path).map_err(|cause| named(&cause))?.mode() & 0o077 != 0;
    if readable {
        tracing::warn!(path = %path.display(), "others than the owner can read the key; set its mode to 0600");
    }
    let key =
        parse(text.trim()).ok_or_else(|| named(&"write 64 hexadecimal digits, as `openssl rand -hex 32` does"))?;
    Ok(Vault::new(&key))
}

/// Makes a new key. Of several servers that do so at once, one does, and the others read it.
fn make(path: &Path) -> std::io::Result<String> {
    let mut bytes = [0; BYTES];
    OsRng.fill(&mut bytes).map_err(std::io::Error::other)?;
    let text = HEXLOWER.encode(&bytes);
    // Written apart, so that nobody reads half of it; by a name that no server before has left behind.
    let mut name = [0; 8];
    OsRng.fill(&mut name).map_err(std::io::Error::other)?;
    let draft = path.with_extension(format!("new.{}", HEXLOWER.encode(&name)));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    let written = writeln!(file, "{text}").and_then(|()| file.sync_all()).and_then(|()| fs::hard_link(&draft, path));
    fs::remove_file(&draft)?;
    match written {
        Ok(()) => {
            tracing::info!(path = %path.display(), "made a key for secrets; backups of the database do not hold it");
            Ok(text)
        }
        Err(cause) if cause.kind() == ErrorKind::AlreadyExists => fs::read_to_string(path),
        Err(cause) => Err(cause),
    }
}

fn parse(text: &str) -> Option<[u8; BYTES]> {
    HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Secrets;

    fn config(path: &Path) -> Config {
        Config { secrets: Secrets { key_file: Some(path.to_owned()) }, ..Config::default() }
    }

    #[test]
    fn a_key_is_made_once_readable_by_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("roster.key");
        assert_eq!(format!("{:?}", vault(&config(&path)).unwrap()), "Vault(a key)");
        let first = fs::read_to_string(&path).unwrap();
        assert_eq!((parse(first.trim()).is_some(), fs::metadata(&path).unwrap().mode() & 0o777), (true, 0o600));
        vault(&config(&path)).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), first);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_no_key_is_refused_with_the_way_to_make_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("roster.key");
        for text in ["", "secret", &"a".repeat(63), &"g".repeat(64), &"a".repeat(66)] {
            fs::write(&path, text).unwrap();
            let refusal = vault(&config(&path)).unwrap_err().to_string();
            assert!(refusal.contains("openssl rand -hex 32") && !refusal.contains("aaa"), "{refusal}");
        }
        assert!(vault(&config(&folder.path().join("none/roster.key"))).is_err());
    }
}
