//! `[audit]`

use std::path::PathBuf;

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

/// What is kept of the trail elsewhere.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Audit {
    /// Where a line is added for each seal; `None` for nowhere.
    #[serde(deserialize_with = "path")]
    pub anchor_file: Option<PathBuf>,
}

pub(super) fn path<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<PathBuf>, D::Error> {
    let path = PathBuf::deserialize(deserializer)?;
    if path.as_os_str().is_empty() { Err(D::Error::custom("write the path of a file")) } else { Ok(Some(path)) }
}
