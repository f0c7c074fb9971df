//! Users whom users have marked.

use domain::{Page, Result, Timestamp, UserId};
use sqlx::FromRow;

use crate::{
    Tx,
    error::{IntoDomain as _, OnUnique as _},
};

/// A marked user.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Bookmark {
    /// Who is marked.
    pub user_id: UserId,
    /// Since when.
    pub created_at: Timestamp,
}

/// What bookmarks can be listed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookmarkOrder {
    /// By the marked user's ID.
    Target,
    /// By time.
    CreatedAt,
}

/// Marks a user.
///
/// # Errors
/// Already exists, at `entity_ids`.
pub async fn insert(tx: &mut Tx, user: i64, target: i64, now: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO bookmarks (user_key, target_key, created_at) VALUES ($1, $2, $3)";
    on!(tx, c => sqlx::query(SQL)
        .bind(user)
        .bind(target)
        .bind(now)
        .execute(c)
        .await
        .on_unique("bookmarks", "user_key_target_key", domain::Error::bookmark_exists)
        .on_unique("bookmarks", "user_key", domain::Error::bookmark_exists)
        .map(|_| ()))
    .into_domain()
}

/// The statement of a page in an order.
macro_rules! page {
    ($order:literal) => {
        concat!(
            "SELECT users.user_id, bookmarks.created_at FROM bookmarks JOIN users ON users.id = target_key \
             WHERE user_key = $1 AND (deleted_at IS NOT NULL) = $2 ORDER BY ",
            $order,
            " LIMIT $3 OFFSET $4"
        )
    };
}

/// One page of whom a user has marked: live users, or deleted ones.
pub async fn list(
    tx: &mut Tx,
    user: i64,
    deleted: bool,
    order: BookmarkOrder,
    descending: bool,
    page: Page,
) -> Result<Vec<Bookmark>> {
    let sql = match (order, descending) {
        (BookmarkOrder::Target, false) => page!("user_id"),
        (BookmarkOrder::Target, true) => page!("user_id DESC"),
        (BookmarkOrder::CreatedAt, false) => page!("bookmarks.created_at, user_id"),
        (BookmarkOrder::CreatedAt, true) => page!("bookmarks.created_at DESC, user_id DESC"),
    };
    let (limit, offset) = (i64::from(page.limit), page.offset());
    on!(tx, c => sqlx::query_as(sql).bind(user).bind(deleted).bind(limit).bind(offset).fetch_all(c).await).into_domain()
}

/// How many there are.
pub async fn count(tx: &mut Tx, user: i64, deleted: bool) -> Result<u64> {
    const SQL: &str = "SELECT count(*) FROM bookmarks JOIN users ON users.id = target_key \
                       WHERE user_key = $1 AND (deleted_at IS NOT NULL) = $2";
    let count: i64 = on!(tx, c => sqlx::query_scalar(SQL).bind(user).bind(deleted).fetch_one(c).await).into_domain()?;
    Ok(count.unsigned_abs())
}

/// Removes a mark. Answers whether there was one.
pub async fn delete(tx: &mut Tx, user: i64, target: &UserId) -> Result<bool> {
    const SQL: &str =
        "DELETE FROM bookmarks WHERE user_key = $1 AND target_key = (SELECT id FROM users WHERE user_id = $2)";
    let rows = on!(tx, c => sqlx::query(SQL).bind(user).bind(target).execute(c).await.map(|done| done.rows_affected()));
    Ok(rows.into_domain()? == 1)
}
