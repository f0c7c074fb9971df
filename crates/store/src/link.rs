//! The link to PostgreSQL: nobody waits for it without an end, and what it broke is not handed out again.

use std::{
    io::{self, ErrorKind},
    ops::{Deref, DerefMut},
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use domain::{Code, Error, Result};
use sqlx::{
    Connection as _, PgConnection, PgPool, Postgres, Transaction,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::time::timeout;

use crate::error::IntoDomain as _;

/// Connections to PostgreSQL of one server.
const CONNECTIONS: u32 = 20;
/// How long to wait for a connection, so that while PostgreSQL is away everybody hears so within five seconds.
const CONNECT: Duration = Duration::from_secs(4);
/// How long a connection that was idle has for a sign of life. What is left of [`CONNECT`] is for another one.
const SIGN_OF_LIFE: Duration = Duration::from_millis(1500);
/// How long a statement waits for its answer: half a second longer than PostgreSQL works on it, which usually says so.
const ANSWER: Duration = Duration::from_millis(5500);
/// The same for work on everybody at once, that no page waits for.
const UNHURRIED: Duration = Duration::from_mins(10);

/// What every session is told. Whatever the server's own default: what we acknowledge is on its disk. Its side of a link
/// that is gone ends within a minute.
const SESSION: [(&str, &str); 5] = [
    ("synchronous_commit", "on"),
    ("statement_timeout", "5s"),
    ("tcp_keepalives_idle", "30"),
    ("tcp_keepalives_interval", "10"),
    ("tcp_keepalives_count", "3"),
];

/// Who is cut off from us in the middle of a transaction lets go of its locks before long.
const BEGIN: &str = "BEGIN; SET LOCAL idle_in_transaction_session_timeout = '10s'";
const BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// Opens the connections.
pub(crate) async fn open(options: PgConnectOptions) -> sqlx::Result<PgPool> {
    let lost = Lost::default();
    let (taken, released) = (lost.clone(), lost);
    // Instead of the pool's own tests, which have no end where the link swallows everything.
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(CONNECT)
        .test_before_acquire(false)
        .before_acquire(move |connection, now| Box::pin(taken.clone().test(connection, now.idle_for)))
        .after_release(move |connection, _| Box::pin(released.clone().test(connection, Duration::ZERO)));
    pool.connect_with(options.options(SESSION)).await
}

/// When a connection was last found to be dead. What was idle by then is closed unasked: to wait for each in turn would
/// take longer than anybody waits for one.
#[derive(Clone, Default)]
struct Lost(Arc<Mutex<Option<Instant>>>);

impl Lost {
    /// Asks a connection for a sign of life. An error closes it without a word to the other side, which might never be
    /// taken.
    async fn test(self, connection: &mut PgConnection, idle_for: Duration) -> sqlx::Result<bool> {
        if self.last().is_some_and(|last| last.elapsed() < idle_for) {
            return Err(silent());
        }
        let answer = within(SIGN_OF_LIFE, connection.ping()).await;
        if answer.is_err() {
            *self.last() = Some(Instant::now());
        }
        answer.map(|()| true)
    }

    fn last(&self) -> MutexGuard<'_, Option<Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One statement outside of a transaction, or the beginning of one.
pub(crate) async fn answered<T>(work: impl Future<Output = sqlx::Result<T>>) -> sqlx::Result<T> {
    within(ANSWER, work).await
}

/// Boxed, so that what waits, through all layers, is no larger for it.
pub(crate) fn within<T>(
    limit: Duration,
    work: impl Future<Output = sqlx::Result<T>>,
) -> Pin<Box<impl Future<Output = sqlx::Result<T>>>> {
    Box::pin(async move { timeout(limit, work).await.unwrap_or_else(|_| Err(silent())) })
}

fn silent() -> sqlx::Error {
    sqlx::Error::Io(io::Error::new(ErrorKind::TimedOut, "PostgreSQL did not answer"))
}

/// An open transaction on PostgreSQL.
#[derive(Debug)]
pub struct PgTx {
    open: Open,
    unhurried: bool,
}

#[derive(Debug)]
enum Open {
    /// A transaction, in which everything is seen from one moment or written at once.
    Transaction(Transaction<'static, Postgres>),
    /// A connection for one statement, which needs no transaction around it.
    Once(PoolConnection<Postgres>),
}

impl PgTx {
    pub(crate) async fn read(pool: &PgPool) -> sqlx::Result<Self> {
        Ok(Self { open: Open::Transaction(answered(pool.begin_with(BEGIN_READ)).await?), unhurried: false })
    }

    pub(crate) async fn write(pool: &PgPool) -> sqlx::Result<Self> {
        Ok(Self { open: Open::Transaction(answered(pool.begin_with(BEGIN)).await?), unhurried: false })
    }

    pub(crate) async fn once(pool: &PgPool) -> sqlx::Result<Self> {
        Ok(Self { open: Open::Once(answered(pool.acquire()).await?), unhurried: false })
    }

    /// How long a statement may wait for its answer.
    pub(crate) fn limit(&self) -> Duration {
        if self.unhurried { UNHURRIED } else { ANSWER }
    }

    pub(crate) async fn unhurried(&mut self) -> sqlx::Result<()> {
        const SQL: &str = "SELECT set_config('statement_timeout', '10min', true), \
                           set_config('idle_in_transaction_session_timeout', '10min', true)";
        within(ANSWER, sqlx::query(SQL).execute(&mut **self)).await?;
        self.unhurried = true;
        Ok(())
    }

    pub(crate) async fn commit(self) -> Result<()> {
        let limit = self.limit();
        match self.open {
            Open::Transaction(tx) => within(limit, tx.commit()).await.into_domain().map_err(uncertain),
            Open::Once(_) => Ok(()),
        }
    }
}

impl Deref for PgTx {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        match &self.open {
            Open::Transaction(tx) => tx,
            Open::Once(connection) => connection,
        }
    }
}

impl DerefMut for PgTx {
    fn deref_mut(&mut self) -> &mut PgConnection {
        match &mut self.open {
            Open::Transaction(tx) => tx,
            Open::Once(connection) => connection,
        }
    }
}

/// Where the answer to COMMIT is lost, "nothing was saved" may be untrue.
fn uncertain(error: Error) -> Error {
    if error.code != Code::Unavailable {
        return error;
    }
    let message = "The database did not answer, so it is not certain that this was saved. Look before you try again.";
    Error { message: message.into(), ..error }
}
