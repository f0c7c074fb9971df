//! One transaction type over both databases, and the macro that runs one SQL text on either.

use std::ops::{Deref, DerefMut};

use domain::Result;
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection, Transaction, pool::PoolConnection};

use crate::{Member, error::IntoDomain as _};

/// An open transaction. Dropped without [`Tx::commit`], it is rolled back.
#[derive(Debug)]
pub enum Tx {
    /// On SQLite.
    Sqlite(SqliteTx),
    /// On PostgreSQL.
    Postgres(PostgresTx),
}

impl Tx {
    /// Makes everything done durable; only then may anything be acknowledged.
    ///
    /// # Errors
    /// Unavailable or internal; then nothing was done, or the outcome is unknown.
    pub async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(SqliteTx::Read(tx)) => tx.commit().await.into_domain(),
            Self::Sqlite(SqliteTx::Write(member)) => member.commit().await,
            Self::Postgres(PostgresTx::Open(tx)) => tx.commit().await.into_domain(),
            Self::Sqlite(SqliteTx::Once(_)) | Self::Postgres(PostgresTx::Once(_)) => Ok(()),
        }
    }
}

/// An open transaction on SQLite.
#[derive(Debug)]
pub enum SqliteTx {
    /// On one of the connections that read.
    Read(Transaction<'static, Sqlite>),
    /// On one of these, for one statement, which needs no transaction around it.
    Once(PoolConnection<Sqlite>),
    /// On the one that writes.
    Write(Member),
}

impl SqliteTx {
    /// The connection, while the transaction is there: SQLite may have rolled it back by itself.
    pub(crate) fn connection(&mut self) -> sqlx::Result<&mut SqliteConnection> {
        match self {
            Self::Read(tx) => Ok(tx),
            Self::Once(connection) => Ok(connection),
            Self::Write(member) => member.connection(),
        }
    }
}

/// An open transaction on PostgreSQL.
#[derive(Debug)]
pub enum PostgresTx {
    /// A transaction, in which everything is seen from one moment or written at once.
    Open(Transaction<'static, Postgres>),
    /// A connection for one statement, which needs no transaction around it.
    Once(PoolConnection<Postgres>),
}

impl Deref for PostgresTx {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        match self {
            Self::Open(tx) => tx,
            Self::Once(connection) => connection,
        }
    }
}

impl DerefMut for PostgresTx {
    fn deref_mut(&mut self) -> &mut PgConnection {
        match self {
            Self::Open(tx) => tx,
            Self::Once(connection) => connection,
        }
    }
}

/// Runs one expression on the connection of whichever database the transaction is on.
/// Each arm is inferred apart, so there is no `dyn` and no bound.
macro_rules! on {
    ($tx:expr, $connection:ident => $query:expr) => {
        match $tx {
            $crate::Tx::Sqlite(tx) => match tx.connection() {
                Ok($connection) => $query,
                Err(rolled_back) => Err(rolled_back),
            },
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
