//! Bringing the schema up to what this binary knows.

use domain::Result;
use sqlx::migrate::{MigrateError, Migrator};

use crate::{Db, db::refused};

static SQLITE: Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../../migrations/postgres");

impl Db {
    /// Applies the migrations that are missing, under the database's own lock.
    ///
    /// # Errors
    /// If the schema is newer than this binary, was changed by hand, or can't be written.
    pub async fn migrate(&self) -> Result<()> {
        match self {
            Self::Sqlite { write, .. } => SQLITE.run(write).await,
            Self::Postgres(pool) => POSTGRES.run(pool).await,
        }
        .map_err(|cause| match cause {
            MigrateError::VersionMissing(version) => refused(format!(
                "the database has schema {version}, which is newer than this Roster; install a newer one"
            )),
            MigrateError::VersionMismatch(version) => {
                refused(format!("migration {version} of the database differs from the one this Roster knows"))
            }
            other => refused(format!("the schema can't be brought up to date: {other}")),
        })
    }
}
