//! One transaction type over both databases, and the macro that runs one SQL text on either.

use domain::Result;
use sqlx::{Postgres, Sqlite, Transaction};

use crate::error::IntoDomain as _;

/// An open transaction. Dropped without [`Tx::commit`], it is rolled back.
#[derive(Debug)]
pub enum Tx {
    /// On SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

impl Tx {
    /// Makes everything done durable; only then may anything be acknowledged.
    ///
    /// # Errors
    /// Unavailable or internal; then nothing was done, or the outcome is unknown.
    pub async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await,
            Self::Postgres(tx) => tx.commit().await,
        }
        .into_domain()
    }
}

/// Runs one expression on the connection of whichever database the transaction is on.
/// Each arm is inferred apart, so there is no `dyn` and no bound.
macro_rules! on {
    ($tx:expr, $connection:ident => $query:expr) => {
        match $tx {
            $crate::Tx::Sqlite(tx) => {
                let $connection = &mut **tx;
                $query
            }
            $crate::Tx::Postgres(tx) => {
                let $connection = &mut **tx;
                $query
            }
        }
    };
}

/// The text for whichever database the transaction is on, where the two really differ.
macro_rules! sql {
    ($tx:expr, sqlite: $sqlite:expr, postgres: $postgres:expr $(,)?) => {
        match $tx {
            $crate::Tx::Sqlite(_) => $sqlite,
            $crate::Tx::Postgres(_) => $postgres,
        }
    };
}
