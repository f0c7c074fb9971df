//! The site's folder: every file under a name that holds its hash, two compressed forms beside it, and a manifest.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::{compress, hash};

/// A file's name with a hash in it.
pub(crate) fn named(name: &str, hash: &str) -> Result<String> {
    let (stem, extension) = name.rsplit_once('.').context("a public file needs an extension")?;
    Ok(format!("{stem}.{hash}.{extension}"))
}

/// The folder while it is filled.
pub(crate) struct Site {
    folder: PathBuf,
    compressed: bool,
    /// From the name that the server knows to the path below the folder.
    manifest: BTreeMap<String, String>,
    kept: BTreeSet<PathBuf>,
}

impl Site {
    /// Takes over a folder as an earlier run left it, or a new one.
    pub(crate) fn open(folder: &Path, compressed: bool) -> Result<Self> {
        fs::create_dir_all(folder.join("pkg")).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Self { folder: folder.to_path_buf(), compressed, manifest: BTreeMap::new(), kept: BTreeSet::new() })
    }

    /// Adds a file under its logical name, and answers the name it has in its folder.
    pub(crate) fn add(&mut self, name: &str, content: &[u8]) -> Result<String> {
        self.add_as(name, &hash::short(content), content)
    }

    /// The same, where the hash is that of more than the file.
    pub(crate) fn add_as(&mut self, name: &str, hash: &str, content: &[u8]) -> Result<String> {
        let shown = named(name, hash)?;
        let path = format!("pkg/{shown}");
        self.keep(&path, || Ok(content.to_vec()))?;
        if self.compressed {
            self.keep(&format!("{path}.br"), || compress::brotli(content))?;
            self.keep(&format!("{path}.gz"), || compress::gzip(content))?;
        }
        self.manifest.insert(name.to_owned(), path);
        Ok(shown)
    }

    /// Writes the manifest and removes what it does not name.
    pub(crate) fn finish(self) -> Result<()> {
        let manifest = self.folder.join("manifest.json");
        let text = serde_json::to_vec_pretty(&self.manifest)?;
        // Untouched where it says the same: whoever embeds the site goes by its time.
        if fs::read(&manifest).ok().as_ref() != Some(&text) {
            fs::write(&manifest, text)?;
        }
        for entry in fs::read_dir(self.folder.join("pkg"))? {
            let path = entry?.path();
            if !self.kept.contains(&path) {
                fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
            }
        }
        Ok(())
    }

    /// Writes a file unless it is there: its name says what it holds.
    fn keep(&mut self, path: &str, content: impl FnOnce() -> Result<Vec<u8>>) -> Result<()> {
        let path = self.folder.join(path);
        if let Err(error) = fs::metadata(&path) {
            if error.kind() != ErrorKind::NotFound {
                return Err(error).with_context(|| format!("cannot look at {}", path.display()));
            }
            // Under another name first, so that an interruption leaves no half of a file.
            let half = path.with_extension("half");
            fs::write(&half, content()?)?;
            fs::rename(&half, &path)?;
        }
        self.kept.insert(path);
        Ok(())
    }
}
