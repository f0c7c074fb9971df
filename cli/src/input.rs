//! Files that are read as a whole.

use std::{
    fs,
    io::{self, Read as _, stdin},
    path::Path,
};

use crate::failure::{Failure, Result};

/// Standard input, where files are named.
pub(crate) const STANDARD: &str = "-";

/// The text of a file; `-` is standard input.
pub(crate) fn text(file: &Path) -> Result<String> {
    let mut text = String::new();
    let read = if file == Path::new(STANDARD) {
        stdin().read_to_string(&mut text).map(|_| text)
    } else {
        fs::read_to_string(file)
    };
    read.map_err(|error: io::Error| {
        let name = if file == Path::new(STANDARD) { "standard input".to_owned() } else { file.display().to_string() };
        Failure::text(format!("{name}: {error}"))
    })
}
