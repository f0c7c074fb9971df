//! `[audit]`

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::path;

/// What is kept of the trail elsewhere.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Audit {
    /// Where a line is added for each seal; `None` for nowhere.
    #[serde(deserialize_with = "path::read")]
    pub anchor_file: Option<PathBuf>,
}
