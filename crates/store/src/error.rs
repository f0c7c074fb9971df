//! From the driver's errors to the one error type.

use domain::{Error, Result};

/// Result codes of SQLite that a retry, more space or an operator can mend: BUSY, LOCKED, READONLY, IOERR,
/// FULL and CANTOPEN (sqlite.org/rescode.html).
const SQLITE_UNAVAILABLE: [i32; 6] = [5, 6, 8, 10, 13, 14];

pub(crate) trait IntoDomain<T> {
    /// Maps a driver's failure to unavailable or internal.
    fn into_domain(self) -> Result<T>;
}

impl<T> IntoDomain<T> for Result<T, sqlx::Error> {
    fn into_domain(self) -> Result<T> {
        self.map_err(from_driver)
    }
}

pub(crate) trait OnUnique<T> {
    /// Names the error of a violated unique key of `table` over `column`.
    fn on_unique(self, table: &str, column: &str, error: impl FnOnce() -> Error) -> Self;
}

impl<T> OnUnique<T> for Result<T, sqlx::Error> {
    fn on_unique(self, table: &str, column: &str, error: impl FnOnce() -> Error) -> Self {
        self.map_err(|cause| if violates(&cause, table, column) { sqlx::Error::decode(error()) } else { cause })
    }
}

/// PostgreSQL names the constraint, SQLite the column.
fn violates(cause: &sqlx::Error, table: &str, column: &str) -> bool {
    let Some(error) = cause.as_database_error().filter(|e| e.is_unique_violation()) else { return false };
    match error.constraint() {
        Some(constraint) => constraint == format!("{table}_{column}_key"),
        None => error.message().contains(&format!("{table}.{column}")),
    }
}

pub(crate) fn from_driver(cause: sqlx::Error) -> Error {
    match cause {
        sqlx::Error::Decode(inner) => match inner.downcast::<Error>() {
            Ok(named) => *named,
            Err(other) => Error::internal(other),
        },
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed | sqlx::Error::Io(_) => {
            Error::database_unavailable(cause)
        }
        sqlx::Error::Database(ref error) if is_full(error.as_ref()) => full(&cause),
        sqlx::Error::Database(ref error) if is_unavailable(error.as_ref()) => Error::database_unavailable(cause),
        other => Error::internal(other),
    }
}

fn is_unavailable(error: &dyn sqlx::error::DatabaseError) -> bool {
    let code = error.code().unwrap_or_default();
    if error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
        // The low byte of an extended code is its primary code.
        return code.parse::<i32>().is_ok_and(|code| SQLITE_UNAVAILABLE.contains(&(code & 0xff)));
    }
    // Connection exceptions, a transaction that was idle for too long, rolled back for another transaction's sake
    // (deadlock), insufficient resources, operator intervention, system errors.
    ["08", "25P03", "40", "53", "57", "58"].iter().any(|class| code.starts_with(class))
}

/// `SQLITE_FULL`, and PostgreSQL's `disk_full`.
fn is_full(error: &dyn sqlx::error::DatabaseError) -> bool {
    let full = if error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() { "13" } else { "53100" };
    error.code().as_deref() == Some(full)
}

/// Trying again is of no use by itself here, so this says what is.
fn full(cause: &sqlx::Error) -> Error {
    let message = "The disk of the database is full. Nothing was saved. Ask whoever runs this server to make room; \
                   then try again.";
    Error { message: message.into(), ..Error::database_unavailable(cause) }
}
