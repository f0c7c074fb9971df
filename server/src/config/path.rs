//! Paths that may be left out, but not be empty.

use std::path::PathBuf;

use serde::{Deserialize as _, Deserializer, de::Error as _};

pub(super) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<PathBuf>, D::Error> {
    let path = PathBuf::deserialize(deserializer)?;
    if path.as_os_str().is_empty() { Err(D::Error::custom("write a path")) } else { Ok(Some(path)) }
}
