//! Databases for tests: each test gets its own, on SQLite and on PostgreSQL, and leaves none behind.
#![expect(clippy::expect_used, clippy::panic, reason = "a test that can't have its database has failed")]

mod database;
mod query;
pub mod sources;

use std::{panic::resume_unwind, pin::Pin};

pub use database::{Backend, Database};
pub use query::{execute, rows};

/// Makes of each named `async fn(subject)` a module with two tests, `sqlite` and `postgres`. The crate of the
/// tests says at its root what a subject is: `async fn open(url: String) -> Subject`.
#[macro_export]
#[expect(clippy::crate_in_macro_def, reason = "the crate of the tests is meant")]
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        $(mod $name {
            async fn test(url: String) {
                super::$name(crate::open(url).await).await;
            }

            #[test]
            fn sqlite() {
                $crate::run($crate::Backend::Sqlite, test);
            }

            #[test]
            fn postgres() {
                $crate::run($crate::Backend::Postgres, test);
            }
        })+
    };
}

/// A test under way: one type for all, since a runtime made for each of a thousand types takes minutes to compile.
type Running = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Runs a test with the URL of an empty database, on several threads.
///
/// # Panics
/// If the test does, or if there is no database to be had.
pub fn run<Test: Future<Output = ()> + Send + 'static>(
    backend: Backend,
    test: impl FnOnce(String) -> Test + Send + 'static,
) {
    block_on(Box::pin(async move {
        let database = Database::create(backend).await;
        let outcome = tokio::spawn::<Running>(Box::pin(test(database.url.clone()))).await;
        database.remove().await;
        outcome.unwrap_or_else(|failure| resume_unwind(failure.into_panic()));
    }));
}

/// Runs a test that compares the two: it gets the URLs of an empty SQLite and an empty PostgreSQL database.
///
/// # Panics
/// As [`run`].
pub fn run_with_both<Test: Future<Output = ()> + Send + 'static>(
    test: impl FnOnce(String, String) -> Test + Send + 'static,
) {
    block_on(Box::pin(async move {
        let sqlite = Database::create(Backend::Sqlite).await;
        let postgres = Database::create(Backend::Postgres).await;
        let outcome = tokio::spawn::<Running>(Box::pin(test(sqlite.url.clone(), postgres.url.clone()))).await;
        sqlite.remove().await;
        postgres.remove().await;
        outcome.unwrap_or_else(|failure| resume_unwind(failure.into_panic()));
    }));
}

fn block_on(running: Running) {
    let threads = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build();
    threads.expect("threads for the test").block_on(running);
}
