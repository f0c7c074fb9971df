//! Seals over the trail. Rows are only ever added.

use domain::{Result, Seal};

use crate::{Tx, error::IntoDomain as _};

/// Up to where the trail may be sealed, once it is settled. PostgreSQL gives a record its number before the transaction ends,
/// so a smaller number may turn up after a greater one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Horizon {
    /// The last record.
    pub last_id: i64,
    /// The transactions that may still add records before it. On SQLite, where one writes at a time, there are none.
    writers: Vec<String>,
}

/// Whoever writes to the trail, or has written and not yet ended. They hold a lock of the table from before a number is
/// given to them until what they wrote can be seen; locks of other databases are listed, too.
macro_rules! writers {
    () => {
        "FROM pg_locks WHERE locktype = 'relation' AND relation = 'audit'::REGCLASS AND mode = 'RowExclusiveLock' \
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    };
}

/// The end of the trail as it is seen now; `None` if there is nothing after a record.
pub async fn horizon(tx: &mut Tx, after: i64) -> Result<Option<Horizon>> {
    const SQL: &str = "SELECT max(id) FROM audit WHERE id > $1";
    const WRITERS: &str = concat!("SELECT virtualtransaction ", writers!());
    let last: Option<i64> = on!(tx, c => sqlx::query_scalar(SQL).bind(after).fetch_one(c).await).into_domain()?;
    let Some(last_id) = last else { return Ok(None) };
    // Asked only after what can be seen is settled: who has a smaller number is seen, or listed.
    let writers = match tx {
        Tx::Sqlite(_) => Vec::new(),
        Tx::Postgres(tx) => postgres!(tx, c => sqlx::query_scalar(WRITERS).fetch_all(c).await).into_domain()?,
    };
    Ok(Some(Horizon { last_id, writers }))
}

/// Whether a transaction that begins from now on sees all records up to a horizon that there will ever be.
pub async fn is_settled(tx: &mut Tx, horizon: &Horizon) -> Result<bool> {
    const SQL: &str = concat!("SELECT NOT EXISTS (SELECT 1 ", writers!(), " AND virtualtransaction = ANY($1))");
    match tx {
        Tx::Sqlite(_) => Ok(true),
        Tx::Postgres(tx) => {
            postgres!(tx, c => sqlx::query_scalar(SQL).bind(&horizon.writers).fetch_one(c).await).into_domain()
        }
    }
}

/// The last seal.
pub async fn last(tx: &mut Tx) -> Result<Option<Seal>> {
    const SQL: &str = "SELECT number, first_id, last_id, count, sealed_at, previous, head FROM audit_seals \
                       ORDER BY number DESC LIMIT 1";
    on!(tx, c => sqlx::query_as(SQL).fetch_optional(c).await).into_domain()
}

/// The seals after a number, in order.
pub async fn list(tx: &mut Tx, after: i64, limit: u32) -> Result<Vec<Seal>> {
    const SQL: &str = "SELECT number, first_id, last_id, count, sealed_at, previous, head FROM audit_seals \
                       WHERE number > $1 ORDER BY number LIMIT $2";
    on!(tx, c => sqlx::query_as(SQL).bind(after).bind(i64::from(limit)).fetch_all(c).await).into_domain()
}

/// Adds a seal.
pub async fn insert(tx: &mut Tx, seal: &Seal) -> Result<()> {
    const SQL: &str = "INSERT INTO audit_seals (number, first_id, last_id, count, sealed_at, previous, head) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7)";
    on!(tx, c => sqlx::query(SQL)
        .bind(seal.number)
        .bind(seal.first_id)
        .bind(seal.last_id)
        .bind(seal.count)
        .bind(seal.sealed_at)
        .bind(seal.previous.as_slice())
        .bind(seal.head.as_slice())
        .execute(c)
        .await
        .map(|_| ()))
    .into_domain()
}
