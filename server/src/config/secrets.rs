//! `[secrets]`

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::path;

/// Where the key is kept by which secrets are sealed.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Secrets {
    /// The file with the key; `None` for one beside a SQLite database.
    #[serde(deserialize_with = "path::read")]
    pub key_file: Option<PathBuf>,
}
