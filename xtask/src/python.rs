//! Programs that Python packages bring, each in an environment of its own below target/.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::{apt, process, project, steps};

/// The environment of what a folder's `requirements.txt` names, made anew where that has changed.
pub(crate) fn environment(folder: &Path) -> Result<PathBuf> {
    let file = folder.join("requirements.txt");
    let wanted = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let name = folder.file_name().context("a folder without a name")?;
    let environment = project::target().join("python").join(name);
    let stamp = environment.join("installed-requirements.txt");
    if fs::read(&stamp).ok().as_ref() == Some(&wanted) {
        return Ok(environment);
    }
    if process::find("apt-get").is_some() {
        apt::ensure("Python with venv", &["python3-venv"])?;
    }
    if process::find("python3").is_none() {
        bail!("python3 is missing: the tests need Python 3.11 or newer, with venv");
    }
    steps::step("Packages of PyPI", || {
        process::run(process::command("python3").args(["-m", "venv", "--clear"]).arg(&environment))?;
        let mut pip = process::command(environment.join("bin/pip"));
        process::run(pip.args(["install", "--quiet", "--no-deps", "--requirement"]).arg(&file))?;
        fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))
    })?;
    Ok(environment)
}
