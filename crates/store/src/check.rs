//! What is derived from the users, compared with them and made again: totals, the texts of searches, and SQLite's index.

use domain::{Result, State, User};
use sqlx::FromRow;

use crate::{
    Tx, derived,
    error::IntoDomain as _,
    users::{self, KIND_DELETED, columns, totals},
};

/// Users whose texts are compared at a time.
const STEP: i64 = 1_000;

/// How far the texts of searches are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// The key of the last user who was looked at.
    pub last: i64,
    /// How many were looked at.
    pub users: u64,
    /// How many had other texts than they should.
    pub different: u64,
}

/// Whether the totals are those of the users.
pub async fn totals_are_right(tx: &mut Tx) -> Result<bool> {
    const SQL: &str =
        "SELECT CASE WHEN deleted_at IS NULL THEN state ELSE 5 END AS kind, count(*) FROM users GROUP BY 1";
    let counted: Vec<(i32, i64)> = on!(tx, c => sqlx::query_as(SQL).fetch_all(c).await).into_domain()?;
    let of = |kind| counted.iter().find(|(k, _)| *k == kind).map_or(0, |(_, count)| count.unsigned_abs());
    let kept = totals(tx).await?;
    Ok(kept.deleted == of(KIND_DELETED) && State::ALL.iter().all(|state| kept.of(*state) == of(*state as i32)))
}

/// Counts the totals anew. Nobody writes meanwhile.
pub async fn count_totals(tx: &mut Tx) -> Result<()> {
    const LOCK: &str = "LOCK TABLE users IN SHARE MODE";
    const FORGET: &str = "DELETE FROM totals_changes";
    const COUNT: &str = "UPDATE totals SET users = (SELECT count(*) FROM users \
                         WHERE CASE WHEN deleted_at IS NULL THEN state ELSE 5 END = totals.kind)";
    if let Tx::Postgres(tx) = tx {
        for sql in [LOCK, FORGET] {
            postgres!(tx, c => sqlx::query(sql).execute(c).await).into_domain()?;
        }
    }
    on!(tx, c => sqlx::query(COUNT).execute(c).await.map(|_| ())).into_domain()
}

/// A user with the texts that are kept.
#[derive(FromRow)]
struct Kept {
    #[sqlx(flatten)]
    user: User,
    folded: String,
    facets: String,
}

/// Compares the texts of some users after one; where they should be mended, the right ones are written.
pub async fn compare_texts(tx: &mut Tx, after: i64, mend: bool) -> Result<Compared> {
    const SQL: &str = concat!("SELECT ", columns!(), ", folded, facets FROM users WHERE id > $1 ORDER BY id LIMIT $2");
    let some: Vec<Kept> = on!(tx, c => sqlx::query_as(SQL).bind(after).bind(STEP).fetch_all(c).await).into_domain()?;
    let mut compared = Compared { last: after, ..Compared::default() };
    for Kept { user, folded, facets } in some {
        compared.last = user.id;
        compared.users += 1;
        if (derived::folded(&user), derived::facets(&user)) == (folded, facets) {
            continue;
        }
        compared.different += 1;
        if mend {
            users::derive(tx, &user).await?;
        }
    }
    Ok(compared)
}

/// Whether SQLite's indexes of letters and of facets are those of the texts. PostgreSQL keeps its own.
pub async fn index_is_right(tx: &mut Tx) -> Result<bool> {
    const SEARCH: &str = "INSERT INTO users_search_fts (users_search_fts, rank) VALUES ('integrity-check', 1)";
    const FACETS: &str = "INSERT INTO users_facets_fts (users_facets_fts, rank) VALUES ('integrity-check', 1)";
    /// `SQLITE_CORRUPT_VTAB`: what FTS5 answers where index and texts differ.
    const DIFFERENT: &str = "267";
    if let Tx::Sqlite(tx) = tx {
        for sql in [SEARCH, FACETS] {
            match sqlx::query(sql).execute(tx.connection().into_domain()?).await {
                Ok(_) => {}
                Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some(DIFFERENT) => return Ok(false),
                Err(other) => return Err(other).into_domain(),
            }
        }
    }
    Ok(true)
}

/// Makes SQLite's indexes of letters and of facets again.
pub async fn rebuild_index(tx: &mut Tx) -> Result<()> {
    const SEARCH: &str = "INSERT INTO users_search_fts (users_search_fts) VALUES ('rebuild')";
    const FACETS: &str = "INSERT INTO users_facets_fts (users_facets_fts) VALUES ('rebuild')";
    if let Tx::Sqlite(tx) = tx {
        for sql in [SEARCH, FACETS] {
            sqlx::query(sql).execute(tx.connection().into_domain()?).await.into_domain()?;
        }
    }
    Ok(())
}
