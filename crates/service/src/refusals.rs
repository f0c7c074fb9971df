//! Refused log-ins and denied permissions: gathered in memory, and written to the trail now and then. Whoever is refused
//! waits for no database, and can't fill it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::{Action, Code, Error, Result, Timestamp, UserId};
use serde_json::json;

use crate::{Clock, RequestContext, Service};

/// The most rows that are held. What does not fit is counted in one row for all.
const HELD: usize = 10_000;
/// The most rows that are written at a time.
const STEP: usize = 1_000;
/// Stands for the actors of refusals that are not told apart; no user ID has it.
const ANYBODY: &str = "*";
const MINUTE: i64 = 60_000_000;

/// What is told apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    minute: i64,
    actor: String,
    address: String,
    action: Action,
    /// The user who was meant. What was typed where there is none is not kept: some type a password there.
    target: Option<UserId>,
    /// The reason of a refused log-in; what a denied permission was wanted for.
    what: String,
}

/// The first of the same refusals, and how many there were.
#[derive(Clone, Debug)]
struct Row {
    at: Timestamp,
    request_id: String,
    count: u64,
}

/// The refusals that are not written yet.
#[derive(Debug)]
pub(crate) struct Refusals {
    clock: Arc<dyn Clock>,
    rows: Mutex<HashMap<Key, Row>>,
}

impl Refusals {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, rows: Mutex::default() }
    }

    /// A password or a code that was refused; faults of ours are none.
    pub(crate) fn login(&self, actor: &str, context: &RequestContext, target: Option<UserId>, error: &Error) {
        let refused = [
            Code::InvalidArgument,
            Code::PermissionDenied,
            Code::ResourceExhausted,
            Code::Unauthenticated,
            Code::NotFound,
            Code::FailedPrecondition,
        ];
        if refused.contains(&error.code) {
            self.add(actor, context, Action::SessionRefused, target, error.name);
        }
    }

    /// A permission that was denied.
    pub(crate) fn permission(&self, actor: &str, context: &RequestContext) {
        self.add(actor, context, Action::PermissionDenied, None, &context.operation);
    }

    fn add(&self, actor: &str, context: &RequestContext, action: Action, target: Option<UserId>, what: &str) {
        let at = self.clock.now();
        let (actor, address, what) = (actor.to_owned(), context.address.clone(), what.to_owned());
        let key = Key { minute: at.micros().div_euclid(MINUTE), actor, address, action, target, what };
        merge(&mut self.rows(), key, Row { at, request_id: context.request_id.clone(), count: 1 });
    }

    /// Takes out some of the minutes before one.
    fn take(&self, before: i64) -> Vec<(Key, Row)> {
        let mut rows = self.rows();
        let due: Vec<_> = rows.keys().filter(|key| key.minute < before).take(STEP).cloned().collect();
        due.into_iter().filter_map(|key| rows.remove_entry(&key)).collect()
    }

    fn put_back(&self, some: Vec<(Key, Row)>) {
        let mut rows = self.rows();
        for (key, row) in some {
            merge(&mut rows, key, row);
        }
    }

    /// Whoever panicked while holding them has left them whole.
    fn rows(&self) -> MutexGuard<'_, HashMap<Key, Row>> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn merge(rows: &mut HashMap<Key, Row>, key: Key, row: Row) {
    if let Some(same) = rows.get_mut(&key) {
        same.count += row.count;
    } else if rows.len() < HELD {
        rows.insert(key, row);
    } else {
        let anybody = Key { actor: ANYBODY.into(), address: String::new(), target: None, what: String::new(), ..key };
        let several = Row { request_id: String::new(), count: 0, ..row };
        rows.entry(anybody).or_insert(several).count += row.count;
    }
}

/// Writes refusals of minutes that are over, a thousand at the most, or of `all` minutes. Answers how many records it were.
///
/// # Errors
/// Whatever keeps the database from writing; they are kept for the next time then.
pub async fn write(service: &Service, all: bool) -> Result<usize> {
    let before = if all { i64::MAX } else { service.now().micros().div_euclid(MINUTE) };
    let mut some = service.refusals.take(before);
    if some.is_empty() {
        return Ok(0);
    }
    some.sort_by_key(|(_, row)| row.at);
    let written = insert(service, &some).await;
    if written.is_err() {
        service.refusals.put_back(some);
        return written.map(|()| 0);
    }
    Ok(some.len())
}

async fn insert(service: &Service, some: &[(Key, Row)]) -> Result<()> {
    let mut tx = service.db.write().await?;
    for (key, row) in some {
        let what = match key.action {
            Action::SessionRefused => "reason",
            _ => "operation",
        };
        let record = store::audit::NewRecord {
            at: row.at,
            actor: &key.actor,
            action: key.action,
            target: key.target.as_ref(),
            before: "{}",
            after: &json!({ "count": row.count, what: key.what }).to_string(),
            request_id: &row.request_id,
            address: &key.address,
        };
        store::audit::insert(&mut tx, &record).await?;
    }
    tx.commit().await
}
