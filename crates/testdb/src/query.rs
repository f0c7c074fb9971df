//! Looking into a database past the code under test, and breaking what it stands on.

use std::str::FromStr as _;

use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::Backend;

impl Backend {
    /// Which database a URL is of.
    pub fn of(url: &str) -> Self {
        if url.starts_with("sqlite:") { Self::Sqlite } else { Self::Postgres }
    }
}

/// Every row of a query, all of whose columns are text.
///
/// # Panics
/// If the query fails.
pub async fn rows(url: &str, sql: &str) -> Vec<Vec<Option<String>>> {
    let sql = AssertSqlSafe(sql.to_owned());
    match Backend::of(url) {
        Backend::Sqlite => {
            let rows = sqlx::query(sql).fetch_all(&mut sqlite(url).await).await.expect("rows");
            rows.iter().map(|row| (0..row.len()).map(|column| row.get(column)).collect()).collect()
        }
        Backend::Postgres => {
            let rows = sqlx::query(sql).fetch_all(&mut postgres(url).await).await.expect("rows");
            rows.iter().map(|row| (0..row.len()).map(|column| row.get(column)).collect()).collect()
        }
    }
}

/// Runs statements.
///
/// # Panics
/// If one fails.
pub async fn execute(url: &str, sql: &str) {
    let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
    match Backend::of(url) {
        Backend::Sqlite => sql.execute(&mut sqlite(url).await).await.map(|_| ()),
        Backend::Postgres => sql.execute(&mut postgres(url).await).await.map(|_| ()),
    }
    .expect("the statement is carried out");
}

async fn sqlite(url: &str) -> SqliteConnection {
    let options = SqliteConnectOptions::from_str(url).expect("a SQLite URL");
    SqliteConnection::connect_with(&options).await.expect("a connection to the file")
}

async fn postgres(url: &str) -> PgConnection {
    PgConnection::connect(url).await.expect("a connection to the database")
}
