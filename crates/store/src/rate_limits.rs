//! What several servers together have let somebody do, by the hash of who it is.

use std::time::Duration;

use domain::{Result, Timestamp};

use crate::{Tx, error::IntoDomain as _};

/// Adds what one server has let through, as the time it takes to fill up again. Answers when everything will be full.
pub async fn charge(tx: &mut Tx, subject: &[u8], time: Duration, now: Timestamp) -> Result<Timestamp> {
    const SQL: &str = "INSERT INTO rate_limits (subject, full_at) VALUES ($1, $2 + $3) \
                       ON CONFLICT (subject) DO UPDATE SET full_at = $3 + \
                       CASE WHEN rate_limits.full_at > $2 THEN rate_limits.full_at ELSE $2 END RETURNING full_at";
    let micros = i64::try_from(time.as_micros()).unwrap_or(i64::MAX);
    on!(tx, c => sqlx::query_scalar(SQL).bind(subject).bind(now).bind(micros).fetch_one(c).await).into_domain()
}

/// Forgets what has been full since before a time. Answers how much it was.
pub async fn delete_before(tx: &mut Tx, time: Timestamp) -> Result<u64> {
    const SQL: &str = "DELETE FROM rate_limits WHERE full_at < $1";
    on!(tx, c => sqlx::query(SQL).bind(time).execute(c).await.map(|done| done.rows_affected())).into_domain()
}
