//! Deleting, restoring and purging users.

use domain::{Action, Error, Result, Right, User, UserId};

use super::save;
use crate::{
    Caller, Service, last_admin, mailed_codes,
    sessions::end_sessions,
    work::{Change, Work},
};

/// Deletes a user, or oneself: nothing works any more, and the ID stays reserved until purged. With a version, only if nobody
/// has changed the user since.
///
/// # Errors
/// Permission denied; not found; aborted, if the version is old; failed precondition, if no admin would be left.
pub async fn delete(service: &Service, caller: &Caller, id: &UserId, version: Option<i64>) -> Result<()> {
    let granted = caller.require_on(id, Right::USER_DELETE)?;
    if granted.scope.key.is_some() {
        granted.require_recent(service.now(), service.settings.session_recent)?;
    }
    let mut work = Work::begin(service, &granted).await?;
    last_admin::lock(&mut work.tx).await?;
    let user = granted.user(&mut work.tx, id).await?;
    if version.is_some_and(|version| version != user.version) {
        return Err(Error::changed_meanwhile(Vec::new(), user.version));
    }
    last_admin::check(&mut work.tx, &user, None).await?;
    end_sessions(&mut work.tx, &user).await?;
    mailed_codes::void(&mut work.tx, &user).await?;
    let new = user.delete(&work.actor, work.now);
    save(service, work, Action::UserDelete, &user, new).await.map(|_| ())
}

/// Brings a deleted user back, as they were.
///
/// # Errors
/// Not found, if no deleted user has the ID; failed precondition, if it was too long ago; at
/// `primary_email_address`, if the address belongs to somebody else by now.
pub async fn restore(service: &Service, caller: &Caller, id: &UserId) -> Result<User> {
    let mut work = Work::begin(service, &caller.require_admin(Right::USER_DELETE)?).await?;
    let user = store::users::get_for_update(&mut work.tx, id).await?;
    let Some((user, deleted_at)) = user.and_then(|user| user.deleted_at.map(|at| (user, at))) else {
        return Err(Error::deleted_user_not_found(id.as_str()));
    };
    if service.settings.restore_window.is_some_and(|window| work.now.since(deleted_at) > window) {
        return Err(Error::restore_window_expired(id.as_str()));
    }
    let new = User { deleted_at: None, deleted_by: None, ..user.touched(work.now) };
    save(service, work, Action::UserRestore, &user, new).await
}

/// Erases a live or deleted user and frees the ID. The audit trail stays.
///
/// # Errors
/// Not found; failed precondition, if no admin would be left.
pub async fn purge(service: &Service, caller: &Caller, id: &UserId) -> Result<()> {
    let purged = purge_if(service, caller, id, |_| true).await?;
    if purged { Ok(()) } else { Err(Error::user_not_found(id.as_str())) }
}

/// Erases a deleted user and frees the ID. Who was brought back meanwhile stays: this is for many at once, of whom somebody
/// has seen a list.
///
/// # Errors
/// Not found, if no deleted user has the ID.
pub async fn purge_deleted(service: &Service, caller: &Caller, id: &UserId) -> Result<()> {
    let purged = purge_if(service, caller, id, |user| user.deleted_at.is_some()).await?;
    if purged { Ok(()) } else { Err(Error::deleted_user_not_found(id.as_str())) }
}

/// The same for a user of whom something still holds once nobody else can change them. Answers whether there is one.
pub(crate) async fn purge_if(
    service: &Service,
    caller: &Caller,
    id: &UserId,
    holds: impl FnOnce(&User) -> bool,
) -> Result<bool> {
    let mut work = Work::begin(service, &caller.require_admin(Right::USER_DELETE)?).await?;
    last_admin::lock(&mut work.tx).await?;
    let user = store::users::get_for_update(&mut work.tx, id).await?;
    let Some(user) = user.filter(holds) else { return Ok(false) };
    last_admin::check(&mut work.tx, &user, None).await?;
    store::users::purge(&mut work.tx, user.id).await?;
    work.commit(Action::UserPurge, id, Change::between(Some(&user), None)).await?;
    Ok(true)
}
