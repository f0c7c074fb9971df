//! The pages that are loaded later, taken out of the compiled module.

use std::fs;

use anyhow::{Context, Result, anyhow};
use wasm_split_cli_support::{Options, transform};

use crate::sections;

/// The script that loads the later modules.
pub(crate) const LOADER: &str = "roster.split.js";
/// What it imports, to tell them of the first.
pub(crate) const MAIN: &str = "roster.js";

/// A module in parts.
pub(crate) struct Parts {
    /// What is there from the beginning; wasm-bindgen goes on with it.
    pub(crate) main: Vec<u8>,
    /// The others and the script that loads them, by their names; nothing where all is in one.
    pub(crate) later: Vec<(String, Vec<u8>)>,
}

/// Splits a module where the console says so. One that was not compiled for that stays as it is.
pub(crate) fn split(module: Vec<u8>) -> Result<Parts> {
    if !module.windows(RELOCATIONS.len()).any(|bytes| bytes == RELOCATIONS) {
        return Ok(Parts { main: module, later: Vec::new() });
    }
    let folder = tempfile::tempdir()?;
    let main = folder.path().join("main.wasm");
    let (link_name, main_module) = (format!("./{LOADER}"), format!("./{MAIN}"));
    let mut options = Options::new(&module);
    options.output_dir = folder.path();
    options.main_out_path = &main;
    options.link_name = &link_name;
    options.main_module = &main_module;
    let parts = transform(options).map_err(|error| anyhow!("{error:#}")).context("the module can't be split")?;
    let mut later = vec![(LOADER.to_owned(), fs::read(folder.path().join(LOADER))?)];
    for path in parts.split_modules {
        let name = path.file_name().and_then(|name| name.to_str()).context("a module has a name")?;
        later.push((name.to_owned(), sections::without_custom(&fs::read(&path)?)?));
    }
    Ok(Parts { main: fs::read(&main)?, later })
}

/// The name of a section that a linker leaves only where it was told to.
const RELOCATIONS: &[u8] = b"reloc.CODE";
