//! Refused forms that wait for the page that shows them.

use domain::{Result, Timestamp};

use crate::{Tx, error::IntoDomain as _};

/// Keeps a text for one session (empty for who has none), and forgets those that nobody came for.
pub async fn insert(
    tx: &mut Tx,
    name: &str,
    session_id: &str,
    body: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<()> {
    const FORGET: &str = "DELETE FROM flashes WHERE expires_at <= $1";
    const SQL: &str = "INSERT INTO flashes (name, session_id, body, expires_at) VALUES ($1, $2, $3, $4)";
    on!(tx, c => sqlx::query(FORGET).bind(now).execute(c).await.map(|_| ())).into_domain()?;
    on!(tx, c => sqlx::query(SQL).bind(name).bind(session_id).bind(body).bind(expires_at).execute(c).await.map(|_| ()))
        .into_domain()
}

/// Takes a text out: it is read once, by the session it was kept for, or by whoever has the name where it was
/// kept for nobody.
pub async fn take(tx: &mut Tx, name: &str, session_id: &str, now: Timestamp) -> Result<Option<String>> {
    const SQL: &str =
        "DELETE FROM flashes WHERE name = $1 AND session_id IN ($2, '') AND expires_at > $3 RETURNING body";
    on!(tx, c => sqlx::query_scalar(SQL).bind(name).bind(session_id).bind(now).fetch_optional(c).await).into_domain()
}
