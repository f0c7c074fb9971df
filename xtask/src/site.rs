//! How much a browser loads before the console answers to it.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::project;

/// What the first load of the list of users may cost in bytes, compressed.
const LIMIT: u64 = 300_000;

/// Prints the site's files; that script, module and style are too large together is an error.
pub(crate) fn check() -> Result<()> {
    let folder = project::site().join("pkg");
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        let compressed = path.with_added_extension("br");
        if compressed.exists() {
            files.push((path, compressed));
        }
    }
    files.sort();
    println!("{:<34} {:>10} {:>10}", "file", "raw", "brotli");
    let (mut total, mut loaded) = (0, 0);
    for (path, compressed) in files {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let (raw, small) = (fs::metadata(&path)?.len(), fs::metadata(&compressed)?.len());
        println!("{name:<34} {raw:>10} {small:>10}");
        if name.starts_with("roster.") {
            total += raw;
            loaded += small;
        }
    }
    println!("{:<34} {total:>10} {loaded:>10}  of {LIMIT}", "script, module and style");
    if loaded > LIMIT {
        bail!("the first load is {loaded} bytes, which is more than {LIMIT}");
    }
    Ok(())
}
