//! Authorization codes: each is good for one pair of tokens.

use domain::{Result, Rights, Timestamp, UserId};
use sqlx::FromRow;

use crate::{Tx, error::IntoDomain as _, oauth_tokens::Sessions};

/// A code to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewCode<'a> {
    /// Its public name.
    pub code_id: &'a str,
    /// SHA-256 of its secret.
    pub secret_hash: &'a [u8],
    /// Whom the client will act for.
    pub user: i64,
    /// Which client.
    pub client: i64,
    /// In which session the user agreed.
    pub session_id: &'a str,
    /// What the client may do.
    pub rights: Rights,
    /// Where the code is sent.
    pub redirect_uri: &'a str,
    /// What the client has to prove.
    pub challenge: Option<&'a str>,
    /// When it is made.
    pub now: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A code that somebody shows.
#[derive(Clone, Debug)]
pub struct Stored {
    /// SHA-256 of its secret.
    pub secret_hash: Vec<u8>,
    /// Whom the client will act for.
    pub user_id: UserId,
    /// That user's key, in case somebody else has the ID by now.
    pub user: i64,
    /// Which client.
    pub client: i64,
    /// In which session the user agreed.
    pub session_id: String,
    /// What the client may do.
    pub rights: Rights,
    /// Where the code was sent.
    pub redirect_uri: String,
    /// What the client has to prove.
    pub challenge: Option<String>,
    /// When it ends.
    pub expires_at: Timestamp,
}

#[derive(FromRow)]
struct Row {
    secret_hash: Vec<u8>,
    user_id: UserId,
    user_key: i64,
    client_key: i64,
    session_id: String,
    rights: i64,
    redirect_uri: String,
    challenge: Option<String>,
    expires_at: Timestamp,
}

impl From<Row> for Stored {
    fn from(row: Row) -> Self {
        Self {
            secret_hash: row.secret_hash,
            user_id: row.user_id,
            user: row.user_key,
            client: row.client_key,
            session_id: row.session_id,
            rights: Rights::from_bits(row.rights),
            redirect_uri: row.redirect_uri,
            challenge: row.challenge,
            expires_at: row.expires_at,
        }
    }
}

/// Keeps a code. The user must have let the client do something.
pub async fn insert(tx: &mut Tx, new: &NewCode<'_>) -> Result<()> {
    const SQL: &str = "INSERT INTO oauth_codes (code_id, secret_hash, user_key, client_key, session_id, rights, \
                       redirect_uri, challenge, created_at, expires_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    on!(tx, c => sqlx::query(SQL)
        .bind(new.code_id)
        .bind(new.secret_hash)
        .bind(new.user)
        .bind(new.client)
        .bind(new.session_id)
        .bind(new.rights.bits())
        .bind(new.redirect_uri)
        .bind(new.challenge)
        .bind(new.now)
        .bind(new.expires_at)
        .execute(c)
        .await
        .map(|_| ()))
    .into_domain()
}

/// A code by its public name, used or not.
pub async fn get(tx: &mut Tx, code_id: &str) -> Result<Option<Stored>> {
    const SQL: &str = "SELECT secret_hash, users.user_id, user_key, client_key, session_id, rights, redirect_uri, \
                       challenge, oauth_codes.expires_at FROM oauth_codes JOIN users ON users.id = user_key \
                       WHERE code_id = $1";
    let row: Option<Row> = on!(tx, c => sqlx::query_as(SQL).bind(code_id).fetch_optional(c).await).into_domain()?;
    Ok(row.map(Stored::from))
}

/// Uses a code. Of all who try, one does.
pub async fn take(tx: &mut Tx, code_id: &str, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE oauth_codes SET used_at = $1 WHERE code_id = $2 AND used_at IS NULL AND expires_at > $1";
    let rows = on!(tx, c => sqlx::query(SQL).bind(now).bind(code_id).execute(c).await.map(|done| done.rows_affected()));
    Ok(rows.into_domain()? == 1)
}

/// Whether a code was used.
pub async fn is_used(tx: &mut Tx, code_id: &str) -> Result<bool> {
    const SQL: &str = "SELECT count(*) FROM oauth_codes WHERE code_id = $1 AND used_at IS NOT NULL";
    let count: i64 = on!(tx, c => sqlx::query_scalar(SQL).bind(code_id).fetch_one(c).await).into_domain()?;
    Ok(count == 1)
}

/// Removes the codes of a user that have not been used, of some sessions.
pub async fn delete_unused(tx: &mut Tx, user: i64, sessions: Sessions<'_>) -> Result<()> {
    const SQL: &str = "DELETE FROM oauth_codes WHERE user_key = $1 AND used_at IS NULL AND (session_id = $2) = $3";
    let (session_id, only) = sessions.bound();
    on!(tx, c => sqlx::query(SQL).bind(user).bind(session_id).bind(only).execute(c).await.map(|_| ())).into_domain()
}

/// Removes codes that ended before a moment.
pub async fn delete_before(tx: &mut Tx, before: Timestamp) -> Result<()> {
    const SQL: &str = "DELETE FROM oauth_codes WHERE expires_at <= $1";
    on!(tx, c => sqlx::query(SQL).bind(before).execute(c).await.map(|_| ())).into_domain()
}
