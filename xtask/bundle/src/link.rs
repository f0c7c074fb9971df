//! Scripts and modules under their names with hashes, each naming the others by those.

use anyhow::{Context, Result, ensure};

use crate::glue::Glue;
use crate::hash;
use crate::site::{Site, named};
use crate::split::{LOADER, MAIN};

/// Adds all of them to the site.
pub(crate) fn add(site: &mut Site, mut glue: Glue) -> Result<()> {
    let script = String::from_utf8(glue.remove(MAIN).context("there is no script")?)?;
    let Some(loader) = glue.remove(LOADER) else {
        site.add(MAIN, script.as_bytes())?;
        return modules(site, glue).map(drop);
    };
    let mut loader = String::from_utf8(loader)?;
    for (name, shown) in modules(site, glue)? {
        loader = loader.replace(&format!("\"./{name}\""), &format!("\"./{shown}\""));
    }
    // The two scripts import each other, so that neither can hold a hash of the other: both have that of the two.
    let both = hash::short(format!("{script}{loader}").as_bytes());
    let script = renamed(&script, LOADER, &both)?;
    let loader = renamed(&loader, MAIN, &both)?;
    site.add_as(MAIN, &both, script.as_bytes())?;
    site.add_as(LOADER, &both, loader.as_bytes())?;
    Ok(())
}

/// A script that imports another one under its name with a hash.
fn renamed(script: &str, imported: &str, hash: &str) -> Result<String> {
    let from = |name: &str| format!("from \"./{name}\"");
    let renamed = script.replacen(&from(imported), &from(&named(imported, hash)?), 1);
    ensure!(renamed != script, "a script does not import {imported}");
    Ok(renamed)
}

/// Adds what is no script, and answers each name with the one it has in the site.
fn modules(site: &mut Site, glue: Glue) -> Result<Vec<(String, String)>> {
    let add = |(name, content): (String, Vec<u8>)| {
        let shown = site.add(&name, &content)?;
        Ok((name, shown))
    };
    glue.into_iter().map(add).collect()
}
