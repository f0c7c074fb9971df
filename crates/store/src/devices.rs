//! Browsers on which users have logged in before.

use domain::{Result, Timestamp};

use crate::{Tx, error::IntoDomain as _};

/// Whether the user has logged in with this token's browser.
pub async fn is_known(tx: &mut Tx, token_hash: &[u8], user: i64) -> Result<bool> {
    const SQL: &str = "SELECT count(*) FROM devices WHERE token_hash = $1 AND user_key = $2";
    let count: i64 =
        on!(tx, c => sqlx::query_scalar(SQL).bind(token_hash).bind(user).fetch_one(c).await).into_domain()?;
    Ok(count > 0)
}

/// Notes that the user has logged in with it now.
pub async fn note(tx: &mut Tx, token_hash: &[u8], user: i64, now: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO devices (token_hash, user_key, used_at) VALUES ($1, $2, $3) \
                       ON CONFLICT (token_hash, user_key) DO UPDATE SET used_at = excluded.used_at";
    on!(tx, c => sqlx::query(SQL).bind(token_hash).bind(user).bind(now).execute(c).await.map(|_| ())).into_domain()
}

/// Forgets those that were last used before a time. Answers how many they were.
pub async fn delete_before(tx: &mut Tx, time: Timestamp) -> Result<u64> {
    const SQL: &str = "DELETE FROM devices WHERE used_at < $1";
    on!(tx, c => sqlx::query(SQL).bind(time).execute(c).await.map(|done| done.rows_affected())).into_domain()
}
