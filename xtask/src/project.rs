//! Where things are in the project's folder.

use std::path::{Path, PathBuf};

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// The folder of everything built, whatever the user's settings of cargo say: scripts rely on it.
pub(crate) fn target() -> PathBuf {
    root().join("target")
}

/// The files that the browser loads, as the server embeds them.
pub(crate) fn site() -> PathBuf {
    target().join("site")
}
