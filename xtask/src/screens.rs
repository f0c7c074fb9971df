//! `cargo xtask screens`: the pictures in docs/screens, taken of the release.

use anyhow::Result;

use crate::{browser, build};

/// Builds the release and runs the script that takes the pictures.
pub(crate) fn screens() -> Result<()> {
    browser::end2end("screens", &build::release()?)
}
