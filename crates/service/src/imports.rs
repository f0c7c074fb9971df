//! Users from elsewhere, a batch at a time: a batch is there as a whole, with how far it leads, or not at all.

mod batch;
mod checked;
mod holders;

use domain::{Error, ImportRecord, Result};
use store::imports::Progress;

use crate::{Caller, Service};

/// What happens to a record whose ID a user has already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnConflict {
    /// The user stays as they are.
    Skip,
    /// The user becomes what the record says.
    Update,
    /// The record is refused.
    Fail,
}

/// How records are imported.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// What happens to a record whose ID is taken.
    pub on_conflict: OnConflict,
    /// Whether IDs may be words that are blocked elsewhere.
    pub allow_blocked: bool,
    /// Whether everything is checked and nothing written.
    pub dry_run: bool,
}

/// One record of the file.
pub struct Row {
    /// The line it begins on.
    pub line: i64,
    /// The record, or why it could not be read.
    pub record: Result<ImportRecord>,
}

/// A record that was not imported.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The line it begins on.
    pub line: i64,
    /// The ID it was for, where it could be read.
    pub user_id: String,
    /// Which fields are wrong, and what is allowed.
    pub error: Error,
}

/// What became of a batch.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Users made.
    pub created: i64,
    /// Users changed.
    pub updated: i64,
    /// Users left as they were.
    pub skipped: i64,
    /// The lines of their records.
    pub skipped_lines: Vec<i64>,
    /// Records that were not imported, in the order of the file.
    pub refused: Vec<Refused>,
}

/// How far the import of a file has come. A file is known by the SHA-256 of what is in it.
///
/// # Errors
/// Permission denied, to anybody but the host.
pub async fn progress(service: &Service, caller: &Caller, digest: &[u8]) -> Result<Progress> {
    caller.require_host()?;
    Ok(store::imports::progress(&mut service.db.read().await?, digest).await?.unwrap_or_default())
}

/// Imports a batch of ten thousand records at most. `reached` makes of the outcome where the import then stands, which is
/// kept with the users; it is called once, before the end.
///
/// # Errors
/// Permission denied, to anybody but the host; whatever keeps the database from writing. Then nothing was done.
pub async fn batch(
    service: &Service,
    caller: &Caller,
    digest: &[u8],
    options: Options,
    rows: Vec<Row>,
    reached: impl FnMut(&Outcome) -> Result<Progress>,
) -> Result<Outcome> {
    batch::run(service, &caller.require_host()?, Some(digest), options, rows, reached).await
}

/// Imports records that a program sends, a thousand at most; there is no file of which one would keep how far it was read.
///
/// # Errors
/// Permission denied to who may not do everything; whatever keeps the database from writing. Then nothing was done.
pub async fn records(service: &Service, caller: &Caller, options: Options, rows: Vec<Row>) -> Result<Outcome> {
    let granted = caller.require_everything()?;
    batch::run(service, &granted, None, options, rows, |_| Ok(Progress::default())).await
}

/// Forgets how far an import has come, once it is done.
///
/// # Errors
/// Permission denied, to anybody but the host.
pub async fn finish(service: &Service, caller: &Caller, digest: &[u8]) -> Result<()> {
    caller.require_host()?;
    let mut tx = service.db.write().await?;
    store::imports::delete_progress(&mut tx, digest).await?;
    tx.commit().await
}

/// Puts the database in order after many users were imported. Answers whether it was done: a database that a server is
/// using may be left as it is.
///
/// # Errors
/// Permission denied, to anybody but the host; whatever keeps the database from it. The users are there all the same.
pub async fn pack(service: &Service, caller: &Caller) -> Result<bool> {
    caller.require_host()?;
    let mut tx = service.db.write().await?;
    tx.unhurried().await?;
    store::users::fold_totals(&mut tx).await?;
    tx.commit().await?;
    service.db.pack().await
}
