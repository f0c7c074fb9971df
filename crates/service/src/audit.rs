//! The trail: sealing it, verifying it, and reading it.

mod chain;
mod sealer;
mod verifier;

use domain::{Activity, Anchor, AuditRecord, Result, Right, Timestamp, UserId};

pub use self::{sealer::Sealer, verifier::Verified};
use crate::{Caller, Service};

/// Compares all records with their seals, and the seals with `anchors`, in the order in which these were written. Nothing
/// is held in memory but what is compared at the moment, and nobody has to wait.
///
/// # Errors
/// Permission denied, to anybody but the host; those of `anchors`; whatever keeps the database from answering. A damage is
/// no error.
pub async fn verify(
    service: &Service,
    caller: &Caller,
    anchors: impl Iterator<Item = Result<Anchor>>,
) -> Result<Verified> {
    caller.require_host()?;
    verifier::run(&mut service.db.read().await?, anchors).await
}

/// The next thousand records after one, of those from a time on and before another. Asked again and again with the last
/// number, it walks through all of them.
///
/// # Errors
/// Permission denied, to anybody but the host.
pub async fn walk(
    service: &Service,
    caller: &Caller,
    after: i64,
    between: (Timestamp, Timestamp),
) -> Result<Vec<AuditRecord>> {
    const STEP: u32 = 1_000;
    caller.require_host()?;
    store::audit::walk_between(&mut service.db.read().await?, after, between, STEP).await
}

/// What was done to the user of an ID, or to others who had it before: fifty records, the newest first; with a number, those
/// before it.
///
/// # Errors
/// Permission denied, to anybody but admins.
pub async fn list(service: &Service, caller: &Caller, id: &UserId, before: Option<i64>) -> Result<Activity> {
    const PAGE: u32 = 50;
    caller.require_admin(Right::USER_INFO)?;
    let mut tx = service.db.read().await?;
    let mut records = store::audit::list(&mut tx, id, before.unwrap_or(i64::MAX), PAGE + 1).await?;
    let more = records.len() > PAGE as usize;
    records.truncate(PAGE as usize);
    let older = records.last().filter(|_| more).map(|record| record.id);
    Ok(Activity { records, older })
}
