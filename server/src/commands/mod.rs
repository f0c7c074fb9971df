//! What is done on the server itself, a file a command.

pub(crate) mod admin;
pub(crate) mod api_key_create;
pub(crate) mod audit;
pub(crate) mod backup;
pub(crate) mod check;
pub(crate) mod config_print;
pub(crate) mod import;
pub(crate) mod migrate;
pub(crate) mod oauth_clients;
pub(crate) mod purge;
pub(crate) mod user_set_password;

use std::{
    fmt,
    io::{self, Read as _, Write as _},
    sync::Arc,
};

use service::{OsRng, Service, SystemClock, secrecy::SecretString};
use store::Db;

use crate::{Refusal, Result, config::Config};

/// The most bytes that are read as a password; more than any policy allows.
const PASSWORD_BYTES: u64 = 4096;

/// Runs `work` on the use-cases, over a database that is up to date.
fn with_service<T>(config: &Config, work: impl AsyncFnOnce(&Service) -> domain::Result<T>) -> Result<T> {
    block_on(async {
        let db = Db::open(config.database.url.expose()).await?;
        db.migrate().await?;
        let service = Service::new(db.clone(), config.service_settings(), Arc::new(SystemClock), Arc::new(OsRng))?;
        let result = work(&service).await;
        drop(service);
        db.close().await;
        result
    })
}

/// Runs the work of a command to its end.
fn block_on<T>(work: impl Future<Output = domain::Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    Ok(runtime.map_err(|cause| Refusal::new(cause.to_string()))?.block_on(work)?)
}

/// The first line of standard input, to the byte, without its line break.
fn password_from_stdin() -> Result<SecretString> {
    let mut text = String::new();
    let read = io::stdin().take(PASSWORD_BYTES).read_to_string(&mut text);
    read.map_err(|cause| Refusal::new(format!("the password on standard input: {cause}")))?;
    let end = text.find('\n').unwrap_or(text.len());
    text.truncate(end);
    if text.ends_with('\r') {
        text.pop();
    }
    Ok(text.into())
}

/// `1 user`, `2 users`
fn users(count: u64) -> String {
    if count == 1 { "1 user".into() } else { format!("{count} users") }
}

/// Prints to standard output, which may have been closed.
fn print(text: impl fmt::Display) -> Result<()> {
    write!(io::stdout(), "{text}").map_err(|cause| Refusal::new(format!("standard output: {cause}")))
}
