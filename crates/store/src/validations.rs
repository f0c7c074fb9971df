//! Validations of e-mail addresses. One that was not used is open, and there is one at most for a user.

use domain::{EmailValidation, Result, Timestamp, UserId};
use sqlx::FromRow;

use crate::{Tx, error::IntoDomain as _};

/// A validation as it is kept: without what it is worthless without.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Stored {
    /// What may be seen of it.
    #[sqlx(flatten)]
    pub validation: EmailValidation,
    /// Who asked for it, if they are not deleted.
    pub user_id: UserId,
    /// SHA-256 of the token.
    pub token_hash: Vec<u8>,
    /// The last mail with it.
    pub mail_id: String,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}

/// What a mail brings.
#[derive(Clone, Copy, Debug)]
pub struct Mailed<'a> {
    /// SHA-256 of the token.
    pub token_hash: &'a [u8],
    /// The name of the mail.
    pub mail_id: &'a str,
}

/// A validation of a live user, by a condition.
macro_rules! stored {
    ($condition:literal) => {
        concat!(
            "SELECT reference, email, email_validations.created_at, email_validations.updated_at, \
             email_validations.expires_at, users.user_id, token_hash, mail_id, used_at FROM email_validations \
             JOIN users ON users.id = email_validations.user_key WHERE deleted_at IS NULL AND ",
            $condition
        )
    };
}

/// Keeps a validation of a user, who must have no open one.
pub async fn insert(tx: &mut Tx, user: i64, new: &EmailValidation, mailed: Mailed<'_>) -> Result<()> {
    const SQL: &str = "INSERT INTO email_validations (reference, token_hash, user_key, email, mail_id, created_at, \
                       updated_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    on!(tx, c => sqlx::query(SQL)
        .bind(&new.reference)
        .bind(mailed.token_hash)
        .bind(user)
        .bind(&new.email)
        .bind(mailed.mail_id)
        .bind(new.created_at)
        .bind(new.updated_at)
        .bind(new.expires_at)
        .execute(c)
        .await
        .map(|_| ()))
    .into_domain()
}

/// The open validation of a user, be it too old by now.
pub async fn get_open(tx: &mut Tx, user: i64) -> Result<Option<Stored>> {
    const SQL: &str = stored!("user_key = $1 AND used_at IS NULL");
    on!(tx, c => sqlx::query_as(SQL).bind(user).fetch_optional(c).await).into_domain()
}

/// A validation by its name, be it used or too old.
pub async fn get(tx: &mut Tx, reference: &str) -> Result<Option<Stored>> {
    const SQL: &str = stored!("reference = $1");
    on!(tx, c => sqlx::query_as(SQL).bind(reference).fetch_optional(c).await).into_domain()
}

/// Notes that an open validation was mailed again, with another token; the one before is void.
pub async fn renew(tx: &mut Tx, renewed: &EmailValidation, mailed: Mailed<'_>) -> Result<()> {
    const SQL: &str = "UPDATE email_validations SET token_hash = $1, mail_id = $2, updated_at = $3, expires_at = $4 \
                       WHERE reference = $5 AND used_at IS NULL";
    on!(tx, c => sqlx::query(SQL)
        .bind(mailed.token_hash)
        .bind(mailed.mail_id)
        .bind(renewed.updated_at)
        .bind(renewed.expires_at)
        .bind(&renewed.reference)
        .execute(c)
        .await
        .map(|_| ()))
    .into_domain()
}

/// Uses a validation up, if the token is still the one that is kept. Of several at once, one is answered `true`.
pub async fn take(tx: &mut Tx, reference: &str, token_hash: &[u8], now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE email_validations SET used_at = $1 \
                       WHERE reference = $2 AND token_hash = $3 AND used_at IS NULL AND expires_at > $1";
    let rows = on!(tx, c => sqlx::query(SQL)
        .bind(now)
        .bind(reference)
        .bind(token_hash)
        .execute(c)
        .await
        .map(|done| done.rows_affected()));
    Ok(rows.into_domain()? == 1)
}

/// Voids the open validation of a user.
pub async fn delete_open(tx: &mut Tx, user: i64) -> Result<()> {
    const SQL: &str = "DELETE FROM email_validations WHERE user_key = $1 AND used_at IS NULL";
    on!(tx, c => sqlx::query(SQL).bind(user).execute(c).await.map(|_| ())).into_domain()
}

/// Forgets validations that ended before a time. Answers how many.
pub async fn delete_before(tx: &mut Tx, time: Timestamp) -> Result<u64> {
    const SQL: &str = "DELETE FROM email_validations WHERE expires_at < $1";
    on!(tx, c => sqlx::query(SQL).bind(time).execute(c).await.map(|done| done.rows_affected())).into_domain()
}
