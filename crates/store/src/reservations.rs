//! Reserved IDs.

use domain::{IdPattern, Reservation, Result};

use crate::{
    Tx,
    error::{IntoDomain as _, OnUnique as _},
};

/// Keeps a reservation.
///
/// # Errors
/// Already exists, at `pattern`.
pub async fn insert(tx: &mut Tx, new: &Reservation) -> Result<()> {
    const SQL: &str = "INSERT INTO reservations (pattern, reason, reserved_by, created_at, expires_at) \
                       VALUES ($1, $2, $3, $4, $5)";
    on!(tx, c => sqlx::query(SQL)
        .bind(&new.pattern)
        .bind(&new.reason)
        .bind(&new.reserved_by)
        .bind(new.created_at)
        .bind(new.expires_at)
        .execute(c)
        .await
        .on_unique("reservations", "pattern", || domain::Error::reservation_exists(new.pattern.as_str()))
        .map(|_| ()))
    .into_domain()
}

/// All reservations, by pattern.
pub async fn list(tx: &mut Tx) -> Result<Vec<Reservation>> {
    const SQL: &str = "SELECT pattern, reason, reserved_by, created_at, expires_at FROM reservations ORDER BY pattern";
    on!(tx, c => sqlx::query_as(SQL).fetch_all(c).await).into_domain()
}

/// Lifts a reservation. Answers whether there was one.
pub async fn delete(tx: &mut Tx, pattern: &IdPattern) -> Result<bool> {
    const SQL: &str = "DELETE FROM reservations WHERE pattern = $1";
    let rows = on!(tx, c => sqlx::query(SQL).bind(pattern).execute(c).await.map(|done| done.rows_affected()));
    Ok(rows.into_domain()? == 1)
}
