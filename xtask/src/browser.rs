//! What the browser tests need: Chromium and packages of npm.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{apt, process, project, steps};

/// A browser that Playwright drives, from CHROMIUM or the path, installed where we may.
pub(crate) fn chromium() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Ok(named.into());
    }
    if let Some(found) = process::find("chromium") {
        return Ok(found);
    }
    apt::ensure("Chromium", &["chromium"])?;
    process::find("chromium").context("Chromium is installed, but not on the path")
}

/// Installs the packages of a folder exactly as its lock file names them, unless they are there.
pub(crate) fn packages(folder: &Path) -> Result<()> {
    if process::find("npm").is_none() {
        bail!("npm is missing: the browser tests need Node.js 20 or newer");
    }
    let file = folder.join("package-lock.json");
    let lock = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let stamp = folder.join("node_modules/.installed-lock.json");
    if fs::read(&stamp).ok().as_ref() == Some(&lock) {
        return Ok(());
    }
    steps::step("Packages of npm", || {
        process::run(npm(folder).args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]))?;
        fs::write(&stamp, lock).with_context(|| format!("cannot write {}", stamp.display()))
    })
}

/// npm in a folder. Browsers come from the system, never from a package's own download.
pub(crate) fn npm(folder: &Path) -> Command {
    let mut npm = process::command("npm");
    npm.current_dir(folder).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1").env("PUPPETEER_SKIP_DOWNLOAD", "1");
    npm
}

/// A script of end2end/, told where the program and the browser are; it starts and ends servers itself.
pub(crate) fn end2end(script: &str, program: &Path) -> Result<()> {
    let folder = project::root().join("end2end");
    packages(&folder)?;
    let mut npm = npm(&folder);
    npm.args(["run", "--silent", script]).env("ROSTER_SERVER", program).env("CHROMIUM", chromium()?);
    process::run(&mut npm)
}
