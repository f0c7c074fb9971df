//! Putting a database in order after a great many changes.

use domain::Result;
use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::{Db, error::IntoDomain as _};

impl Db {
    /// Writes SQLite's file anew, without gaps; PostgreSQL gathers what its planner goes by. Answers whether it was done:
    /// a file that a server is using is left alone, since that server's writers would wait for long.
    ///
    /// # Errors
    /// Whatever keeps the database from it, such as a full disk; nothing is lost by that.
    pub async fn pack(&self) -> Result<bool> {
        match self {
            Self::Sqlite { write, .. } => {
                let Ok(_alone) = self.lock_for_server() else { return Ok(false) };
                sqlx::query("VACUUM").execute(write.alone()).await.into_domain()?;
            }
            Self::Postgres(pool) => {
                let alone = unhurried(pool).await.into_domain()?;
                let done = sqlx::query("VACUUM (ANALYZE) users").execute(&alone).await;
                alone.close().await;
                done.into_domain()?;
            }
        }
        Ok(true)
    }
}

/// A connection of its own, without a time-out: with a million users some things take longer than a statement may.
pub(crate) async fn unhurried(pool: &PgPool) -> sqlx::Result<PgPool> {
    let options = PgConnectOptions::clone(&pool.connect_options()).options([("statement_timeout", "0")]);
    PgPoolOptions::new().max_connections(1).connect_with(options).await
}
