//! Making a database and taking it away again.

use std::str::FromStr as _;

use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection, postgres::PgConnectOptions};
use tempfile::TempDir;

/// Where superusers reach the PostgreSQL server of the tests.
const SERVER: &str = "ROSTER_TEST_POSTGRES_URL";

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// A file of its own.
    Sqlite,
    /// A database of its own on the server of the tests.
    Postgres,
}

/// An empty database of one test.
#[derive(Debug)]
pub struct Database {
    /// What to open it by.
    pub url: String,
    place: Place,
}

#[derive(Debug)]
enum Place {
    Folder(TempDir),
    Server { name: String },
}

impl Database {
    /// Makes one.
    ///
    /// # Panics
    /// If it can't be made; a test must not pass because its database is missing.
    pub async fn create(backend: Backend) -> Self {
        match backend {
            Backend::Sqlite => {
                let folder = tempfile::tempdir().expect("a temporary folder");
                let url = format!("sqlite://{}", folder.path().join("roster.db").display());
                Self { url, place: Place::Folder(folder) }
            }
            Backend::Postgres => {
                let mut server = connect().await;
                let unique = "SELECT 'roster_test_' || replace(gen_random_uuid()::text, '-', '')";
                let name: String = sqlx::query_scalar(unique).fetch_one(&mut server).await.expect("a unique name");
                create_on(&mut server, &name).await;
                let url = server_options().database(&name).to_url_lossy().to_string();
                Self { url, place: Place::Server { name } }
            }
        }
    }

    /// Takes it away, whoever is still connected.
    ///
    /// # Panics
    /// If it stays.
    pub async fn remove(self) {
        match self.place {
            Place::Folder(folder) => folder.close().expect("the temporary folder can be removed"),
            Place::Server { name } => {
                let drop = format!("DROP DATABASE {name} WITH (FORCE)");
                sqlx::query(AssertSqlSafe(drop)).execute(&mut connect().await).await.expect("the database goes");
            }
        }
    }
}

/// Sorting must not depend on the locale of a database, so tests get one whose locale is not ours.
async fn create_on(server: &mut PgConnection, name: &str) {
    let create =
        format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'sv'");
    sqlx::query(AssertSqlSafe(create)).execute(server).await.expect("a database for the test");
}

fn server_options() -> PgConnectOptions {
    let url = std::env::var(SERVER)
        .unwrap_or_else(|_| panic!("{SERVER} is not set: run `cargo xtask test storage`, which starts a PostgreSQL"));
    PgConnectOptions::from_str(&url).unwrap_or_else(|cause| panic!("{SERVER}: {cause}")).disable_statement_logging()
}

async fn connect() -> PgConnection {
    let options = server_options();
    PgConnection::connect_with(&options).await.unwrap_or_else(|cause| panic!("the PostgreSQL of {SERVER}: {cause}"))
}
