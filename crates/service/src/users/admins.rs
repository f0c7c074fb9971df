//! What only the host may do, where the program runs: admins and the way back in.

use domain::{Action, Error, Result, User, UserId};

use super::save;
use crate::{Caller, Service, last_admin, work::Work};

/// Makes a user an approved admin without an end again, whatever became of them, be it deletion: the way back in.
///
/// # Errors
/// Not found; at `primary_email_address`, if the address of a deleted one belongs to somebody else by now.
pub async fn recover_admin(service: &Service, caller: &Caller, id: &UserId) -> Result<User> {
    let mut work = Work::begin(service, &caller.require_host()?).await?;
    last_admin::lock(&mut work.tx).await?;
    let user = store::users::get_for_update(&mut work.tx, id).await?;
    let user = user.ok_or_else(|| Error::user_not_found(id.as_str()))?;
    let new = user.recovered(work.now);
    save(service, work, Action::UserRestore, &user, new).await
}

/// All live admins, by ID.
///
/// # Errors
/// Permission denied, to anybody but the host.
pub async fn admins(service: &Service, caller: &Caller) -> Result<Vec<User>> {
    caller.require_host()?;
    store::users::admins(&mut service.db.read().await?).await
}

/// Whether there is any admin at all.
pub async fn has_admin(service: &Service, caller: &Caller) -> Result<bool> {
    caller.require_host()?;
    store::users::has_admin(&mut service.db.read().await?).await
}
