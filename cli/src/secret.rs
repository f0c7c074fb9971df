//! Secrets from files and from standard input, so that they stand in no list of processes.

use std::{
    fs,
    io::{BufRead as _, stdin},
    path::Path,
};

use crate::failure::{Failure, Result};

/// The first line of a file; `-` is the next line of standard input.
pub(crate) fn from_file(file: &Path) -> Result<String> {
    let failed = |error: std::io::Error| Failure::text(format!("{}: {error}", file.display()));
    let text = if file == Path::new("-") {
        let mut line = String::new();
        stdin().lock().read_line(&mut line).map_err(failed)?;
        line
    } else {
        fs::read_to_string(file).map_err(failed)?
    };
    let line = text.lines().next().unwrap_or_default();
    if line.is_empty() {
        return Err(Failure::text(format!("{}: the first line is empty", file.display())));
    }
    Ok(line.to_owned())
}
