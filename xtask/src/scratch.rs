//! A server on a database of its own, with an admin and a user, for tools that attack it.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::process::{self, Running};
use crate::{postgres, project, server};

/// The user, as the examples of docs/openapi.json call them.
const USER: &str = "alice";

/// A running server; it ends, and its files go, with this value.
pub(crate) struct Scratch {
    pub(crate) address: SocketAddr,
    /// API keys that may do whatever their users may.
    pub(crate) admin: String,
    pub(crate) user: String,
    // In this order: the server ends before its folder goes.
    _server: Running,
    _folder: TempDir,
}

impl Scratch {
    /// Builds the server without the console, and starts it on free ports of the loopback address.
    pub(crate) fn start() -> Result<Self> {
        let program = build()?;
        let folder = tempfile::Builder::new().prefix("roster-scratch-").tempdir().context("no temporary folder")?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, postgres::free_port()?));
        let grpc = SocketAddr::from((Ipv4Addr::LOCALHOST, postgres::free_port()?));
        let command = |arguments: &[&str]| {
            let mut command = server::command(&program);
            command.args(arguments).env("ROSTER_DATABASE_URL", database(folder.path()));
            command.env("ROSTER_HTTP_LISTEN", address.to_string()).env("ROSTER_GRPC_LISTEN", grpc.to_string());
            // What is limited is how much somebody may ask for, and these ask for more.
            command.env("ROSTER_RATE_LIMITS_ENABLED", "false").env("ROSTER_LOG_LEVEL", "warn");
            command
        };
        let mut admin = command(&["admin", "create", "--user-id", "admin", "--email", "admin@example.com"]);
        process::run(admin.stdout(Stdio::null()))?;
        let file = folder.path().join("users.ndjson");
        fs::write(&file, user()).with_context(|| format!("cannot write {}", file.display()))?;
        process::run(command(&["import"]).arg(&file).stdout(Stdio::null()))?;
        let key =
            |user| process::output(&mut command(&["api-key", "create", "--user-id", user, "--rights", "RIGHT_ALL"]));
        let (admin, user) = (key("admin")?, key(USER)?);
        let running = server::start(&mut command(&[]), address)?;
        Ok(Self { address, admin, user, _server: running, _folder: folder })
    }
}

fn build() -> Result<PathBuf> {
    let mut cargo: Command = process::cargo();
    cargo.args(["build", "--locked", "--package", "server", "--target-dir"]).arg(project::target());
    process::run(&mut cargo)?;
    Ok(project::target().join("debug/roster-server"))
}

fn database(folder: &Path) -> String {
    format!("sqlite://{}", folder.join("roster.db").display())
}

fn user() -> String {
    format!(r#"{{"ids":{{"user_id":"{USER}"}},"primary_email_address":"{USER}@example.com","state":"STATE_APPROVED"}}"#)
}
