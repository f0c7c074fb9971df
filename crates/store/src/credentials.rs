//! Password hashes and one-time codes to set a password. Nothing here is ever part of a [`domain::User`].

use std::collections::HashMap;

use domain::{Result, Timestamp};

use crate::{Tx, by_keys::of_users, error::IntoDomain as _};

/// Sets the password hash of a user, replacing an older one.
pub async fn set_password_hash(tx: &mut Tx, user: i64, hash: &str, now: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO credentials (user_key, password_hash, updated_at) VALUES ($1, $2, $3) \
                       ON CONFLICT (user_key) DO UPDATE SET password_hash = excluded.password_hash, \
                       updated_at = excluded.updated_at";
    on!(tx, c => sqlx::query(SQL).bind(user).bind(hash).bind(now).execute(c).await.map(|_| ())).into_domain()
}

/// Puts another hash of the same password in the place of `old`; answers `false` if that is no longer stored. Since the
/// password stays, so does the time when it was set.
pub async fn replace_password_hash(tx: &mut Tx, user: i64, old: &str, new: &str) -> Result<bool> {
    const SQL: &str = "UPDATE credentials SET password_hash = $1 WHERE user_key = $2 AND password_hash = $3";
    let rows =
        on!(tx, c => sqlx::query(SQL).bind(new).bind(user).bind(old).execute(c).await.map(|done| done.rows_affected()));
    Ok(rows.into_domain()? == 1)
}

/// The password hash of a user.
pub async fn password_hash(tx: &mut Tx, user: i64) -> Result<Option<String>> {
    const SQL: &str = "SELECT password_hash FROM credentials WHERE user_key = $1";
    on!(tx, c => sqlx::query_scalar(SQL).bind(user).fetch_optional(c).await).into_domain()
}

/// Keeps the hash of a one-time code; codes of the user that do not outlive it are void. So what anybody may ask for, which is
/// good for an hour, leaves alone what an admin has handed out for a day.
pub async fn insert_password_link(
    tx: &mut Tx,
    token_hash: &[u8],
    user: i64,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<()> {
    const OLDER: &str = "DELETE FROM password_links WHERE user_key = $1 AND expires_at <= $2";
    const SQL: &str =
        "INSERT INTO password_links (token_hash, user_key, created_at, expires_at) VALUES ($1, $2, $3, $4)";
    on!(tx, c => sqlx::query(OLDER).bind(user).bind(expires_at).execute(c).await.map(|_| ())).into_domain()?;
    on!(tx, c => sqlx::query(SQL).bind(token_hash).bind(user).bind(now).bind(expires_at).execute(c).await.map(|_| ()))
        .into_domain()
}

/// The ID of the live user whose one-time code this is, while it is good.
pub async fn password_link_user(tx: &mut Tx, token_hash: &[u8], now: Timestamp) -> Result<Option<domain::UserId>> {
    const SQL: &str = "SELECT users.user_id FROM password_links JOIN users ON users.id = password_links.user_key \
                       WHERE token_hash = $1 AND password_links.expires_at > $2 AND deleted_at IS NULL";
    on!(tx, c => sqlx::query_scalar(SQL).bind(token_hash).bind(now).fetch_optional(c).await).into_domain()
}

/// Uses a one-time code up. Of several at once, one is answered `true`.
pub async fn take_password_link(tx: &mut Tx, token_hash: &[u8], now: Timestamp) -> Result<bool> {
    const SQL: &str = "DELETE FROM password_links WHERE token_hash = $1 AND expires_at > $2";
    let rows =
        on!(tx, c => sqlx::query(SQL).bind(token_hash).bind(now).execute(c).await.map(|done| done.rows_affected()));
    Ok(rows.into_domain()? == 1)
}

/// Voids all one-time codes of a user.
pub async fn delete_password_links(tx: &mut Tx, user: i64) -> Result<()> {
    const SQL: &str = "DELETE FROM password_links WHERE user_key = $1";
    on!(tx, c => sqlx::query(SQL).bind(user).execute(c).await.map(|_| ())).into_domain()
}

/// A password that is good for choosing another one.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct TemporaryPassword {
    /// Its hash.
    pub password_hash: String,
    /// When it was given.
    pub created_at: Timestamp,
    /// From when on it is worthless.
    pub expires_at: Timestamp,
}

/// Gives a user a temporary password, in the place of an older one.
pub async fn set_temporary_password(tx: &mut Tx, user: i64, new: &TemporaryPassword) -> Result<()> {
    const SQL: &str = "INSERT INTO temporary_passwords (user_key, password_hash, created_at, expires_at) \
                       VALUES ($1, $2, $3, $4) ON CONFLICT (user_key) DO UPDATE SET \
                       password_hash = excluded.password_hash, created_at = excluded.created_at, \
                       expires_at = excluded.expires_at";
    on!(tx, c => sqlx::query(SQL)
        .bind(user)
        .bind(&new.password_hash)
        .bind(new.created_at)
        .bind(new.expires_at)
        .execute(c)
        .await
        .map(|_| ()))
    .into_domain()
}

/// The temporary password of a user, good or too old.
pub async fn temporary_password(tx: &mut Tx, user: i64) -> Result<Option<TemporaryPassword>> {
    const SQL: &str = "SELECT password_hash, created_at, expires_at FROM temporary_passwords WHERE user_key = $1";
    on!(tx, c => sqlx::query_as(SQL).bind(user).fetch_optional(c).await).into_domain()
}

/// When the temporary passwords of some users were given and when they end, by their keys; who has none is not there.
pub async fn temporary_password_times(tx: &mut Tx, users: &[i64]) -> Result<HashMap<i64, (Timestamp, Timestamp)>> {
    const SQL: &str = "SELECT user_key, created_at, expires_at FROM temporary_passwords WHERE user_key IN";
    if users.is_empty() {
        return Ok(HashMap::new());
    }
    let times: Vec<(i64, Timestamp, Timestamp)> =
        on!(tx, c => of_users(SQL, users).build_query_as().fetch_all(c).await).into_domain()?;
    Ok(times.into_iter().map(|(user, created_at, expires_at)| (user, (created_at, expires_at))).collect())
}

/// Uses a temporary password up. Of several at once, one is answered `true`.
pub async fn take_temporary_password(tx: &mut Tx, user: i64, hash: &str) -> Result<bool> {
    const SQL: &str = "DELETE FROM temporary_passwords WHERE user_key = $1 AND password_hash = $2";
    let rows = on!(tx, c => sqlx::query(SQL).bind(user).bind(hash).execute(c).await.map(|done| done.rows_affected()));
    Ok(rows.into_domain()? == 1)
}

/// Voids the temporary password of a user.
pub async fn delete_temporary_password(tx: &mut Tx, user: i64) -> Result<()> {
    const SQL: &str = "DELETE FROM temporary_passwords WHERE user_key = $1";
    on!(tx, c => sqlx::query(SQL).bind(user).execute(c).await.map(|_| ())).into_domain()
}
