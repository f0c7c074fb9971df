//! Sessions of browsers.

use domain::{Result, Session, Timestamp, User};
use sqlx::FromRow;

use crate::{Tx, error::IntoDomain as _, users::columns};

/// A session to be kept.
#[derive(Clone, Debug)]
pub struct NewSession<'a> {
    /// SHA-256 of the token.
    pub token_hash: &'a [u8],
    /// The key of its user.
    pub user: i64,
    /// How long it lasts without use, in microseconds.
    pub idle_micros: i64,
    /// What its owner sees.
    pub session: &'a Session,
}

/// A session in use, with its user.
#[derive(Clone, Debug, FromRow)]
pub struct Resolved {
    /// The public name of the session.
    pub session_id: String,
    /// When it was last used, to the minute.
    pub seen_at: Timestamp,
    /// When the password was last asked for.
    pub confirmed_at: Timestamp,
    /// Its user.
    #[sqlx(flatten)]
    pub user: User,
}

/// Keeps a session.
pub async fn insert(tx: &mut Tx, new: &NewSession<'_>) -> Result<()> {
    const SQL: &str = "INSERT INTO sessions (session_id, token_hash, user_key, created_at, seen_at, idle_micros, \
                       idle_expires_at, expires_at, address, user_agent, confirmed_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $4)";
    let session = new.session;
    on!(tx, c => sqlx::query(SQL)
        .bind(&session.session_id)
        .bind(new.token_hash)
        .bind(new.user)
        .bind(session.created_at)
        .bind(session.seen_at)
        .bind(new.idle_micros)
        .bind(session.idle_expires_at)
        .bind(session.expires_at)
        .bind(&session.address)
        .bind(&session.user_agent)
        .execute(c)
        .await
        .map(|_| ()))
    .into_domain()
}

/// A session that has not ended and its live user, by a condition on the session. Its other columns are hidden: some are
/// called as those of users are.
macro_rules! resolved {
    ($condition:literal) => {
        concat!(
            "SELECT session_id, seen_at, confirmed_at, ",
            columns!(),
            " FROM users JOIN (SELECT session_id, seen_at, confirmed_at, user_key FROM sessions WHERE ",
            $condition,
            " AND idle_expires_at > $2 AND expires_at > $2) AS session ON session.user_key = users.id \
             WHERE deleted_at IS NULL"
        )
    };
}

/// The session of a token and its live user, in one statement, since every request asks.
pub async fn resolve(tx: &mut Tx, token_hash: &[u8], now: Timestamp) -> Result<Option<Resolved>> {
    const SQL: &str = resolved!("token_hash = $1");
    on!(tx, c => sqlx::query_as(SQL).bind(token_hash).bind(now).fetch_optional(c).await).into_domain()
}

/// A session by its public name.
pub async fn get(tx: &mut Tx, session_id: &str, now: Timestamp) -> Result<Option<Resolved>> {
    const SQL: &str = resolved!("session_id = $1");
    on!(tx, c => sqlx::query_as(SQL).bind(session_id).bind(now).fetch_optional(c).await).into_domain()
}

/// Notes that the password was asked for again.
pub async fn confirm(tx: &mut Tx, session_id: &str, now: Timestamp) -> Result<()> {
    const SQL: &str = "UPDATE sessions SET confirmed_at = $1 WHERE session_id = $2";
    on!(tx, c => sqlx::query(SQL).bind(now).bind(session_id).execute(c).await.map(|_| ())).into_domain()
}

/// Notes that a session is in use and puts its idle end off.
pub async fn touch(tx: &mut Tx, session_id: &str, now: Timestamp) -> Result<()> {
    const SQL: &str = "UPDATE sessions SET seen_at = $1, idle_expires_at = $1 + idle_micros WHERE session_id = $2";
    on!(tx, c => sqlx::query(SQL).bind(now).bind(session_id).execute(c).await.map(|_| ())).into_domain()
}

/// The sessions of a user that have not ended, the latest used first.
pub async fn list(tx: &mut Tx, user: i64, now: Timestamp) -> Result<Vec<Session>> {
    const SQL: &str = "SELECT session_id, created_at, seen_at, idle_expires_at, expires_at, address, user_agent \
                       FROM sessions WHERE user_key = $1 AND idle_expires_at > $2 AND expires_at > $2 \
                       ORDER BY seen_at DESC, session_id";
    on!(tx, c => sqlx::query_as(SQL).bind(user).bind(now).fetch_all(c).await).into_domain()
}

/// How many there are of them.
pub async fn count(tx: &mut Tx, user: i64, now: Timestamp) -> Result<u64> {
    const SQL: &str = "SELECT count(*) FROM sessions WHERE user_key = $1 AND idle_expires_at > $2 AND expires_at > $2";
    let count: i64 = on!(tx, c => sqlx::query_scalar(SQL).bind(user).bind(now).fetch_one(c).await).into_domain()?;
    Ok(count.unsigned_abs())
}

/// Ends one session of a user. Answers whether there was one.
pub async fn delete(tx: &mut Tx, user: i64, session_id: &str) -> Result<bool> {
    const SQL: &str = "DELETE FROM sessions WHERE user_key = $1 AND session_id = $2";
    let rows =
        on!(tx, c => sqlx::query(SQL).bind(user).bind(session_id).execute(c).await.map(|done| done.rows_affected()));
    Ok(rows.into_domain()? == 1)
}

/// Ends all sessions of a user but one; an empty name spares none. Answers how many.
pub async fn delete_all_but(tx: &mut Tx, user: i64, spared: &str) -> Result<u64> {
    const SQL: &str = "DELETE FROM sessions WHERE user_key = $1 AND session_id <> $2";
    on!(tx, c => sqlx::query(SQL).bind(user).bind(spared).execute(c).await.map(|done| done.rows_affected()))
        .into_domain()
}

/// Removes sessions that have ended by themselves.
pub async fn delete_expired(tx: &mut Tx, now: Timestamp) -> Result<u64> {
    const SQL: &str = "DELETE FROM sessions WHERE idle_expires_at <= $1 OR expires_at <= $1";
    on!(tx, c => sqlx::query(SQL).bind(now).execute(c).await.map(|done| done.rows_affected())).into_domain()
}
