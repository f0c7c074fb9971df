//! Bookmarks: users whom users want to find again.

use domain::{Error, Page, Result, Right, UserId, page};
use store::bookmarks::{Bookmark, BookmarkOrder};

use crate::{Caller, Service, users::live};

/// The most bookmarks of one user.
const MAX: u64 = 1_000;

/// How bookmarks are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listing {
    /// By which order.
    pub order: BookmarkOrder,
    /// Largest first.
    pub descending: bool,
    /// Of deleted users, instead of live ones.
    pub deleted: bool,
    /// Which page.
    pub page: Page,
}

/// Reads `key` or `-key`; the empty text is by time, the oldest first. There is one kind of things and one owner, so that
/// order by these is order by ID.
///
/// # Errors
/// A field error at `order`.
pub fn order(text: &str) -> Result<(BookmarkOrder, bool)> {
    let (descending, key) = page::direction(text);
    match key {
        "" | "created_at" => Ok((BookmarkOrder::CreatedAt, descending)),
        "user_id" | "entity_type" | "entity_id" => Ok((BookmarkOrder::Target, descending)),
        _ => Err(Error::invalid("order", "Order by user_id, entity_type, entity_id or created_at.")),
    }
}

/// Marks a user for another one, or for oneself.
///
/// # Errors
/// Permission denied; not found; already exists; resource exhausted.
pub async fn create(service: &Service, caller: &Caller, id: &UserId, target: &UserId) -> Result<()> {
    let granted = caller.require_on(id, Right::USER_SETTINGS_BASIC)?;
    let mut tx = service.db.write().await?;
    let now = service.now();
    granted.still_holds(&mut tx, now).await?;
    let user = granted.user(&mut tx, id).await?;
    let marked = store::users::get(&mut tx, target).await?.filter(|user| user.deleted_at.is_none());
    let marked = marked.ok_or_else(|| Error::entity_not_found("user", target.as_str()))?;
    if store::bookmarks::count(&mut tx, user.id, false).await? >= MAX {
        return Err(Error::too_many("bookmarks", MAX));
    }
    store::bookmarks::insert(&mut tx, user.id, marked.id, now).await?;
    // Nobody's rights change by it, so nothing is written to the trail.
    tx.commit().await
}

/// One page of whom a user has marked, and how many there are.
///
/// # Errors
/// Permission denied; not found.
pub async fn list(service: &Service, caller: &Caller, id: &UserId, listing: Listing) -> Result<(Vec<Bookmark>, u64)> {
    caller.require_on(id, Right::USER_INFO)?;
    let Listing { order, descending, deleted, page } = listing;
    let mut tx = service.db.read().await?;
    let user = live(store::users::get(&mut tx, id).await?, id)?;
    let bookmarks = store::bookmarks::list(&mut tx, user.id, deleted, order, descending, page).await?;
    Ok((bookmarks, store::bookmarks::count(&mut tx, user.id, deleted).await?))
}

/// Removes marks; those that are not there are passed over. Answers how many there were.
///
/// # Errors
/// Permission denied; not found.
pub async fn delete(service: &Service, caller: &Caller, id: &UserId, targets: &[UserId]) -> Result<u64> {
    let granted = caller.require_on(id, Right::USER_SETTINGS_BASIC)?;
    let mut tx = service.db.write().await?;
    granted.still_holds(&mut tx, service.now()).await?;
    let user = granted.user(&mut tx, id).await?;
    let mut deleted = 0;
    for target in targets {
        deleted += u64::from(store::bookmarks::delete(&mut tx, user.id, target).await?);
    }
    tx.commit().await?;
    Ok(deleted)
}
