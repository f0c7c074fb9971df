//! Purging deleted users whose time is up, where the operator has set one.

use domain::{Result, User};

use crate::{Caller, Service, users::purge_if};

/// Users who are looked up at a time.
const STEP: u32 = 100;

/// Deleted users who have been kept as long as they should be, who have been so for longest first.
///
/// # Errors
/// Permission denied, to anybody but the host.
pub async fn due(service: &Service, caller: &Caller, limit: u32) -> Result<Vec<User>> {
    caller.require_host()?;
    let Some(kept) = service.settings.purge_after else { return Ok(Vec::new()) };
    let before = service.now().minus(kept);
    store::users::deleted_before(&mut service.db.read().await?, before, limit).await
}

/// Purges all of them, each with an audit record. Answers how many. Servers that do it at once do not hinder each other.
///
/// # Errors
/// Permission denied, to anybody but the host.
pub async fn run(service: &Service, caller: &Caller) -> Result<u64> {
    let mut purged = 0;
    loop {
        let due = due(service, caller, STEP).await?;
        let before = purged;
        for user in &due {
            // Somebody may have restored the user, or another may have the ID by now.
            let same = |now: &User| now.id == user.id && now.deleted_at == user.deleted_at;
            purged += u64::from(purge_if(service, caller, &user.user_id, same).await?);
        }
        if purged == before {
            return Ok(purged);
        }
    }
}
