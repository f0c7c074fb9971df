//! Users: looking at them here; making, changing and removing them in a file each.

mod admins;
mod change;
mod create;
mod remove;

use std::collections::BTreeSet;

use domain::{
    Action, Attributes, Availability, Error, Page, Reservation, Result, Right, State, User, UserFilter, UserId,
    UserList,
};

use crate::{
    Caller, Service, last_admin,
    work::{Change, Work},
};

pub use admins::{admins, has_admin, recover_admin};
pub use change::{update, update_own};
pub use create::{create, create_admin};
pub use remove::{delete, purge, purge_deleted, restore};

pub(crate) use change::{Beside, Temporary, change, save};
pub(crate) use create::{Making, make};
pub(crate) use remove::purge_if;

/// A live user.
///
/// # Errors
/// Not found.
pub async fn get(service: &Service, caller: &Caller, id: &UserId) -> Result<User> {
    caller.require_admin(Right::USER_INFO)?;
    live(store::users::get(&mut service.db.read().await?, id).await?, id)
}

/// A live or a deleted user.
///
/// # Errors
/// Not found.
pub async fn get_deleted(service: &Service, caller: &Caller, id: &UserId) -> Result<User> {
    caller.require_admin(Right::USER_INFO)?;
    let user = store::users::get(&mut service.db.read().await?, id).await?;
    user.ok_or_else(|| Error::user_not_found(id.as_str()))
}

/// The attributes of a live or a deleted user.
///
/// # Errors
/// Not found.
pub async fn attributes(service: &Service, caller: &Caller, id: &UserId) -> Result<Attributes> {
    caller.require_admin(Right::USER_INFO)?;
    let mut tx = service.db.read().await?;
    let user = store::users::get(&mut tx, id).await?.ok_or_else(|| Error::user_not_found(id.as_str()))?;
    store::attributes::get(&mut tx, user.id).await
}

/// Whether a user is the last admin who can log in, so that forms can say what they would refuse.
///
/// # Errors
/// Not found.
pub async fn is_last_admin(service: &Service, caller: &Caller, id: &UserId) -> Result<bool> {
    caller.require_admin(Right::USER_INFO)?;
    let mut tx = service.db.read().await?;
    let user = store::users::get(&mut tx, id).await?.ok_or_else(|| Error::user_not_found(id.as_str()))?;
    last_admin::is_last(&mut tx, &user).await
}

/// One page of the users that match, with exact totals; all from one moment.
pub async fn list(service: &Service, caller: &Caller, filter: &UserFilter, page: Page) -> Result<UserList> {
    caller.require_admin(Right::USER_INFO)?;
    filter.check()?;
    let mut tx = service.db.read().await?;
    let users = store::lists::list(&mut tx, filter, page).await?;
    let totals = store::users::totals(&mut tx).await?;
    let total = match totals.of_filter(filter) {
        Some(total) => total,
        None => store::lists::count(&mut tx, filter).await?,
    };
    let restore_window = service.settings.restore_window.map(|window| window.as_secs());
    let purge_after = service.settings.purge_after.map(|kept| kept.as_secs());
    Ok(UserList { users, total, live: totals.live(), deleted: totals.deleted, restore_window, purge_after })
}

/// One page of the users that match, and how many do, from one moment; without what the console shows around it.
pub(crate) async fn page(
    service: &Service,
    caller: &Caller,
    filter: &UserFilter,
    page: Page,
) -> Result<(Vec<User>, u64)> {
    caller.require_admin(Right::USER_INFO)?;
    filter.check()?;
    if let Some(found) = store::lists::at_once(&mut service.db.once().await?, filter, page).await? {
        return Ok(found);
    }
    let mut tx = service.db.read().await?;
    let users = store::lists::list(&mut tx, filter, page).await?;
    let total = store::lists::count(&mut tx, filter).await?;
    Ok((users, total))
}

/// The next thousand of the users that match, with their attributes, the oldest first: those who were made after the one of
/// the key `after`. Asked again and again with the last key, it walks through all of them while they change.
pub async fn walk(
    service: &Service,
    caller: &Caller,
    filter: &UserFilter,
    after: i64,
) -> Result<Vec<(User, Attributes)>> {
    const STEP: u32 = 1_000;
    caller.require_admin(Right::USER_INFO)?;
    filter.check()?;
    let mut tx = service.db.read().await?;
    let users = store::lists::walk(&mut tx, filter, after, STEP).await?;
    let keys: Vec<_> = users.iter().map(|user| user.id).collect();
    let mut attributes = store::attributes::get_many(&mut tx, &keys).await?;
    let with_attributes = |user: User| {
        let theirs = attributes.remove(&user.id).unwrap_or_default();
        (user, theirs)
    };
    Ok(users.into_iter().map(with_attributes).collect())
}

/// Notes in the trail that somebody takes a list away as a file, before [`walk`] hands it out.
pub async fn note_export(service: &Service, caller: &Caller, filter: &UserFilter) -> Result<()> {
    let granted = caller.require_admin(Right::USER_INFO)?;
    filter.check()?;
    let state = filter.state.map(State::name);
    let what = serde_json::json!({ "query": filter.query, "deleted": filter.deleted, "state": state });
    let work = Work::begin(service, &granted).await?;
    let target = UserId::parse(&granted.actor)?;
    work.commit(Action::UserExport, &target, Change::noted(what)).await
}

/// The keys of all attributes that anybody has.
pub async fn attribute_keys(service: &Service, caller: &Caller) -> Result<BTreeSet<String>> {
    caller.require_admin(Right::USER_INFO)?;
    store::attributes::keys(&mut service.db.read().await?).await
}

/// Whether an ID may be used for a new user.
pub async fn availability(service: &Service, caller: &Caller, id: &UserId) -> Result<Availability> {
    caller.require_admin(Right::USER_INFO)?;
    if id.is_blocked() {
        return Ok(Availability::Blocked);
    }
    let mut tx = service.db.read().await?;
    if let Some(user) = store::users::get(&mut tx, id).await? {
        return Ok(user.deleted_at.map_or(Availability::Taken, Availability::Deleted));
    }
    let all = store::reservations::list(&mut tx).await?;
    let reservation = Reservation::find(&all, id, service.now());
    Ok(reservation.map_or(Availability::Free, |one| Availability::Reserved(one.clone())))
}

/// The user, unless there is none or they are deleted.
pub(crate) fn live(user: Option<User>, id: &UserId) -> Result<User> {
    user.filter(|user| user.deleted_at.is_none()).ok_or_else(|| Error::user_not_found(id.as_str()))
}
