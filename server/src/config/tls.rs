//! `[tls]`

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::audit::path;

/// The files by which the server speaks TLS itself, on both ports; without them a proxy does, or nobody.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tls {
    /// The certificates as PEM: the server's own first, then those that lead to one that is trusted.
    #[serde(deserialize_with = "path")]
    pub cert_file: Option<PathBuf>,
    /// The private key of the first, as PEM.
    #[serde(deserialize_with = "path")]
    pub key_file: Option<PathBuf>,
}

impl Tls {
    /// Both files, where they are set.
    pub fn files(&self) -> Option<(&Path, &Path)> {
        self.cert_file.as_deref().zip(self.key_file.as_deref())
    }

    /// That there are both or none.
    pub(super) fn check(&self) -> Result<(), &'static str> {
        match (&self.cert_file, &self.key_file) {
            (Some(_), None) => Err("tls.key_file is missing: a certificate needs its private key"),
            (None, Some(_)) => Err("tls.cert_file is missing: a private key needs its certificate"),
            (Some(_), Some(_)) | (None, None) => Ok(()),
        }
    }
}
