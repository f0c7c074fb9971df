//! Whose turn it is to write to SQLite's file.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
};

use domain::Result;
use sqlx::{
    SqliteConnection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};
use tokio::{
    runtime::Handle,
    sync::{Mutex, OwnedMutexGuard},
    time::timeout,
};

use crate::{
    db::PATIENCE,
    group::{Group, undone},
};

/// How many share a commit at most, since the first of them waits for all the others.
const LIMIT: usize = 64;

/// The one connection that writes. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Writer {
    pool: SqlitePool,
    /// Who waits for it waits in order.
    group: Arc<Mutex<Group>>,
    /// How many want to join.
    waiting: Arc<AtomicUsize>,
    /// Whether a task is among those who wait that will close the group.
    closing: Arc<AtomicBool>,
}

impl Writer {
    pub(crate) async fn open(pool: SqlitePoolOptions, options: SqliteConnectOptions) -> sqlx::Result<Self> {
        let rolled_back = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&rolled_back);
        let pool = pool.max_connections(1).after_connect(move |connection, _| {
            let seen = Arc::clone(&seen);
            Box::pin(async move {
                connection.lock_handle().await?.set_rollback_hook(move || seen.store(true, Relaxed));
                Ok(())
            })
        });
        let pool = pool.connect_with(options).await?;
        let group = Arc::new(Mutex::new(Group::new(rolled_back)));
        Ok(Self { pool, group, waiting: Arc::default(), closing: Arc::default() })
    }

    /// The connection by itself, between two groups: for what is done outside of transactions.
    pub fn alone(&self) -> &SqlitePool {
        &self.pool
    }

    /// Joins the group.
    pub(crate) async fn join(&self) -> sqlx::Result<Member> {
        let waiting = Waiting::new(&self.waiting);
        let group = timeout(PATIENCE, Arc::clone(&self.group).lock_owned()).await;
        let group = group.map_err(|_| sqlx::Error::PoolTimedOut)?;
        drop(waiting);
        let mut member = Member { writer: self.clone(), group: Some(group) };
        if let Some(group) = &mut member.group {
            group.begin(&self.pool).await?;
        }
        Ok(member)
    }

    /// Lets the next one join, or closes the group if there is none. It is also closed once all have had their turn who
    /// wait now, even if they go away without taking it.
    async fn go_on(self, mut group: OwnedMutexGuard<Group>) {
        group.take_back().await;
        if group.is_open(LIMIT) && self.waiting.load(Relaxed) > 0 {
            if self.closing.swap(true, Relaxed) {
                return;
            }
            drop(group);
            group = Arc::clone(&self.group).lock_owned().await;
            self.closing.store(false, Relaxed);
        }
        group.close().await;
    }
}

/// Somebody who wants to join, as long as it is there.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn new(number: &'a AtomicUsize) -> Self {
        number.fetch_add(1, Relaxed);
        Self(number)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

/// A transaction that writes. Dropped without [`Member::commit`], what it has done is taken back.
#[derive(Debug)]
pub struct Member {
    writer: Writer,
    /// There until the turn is over.
    group: Option<OwnedMutexGuard<Group>>,
}

impl Member {
    /// The connection, unless everything was rolled back: then nothing more may be done, since it would stay.
    pub(crate) fn connection(&mut self) -> sqlx::Result<&mut SqliteConnection> {
        let group = self.group.as_deref_mut().ok_or_else(undone);
        group.and_then(Group::connection).map_err(sqlx::Error::decode)
    }

    /// Waits until all of the group is committed.
    pub(crate) async fn commit(mut self) -> Result<()> {
        let outcome = self.group.as_deref_mut().ok_or_else(undone)?.count_in()?;
        drop(self);
        outcome.await.unwrap_or_else(|_| Err(undone()))
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        // In a task of its own, which nobody cuts short. Where there is no runtime, the next one tidies up.
        if let (Some(group), Ok(runtime)) = (self.group.take(), Handle::try_current()) {
            runtime.spawn(self.writer.clone().go_on(group));
        }
    }
}
