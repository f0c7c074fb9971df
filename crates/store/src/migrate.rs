//! Bringing the schema up to what this binary knows.

use domain::{Error, Result};
use sqlx::{
    PgPool,
    migrate::{MigrateError, Migrator},
};

use crate::{Db, db::refused, pack::unhurried, users};

static SQLITE: Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../../migrations/postgres");

impl Db {
    /// Applies the migrations that are missing, under the database's own lock.
    ///
    /// # Errors
    /// If the schema is newer than this binary, was changed by hand, or can't be written.
    pub async fn migrate(&self) -> Result<()> {
        match self {
            Self::Sqlite { write, .. } => SQLITE.run(write.alone()).await,
            Self::Postgres(pool) => migrate_postgres(pool).await,
        }
        .map_err(explain)?;
        // What searches look at is derived by us, not by SQL.
        loop {
            let mut tx = self.write().await?;
            if users::derive_missing(&mut tx).await? == 0 {
                return Ok(());
            }
            tx.commit().await?;
        }
    }
}

/// What fails leaves the lock of the migrations to its connection, which is its own for that reason too.
async fn migrate_postgres(pool: &PgPool) -> Result<(), MigrateError> {
    let alone = unhurried(pool).await?;
    let outcome = POSTGRES.run(&alone).await;
    alone.close().await;
    outcome
}

fn explain(cause: MigrateError) -> Error {
    match cause {
        MigrateError::VersionMissing(version) => {
            refused(format!("the database has schema {version}, which is newer than this Roster; install a newer one"))
        }
        MigrateError::VersionMismatch(version) => {
            refused(format!("migration {version} of the database differs from the one this Roster knows"))
        }
        other => refused(format!("the schema can't be brought up to date: {other}")),
    }
}
