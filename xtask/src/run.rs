//! `cargo xtask run`: from a fresh clone to a console in the browser.

use std::fs::DirBuilder;
use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::{build, interrupt, process, project, server};

/// How to run.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Build without optimising, and read the site from its folder: quick after a change
    #[arg(long)]
    dev: bool,
}

/// Builds, makes the first administrator and serves until Ctrl-C.
pub(crate) fn run(options: &Options) -> Result<()> {
    let address = address()?;
    // Known before minutes of building.
    server::check_free(address)?;
    let program = if options.dev { build::dev()? } else { build::release()? };
    if std::env::var_os("ROSTER_DATABASE_URL").is_none() {
        data_folder()?;
    }
    first_admin(&program)?;

    let mut running = server::start(&mut server::command(&program), address)?;
    eprintln!("\nRoster is ready: http://localhost:{}\nCtrl-C ends it.\n", address.port());
    let status = running.wait()?;
    if !interrupt::happened() && !status.success() {
        bail!("the server ended ({status})");
    }
    Ok(())
}

/// Where the server will listen.
fn address() -> Result<SocketAddr> {
    let text = std::env::var("ROSTER_HTTP_LISTEN").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
    text.parse().with_context(|| format!("ROSTER_HTTP_LISTEN is no address and port: {text}"))
}

/// The folder of the database, for its owner alone.
fn data_folder() -> Result<()> {
    let folder = project::root().join("data");
    let mut builder = DirBuilder::new();
    builder.recursive(true).mode(0o700).create(&folder).with_context(|| format!("cannot make {}", folder.display()))
}

/// Makes the administrator of a new database; prints the link that sets the password.
fn first_admin(program: &Path) -> Result<()> {
    let mut create = server::command(program);
    create.args(["admin", "create", "--if-none", "--user-id", "admin", "--email", "admin@localhost"]);
    process::run(&mut create)
}
