//! The one connection that writes to SQLite's file, and commits that are shared: whoever comes while somebody else
//! writes joins their transaction, so that many wait for the disk together.
//!
//! Members follow one another, each behind a savepoint, so who fails takes back nothing of the others'. They share one
//! fate at the end: nobody is told anything before the commit of all.

use std::{
    mem,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

use domain::{Error, Result};
use sqlx::{Sqlite, SqliteConnection, SqlitePool, pool::PoolConnection};
use tokio::sync::oneshot;

use crate::error::IntoDomain as _;

/// How far a group has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Nobody is writing. Where there is a transaction, all in it counts.
    Between,
    /// The first is writing: the whole transaction is theirs.
    First,
    /// Somebody is writing, behind a savepoint.
    Later,
    /// A statement of ours failed, or nobody waited for its outcome.
    Unknown,
}

/// Those who share a transaction.
#[derive(Debug)]
pub(crate) struct Group {
    /// Held while there is a transaction.
    connection: Option<PoolConnection<Sqlite>>,
    stage: Stage,
    /// Whether the savepoint of the last member is there for certain.
    savepoint: bool,
    /// Who waits for the commit.
    members: Vec<oneshot::Sender<Result<()>>>,
    /// Set by SQLite when it rolls everything back, which it also does by itself, for example on a full disk. From then
    /// on each statement would be committed alone.
    rolled_back: Arc<AtomicBool>,
}

impl Group {
    pub(crate) fn new(rolled_back: Arc<AtomicBool>) -> Self {
        Self { connection: None, stage: Stage::Between, savepoint: false, members: Vec::new(), rolled_back }
    }

    /// Begins the work of one more member. May be cut short at any point.
    pub(crate) async fn begin(&mut self, pool: &SqlitePool) -> sqlx::Result<()> {
        if self.stage != Stage::Between {
            // A runtime ended before it had tidied up.
            self.close().await;
        }
        if let Some(connection) = &mut self.connection {
            // Cut short it leaves one savepoint more or less, which nobody goes back to: the last one counts.
            let begun = if mem::take(&mut self.savepoint) {
                // What was noted for going back to it is of no use any more, and costs every page a copy.
                run(connection, "RELEASE member; SAVEPOINT member").await
            } else {
                run(connection, "SAVEPOINT member").await
            };
            self.stage = if begun.is_ok() { Stage::Later } else { Stage::Unknown };
            return begun;
        }
        let connection = self.connection.insert(pool.acquire().await?);
        self.rolled_back.store(false, Relaxed);
        self.savepoint = false;
        self.stage = Stage::Unknown;
        run(connection, "BEGIN IMMEDIATE").await?;
        self.stage = Stage::First;
        Ok(())
    }

    /// The connection, as long as the transaction is there.
    pub(crate) fn connection(&mut self) -> Result<&mut SqliteConnection> {
        if self.is_rolled_back() {
            return Err(undone());
        }
        self.connection.as_deref_mut().ok_or_else(undone)
    }

    /// Counts in what a member has done. Answers where the outcome will be told.
    pub(crate) fn count_in(&mut self) -> Result<oneshot::Receiver<Result<()>>> {
        self.connection()?;
        let (told, outcome) = oneshot::channel();
        self.members.push(told);
        self.savepoint = self.stage == Stage::Later;
        self.stage = Stage::Between;
        Ok(outcome)
    }

    /// Takes back what a member has done who went without being counted in.
    pub(crate) async fn take_back(&mut self) {
        if self.is_rolled_back() {
            return;
        }
        let Some(connection) = &mut self.connection else { return };
        let taken_back = match self.stage {
            Stage::First => run(connection, "ROLLBACK").await,
            Stage::Later => run(connection, "ROLLBACK TO member").await,
            Stage::Between | Stage::Unknown => return,
        };
        match (taken_back, self.stage) {
            (Ok(()), Stage::First) => {
                self.connection = None;
                self.stage = Stage::Between;
            }
            (Ok(()), _) => {
                self.savepoint = true;
                self.stage = Stage::Between;
            }
            (Err(_), _) => self.stage = Stage::Unknown,
        }
    }

    /// Whether there is a transaction that others may join, which are `limit` at most.
    pub(crate) fn is_open(&self, limit: usize) -> bool {
        self.connection.is_some() && self.is_sound() && self.members.len() < limit
    }

    /// Commits, and tells everybody.
    pub(crate) async fn close(&mut self) {
        self.take_back().await;
        let sound = self.is_sound();
        let Some(connection) = &mut self.connection else { return };
        self.stage = Stage::Unknown;
        let outcome = if sound { run(connection, "COMMIT").await.into_domain() } else { Err(undone()) };
        if outcome.is_err() && !self.rolled_back.load(Relaxed) {
            // Whatever state it is in, it ends with the connection; the pool opens another.
            connection.close_on_drop();
        }
        self.connection = None;
        self.stage = Stage::Between;
        for member in self.members.drain(..) {
            // Who does not wait any more is not to be told.
            let _ = member.send(outcome.clone());
        }
    }

    /// Whether everything that is in the transaction counts.
    fn is_sound(&self) -> bool {
        self.stage == Stage::Between && !self.is_rolled_back()
    }

    fn is_rolled_back(&self) -> bool {
        self.rolled_back.load(Relaxed)
    }
}

/// What those hear whose changes went with the transaction.
pub(crate) fn undone() -> Error {
    Error::database_unavailable("the transaction was rolled back")
}

async fn run(connection: &mut SqliteConnection, sql: &'static str) -> sqlx::Result<()> {
    sqlx::query(sql).execute(connection).await.map(|_| ())
}
