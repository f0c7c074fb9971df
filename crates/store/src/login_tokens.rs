//! Tokens with which one logs in, once, in place of a password.

use domain::{Result, Timestamp, UserId};
use sqlx::FromRow;

use crate::{Tx, error::IntoDomain as _};

/// A token as it is kept: without what it is worthless without.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Stored {
    /// Whose it is, if they are not deleted.
    pub user_id: UserId,
    /// Until when it is good.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}

/// Keeps the hash of a token of a user.
pub async fn insert(tx: &mut Tx, token_hash: &[u8], user: i64, now: Timestamp, expires_at: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO login_tokens (token_hash, user_key, created_at, expires_at) VALUES ($1, $2, $3, $4)";
    on!(tx, c => sqlx::query(SQL).bind(token_hash).bind(user).bind(now).bind(expires_at).execute(c).await.map(|_| ()))
        .into_domain()
}

/// How many tokens of a user could still be used. Whoever is about to make another one has to have locked the user.
pub async fn count_open(tx: &mut Tx, user: i64, now: Timestamp) -> Result<u64> {
    const SQL: &str = "SELECT count(*) FROM login_tokens WHERE user_key = $1 AND expires_at > $2 AND used_at IS NULL";
    let count: i64 = on!(tx, c => sqlx::query_scalar(SQL).bind(user).bind(now).fetch_one(c).await).into_domain()?;
    Ok(count.unsigned_abs())
}

/// A token of a live user, be it used or too old.
pub async fn get(tx: &mut Tx, token_hash: &[u8]) -> Result<Option<Stored>> {
    const SQL: &str = "SELECT users.user_id, login_tokens.expires_at, used_at FROM login_tokens \
                       JOIN users ON users.id = login_tokens.user_key WHERE token_hash = $1 AND deleted_at IS NULL";
    on!(tx, c => sqlx::query_as(SQL).bind(token_hash).fetch_optional(c).await).into_domain()
}

/// Uses a token of a user up. Of several at once, one is answered `true`.
pub async fn take(tx: &mut Tx, token_hash: &[u8], user: i64, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE login_tokens SET used_at = $1 \
                       WHERE token_hash = $2 AND user_key = $3 AND used_at IS NULL AND expires_at > $1";
    let rows = on!(tx, c => sqlx::query(SQL)
        .bind(now)
        .bind(token_hash)
        .bind(user)
        .execute(c)
        .await
        .map(|done| done.rows_affected()));
    Ok(rows.into_domain()? == 1)
}

/// Voids all tokens of a user.
pub async fn delete_all(tx: &mut Tx, user: i64) -> Result<()> {
    const SQL: &str = "DELETE FROM login_tokens WHERE user_key = $1";
    on!(tx, c => sqlx::query(SQL).bind(user).execute(c).await.map(|_| ())).into_domain()
}

/// Forgets tokens that ended before a time. Answers how many.
pub async fn delete_before(tx: &mut Tx, time: Timestamp) -> Result<u64> {
    const SQL: &str = "DELETE FROM login_tokens WHERE expires_at < $1";
    on!(tx, c => sqlx::query(SQL).bind(time).execute(c).await.map(|done| done.rows_affected())).into_domain()
}
