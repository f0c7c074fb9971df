//! Databases for tests: each test gets its own, on SQLite and on PostgreSQL, and leaves none behind.
#![expect(clippy::expect_used, clippy::panic, reason = "a test that can't have its database has failed")]

mod database;
mod query;
pub mod sources;

use std::{future::Future, panic::resume_unwind};

pub use database::{Backend, Database};
pub use query::{execute, rows};

/// Makes of each named `async fn(subject)` a module with two tests, `sqlite` and `postgres`. The crate of the
/// tests says at its root what a subject is: `async fn open(url: String) -> Subject`.
#[macro_export]
#[expect(clippy::crate_in_macro_def, reason = "the crate of the tests is meant")]
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        $(mod $name {
            #[test]
            fn sqlite() {
                $crate::run($crate::Backend::Sqlite, |url| async { super::$name(crate::open(url).await).await });
            }

            #[test]
            fn postgres() {
                $crate::run($crate::Backend::Postgres, |url| async { super::$name(crate::open(url).await).await });
            }
        })+
    };
}

/// Runs a test with the URL of an empty database, on several threads.
///
/// # Panics
/// If the test does, or if there is no database to be had.
pub fn run<Test: Future<Output = ()> + Send + 'static>(backend: Backend, test: impl FnOnce(String) -> Test) {
    runtime().block_on(async {
        let database = Database::create(backend).await;
        let outcome = tokio::spawn(test(database.url.clone())).await;
        database.remove().await;
        outcome.unwrap_or_else(|failure| resume_unwind(failure.into_panic()));
    });
}

/// Runs a test that compares the two: it gets the URLs of an empty SQLite and an empty PostgreSQL database.
///
/// # Panics
/// As [`run`].
pub fn run_with_both<Test: Future<Output = ()> + Send + 'static>(test: impl FnOnce(String, String) -> Test) {
    runtime().block_on(async {
        let sqlite = Database::create(Backend::Sqlite).await;
        let postgres = Database::create(Backend::Postgres).await;
        let outcome = tokio::spawn(test(sqlite.url.clone(), postgres.url.clone())).await;
        sqlite.remove().await;
        postgres.remove().await;
        outcome.unwrap_or_else(|failure| resume_unwind(failure.into_panic()));
    });
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().expect("threads for the test")
}
