//! The trail: sealing it, verifying it, and reading it.

mod chain;
mod sealer;
mod verifier;

use domain::{Activity, Anchor, AuditRecord, Result, Right, Timestamp, TrailFilter};

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

/// The records that match, the newest first, up to `limit` of them; with a number, those before it.
///
/// # Errors
/// Permission denied, to anybody but admins.
pub async fn list(
    service: &Service,
    caller: &Caller,
    filter: &TrailFilter,
    before: Option<i64>,
    limit: u32,
) -> Result<Activity> {
    caller.require_admin(Right::USER_INFO)?;
    let mut tx = service.db.read().await?;
    let mut records = store::audit::list(&mut tx, filter, before.unwrap_or(i64::MAX), limit + 1).await?;
    let more = records.len() > limit as usize;
    records.truncate(limit as usize);
    let older = records.last().filter(|_| more).map(|record| record.id);
    Ok(Activity { records, older })
}
