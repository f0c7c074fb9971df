//! `bundle MODULE SITE [--plain]`: makes the site's folder of the compiled console, the style and the public files.
//!
//! With `--plain` nothing is compressed, which is quick while developing. A program apart from `xtask`, so that
//! only who builds the console waits for its dependencies.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow};

mod compress;
mod glue;
mod hash;
mod link;
mod sections;
mod site;
mod split;

use site::Site;

fn main() -> ExitCode {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    let result = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [module, folder] => bundle(Path::new(module), Path::new(folder), true),
        [module, folder, "--plain"] => bundle(Path::new(module), Path::new(folder), false),
        _ => Err(anyhow!("usage: bundle MODULE SITE [--plain]")),
    };
    if let Err(error) = result {
        eprintln!("{error:#}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Puts every file of the site into its folder; runs in the project's folder.
fn bundle(module: &Path, folder: &Path, compressed: bool) -> Result<()> {
    let mut site = Site::open(folder, compressed)?;
    site.add("roster.css", &read(Path::new("style/main.css"))?)?;
    for entry in fs::read_dir("public").context("cannot read public/")? {
        let path = entry?.path();
        // What has no extension is a note to the reader of the folder.
        let Some(name) = path.file_name().and_then(OsStr::to_str).filter(|_| path.extension().is_some()) else {
            continue;
        };
        site.add(name, &read(&path)?)?;
    }
    link::add(&mut site, glue::make(module)?)?;
    site.finish()
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}
