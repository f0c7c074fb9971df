//! Profiles: the settings of several servers under names, and which of them is usual.

use std::{collections::BTreeMap, fs, io::ErrorKind, path::PathBuf};

use crate::{
    failure::{Failure, Result},
    private,
    program::{Program, config_folder},
    settings,
};

/// Where a profile is kept.
pub(crate) fn file(name: &str) -> Result<PathBuf> {
    let sound = name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)) && !name.starts_with('.');
    if !sound || name.is_empty() {
        return Err(Failure::text(format!("{name:?} can't be the name of a profile: use letters, digits, - and _")));
    }
    Ok(folder()?.join(format!("{name}.yml")))
}

fn folder() -> Result<PathBuf> {
    let folder = config_folder().ok_or_else(|| Failure::text("there is no home folder: set HOME"))?;
    Ok(folder.join("roster/profiles"))
}

/// The file that names the usual one.
fn pointer() -> Result<PathBuf> {
    Ok(folder()?.with_file_name("profile"))
}

/// The settings of a profile that was asked for.
pub(crate) fn read(name: &str) -> Result<BTreeMap<String, String>> {
    let file = file(name)?;
    if !file.exists() {
        let known = names();
        let there =
            if known.is_empty() { "there is none".to_owned() } else { format!("there is {}", known.join(", ")) };
        return Err(Failure::text(format!("there is no profile {name:?}; {there}; `roster use HOST` makes one")));
    }
    settings::read_file(file)
}

/// The settings of the usual profile; nothing where none is.
///
/// # Errors
/// That it can't be read, or is gone: a server that nobody meant must not take its place.
pub(crate) fn usual(program: Program) -> Result<BTreeMap<String, String>> {
    match current()?.filter(|_| program == Program::Roster) {
        Some(name) => read(&name),
        None => Ok(BTreeMap::new()),
    }
}

/// Which profile is usual.
///
/// # Errors
/// That the file which says it can't be read.
pub(crate) fn current() -> Result<Option<String>> {
    // Without a home folder there are no profiles.
    let Ok(file) = pointer() else { return Ok(None) };
    match fs::read_to_string(&file) {
        Ok(name) => Ok(Some(name.trim().to_owned()).filter(|name| !name.is_empty())),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(Failure::text(format!("{}: {error}", file.display()))),
    }
}

/// Makes a profile the usual one.
pub(crate) fn switch_to(name: &str) -> Result<()> {
    private::write(&pointer()?, format!("{name}\n").as_bytes())
}

/// All there are.
pub(crate) fn names() -> Vec<String> {
    let entries = folder().ok().and_then(|folder| fs::read_dir(folder).ok()).into_iter().flatten().flatten();
    let files = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<_> = files.filter_map(|file| Some(file.strip_suffix(".yml")?.to_owned())).collect();
    names.sort_unstable();
    names
}
