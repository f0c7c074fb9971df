//! `cargo xtask build`: the console for the browser, the site, the server with the site inside, and the command line.

use std::path::PathBuf;

use anyhow::Result;

use crate::steps::step;
use crate::toolchain::{TARGET, Toolchain};
use crate::{process, project};

/// Builds the release and returns the server's program.
pub(crate) fn release() -> Result<PathBuf> {
    site("wasm-release", true)?;
    step("Server with the console inside, command line", || {
        build(&["--release", "--package", "server", "--package", "cli"])
    })?;
    Ok(project::target().join("release/roster-server"))
}

/// Builds what is quick to build and reads the site from its folder, and returns the server's program.
pub(crate) fn dev() -> Result<PathBuf> {
    site("dev", false)?;
    step("Server", || build(&["--package", "server"]))?;
    Ok(project::target().join("debug/roster-server"))
}

/// Builds the site's folder alone; for a release, with the pages that are loaded later apart, and compressed.
pub(crate) fn site(profile: &str, release: bool) -> Result<()> {
    let toolchain = Toolchain::find()?;
    step("Console for the browser", || {
        process::run(toolchain.build(release).args(["--package", "frontend", "--profile", profile]))
    })?;
    let folder = if profile == "dev" { "debug" } else { profile };
    let module = project::target().join("wasm").join(TARGET).join(folder).join("frontend.wasm");
    step("Site: glue, hashes, compression", || {
        let mut bundle = process::cargo();
        bundle.args(["run", "--locked", "--quiet", "--package", "bundle", "--"]).arg(module).arg(project::site());
        if !release {
            bundle.arg("--plain");
        }
        process::run(&mut bundle)
    })
}

fn build(what: &[&str]) -> Result<()> {
    let mut cargo = process::cargo();
    cargo.args(["build", "--locked", "--target-dir"]).arg(project::target()).args(what);
    process::run(&mut cargo)
}
