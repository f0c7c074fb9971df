//! Guesses at passwords, by the hash of what they were counted for.

use domain::{Result, Timestamp, guessing::Guesses};

use crate::{Tx, error::IntoDomain as _};

/// What is remembered; [`Guesses::NONE`] if nothing is.
pub async fn get(tx: &mut Tx, subject: &[u8]) -> Result<Guesses> {
    const SQL: &str = "SELECT count, next_at, last_at FROM guesses WHERE subject = $1";
    let guesses: Option<Guesses> =
        on!(tx, c => sqlx::query_as(SQL).bind(subject).fetch_optional(c).await).into_domain()?;
    Ok(guesses.unwrap_or(Guesses::NONE))
}

/// The same, and nobody else counts there until the transaction ends.
pub async fn get_for_update(tx: &mut Tx, subject: &[u8]) -> Result<Guesses> {
    // Also makes the row that all who come at once then wait for.
    const SQL: &str = "INSERT INTO guesses (subject, count, next_at, last_at) VALUES ($1, 0, 0, 0) \
                       ON CONFLICT (subject) DO UPDATE SET count = guesses.count RETURNING count, next_at, last_at";
    on!(tx, c => sqlx::query_as(SQL).bind(subject).fetch_one(c).await).into_domain()
}

/// Writes what is to be remembered; nothing of [`Guesses::NONE`].
pub async fn set(tx: &mut Tx, subject: &[u8], guesses: Guesses) -> Result<()> {
    const SQL: &str = "UPDATE guesses SET count = $2, next_at = $3, last_at = $4 WHERE subject = $1";
    const FORGET: &str = "DELETE FROM guesses WHERE subject = $1";
    let Guesses { count, next_at, last_at } = guesses;
    if guesses == Guesses::NONE {
        on!(tx, c => sqlx::query(FORGET).bind(subject).execute(c).await.map(|_| ()))
    } else {
        on!(tx, c => sqlx::query(SQL).bind(subject).bind(count).bind(next_at).bind(last_at).execute(c).await.map(|_| ()))
    }
    .into_domain()
}

/// Forgets everything that was last counted before a time. Answers how much it was.
pub async fn delete_before(tx: &mut Tx, time: Timestamp) -> Result<u64> {
    const SQL: &str = "DELETE FROM guesses WHERE last_at < $1";
    on!(tx, c => sqlx::query(SQL).bind(time).execute(c).await.map(|done| done.rows_affected())).into_domain()
}
