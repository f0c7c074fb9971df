//! How much an account and a network address may ask for, on all servers together; [`domain::rate`] counts.
//!
//! A server counts in its own memory, and is alone with SQLite. With PostgreSQL it tells the others what it has let through
//! as soon as that is a sixteenth of the limit, and learns what they have: for that much each server may be ahead, and no
//! request of somebody slow waits for it.

use std::{
    collections::{HashMap, hash_map::RandomState},
    hash::BuildHasher as _,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use domain::{
    Error, Result, Timestamp,
    rate::{Allowance, Rate},
};
use sha2::{Digest as _, Sha256};
use store::Tx;

use crate::{Service, guessing::network};

/// Parts of the table, each with a lock of its own.
const PARTS: usize = 16;
/// The most subjects of a part; a million in all. A subject takes 24 bytes, and a table twice the room it needs at times.
const SUBJECTS: usize = 65_536;
/// Servers tell each other of this part of a limit.
const TOLD: u32 = 16;

/// Whose requests are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject<'a> {
    /// A network address; of IPv6, the network of 64 bits.
    Address(&'a str),
    /// An account, whichever of its credentials is shown.
    Account(i64),
    /// A network address again, for mails that anybody may have sent to others.
    Mails(&'a str),
    /// And for accounts that are made from it.
    Registrations(&'a str),
}

impl Subject<'_> {
    fn bytes(self) -> (u8, Vec<u8>) {
        match self {
            Self::Address(text) => (0, text.parse().map(network).unwrap_or_default()),
            Self::Account(key) => (1, key.to_be_bytes().to_vec()),
            Self::Mails(text) => (2, text.parse().map(network).unwrap_or_default()),
            Self::Registrations(text) => (3, text.parse().map(network).unwrap_or_default()),
        }
    }
}

/// What is remembered of a subject.
#[derive(Clone, Copy)]
struct Bucket {
    full_at: Timestamp,
    /// Let through, and not told the other servers yet.
    untold: u32,
}

impl Bucket {
    /// Takes one. Answers how many are to be told, once they are enough.
    fn take(&mut self, rate: Rate, now: Timestamp) -> Result<(Allowance, u32), Allowance> {
        let (full_at, allowance) = rate.take(self.full_at, now)?;
        // What has filled up again is nobody's business.
        let untold = if self.full_at <= now { 1 } else { self.untold + 1 };
        let enough = untold >= (rate.limit() / TOLD).max(1);
        *self = Self { full_at, untold: if enough { 0 } else { untold } };
        Ok((allowance, if enough { untold } else { 0 }))
    }
}

/// What this server has let through.
pub(crate) struct Buckets {
    parts: [Mutex<HashMap<u64, Bucket>>; PARTS],
    /// Its key is random, so that nobody can make up two subjects that share a bucket.
    hasher: RandomState,
}

impl Default for Buckets {
    fn default() -> Self {
        Self { parts: std::array::from_fn(|_| Mutex::default()), hasher: RandomState::new() }
    }
}

impl Buckets {
    /// Does something to the bucket of a subject.
    fn with<T>(&self, subject: &(u8, Vec<u8>), now: Timestamp, act: impl FnOnce(&mut Bucket) -> T) -> Option<T> {
        let key = self.hasher.hash_one(subject);
        let part = self.parts.get(usize::try_from(key % PARTS as u64).ok()?)?;
        let mut part = part.lock().unwrap_or_else(PoisonError::into_inner);
        if part.len() >= SUBJECTS && !part.contains_key(&key) {
            // A full bucket is as good as none.
            part.retain(|_, bucket| bucket.full_at > now);
        }
        // Where all are in use, whoever comes new shares one.
        let key = if part.len() >= SUBJECTS && !part.contains_key(&key) { 0 } else { key };
        Some(act(part.entry(key).or_insert(Bucket { full_at: now, untold: 0 })))
    }
}

/// Counts a request.
///
/// # Errors
/// Resource exhausted, with what there is to tell of it as attributes.
pub async fn take(service: &Service, subject: Subject<'_>) -> Result<()> {
    count(service, subject).await.1
}

/// The same, with what is left of the limit beside it, for who has to say that in any case.
pub async fn count(service: &Service, subject: Subject<'_>) -> (Option<Allowance>, Result<()>) {
    let Some(limits) = service.settings.rate_limits else { return (None, Ok(())) };
    let rate = match subject {
        Subject::Address(_) => limits.address,
        Subject::Account(_) => limits.account,
        Subject::Mails(_) => limits.mails,
        Subject::Registrations(_) => limits.registrations,
    };
    let (now, subject) = (service.now(), subject.bytes());
    let taken = service.buckets.with(&subject, now, |bucket| bucket.take(rate, now));
    match taken {
        Some(Ok((allowance, untold))) => {
            if untold > 0 && service.db.is_shared() {
                tell(service, &subject, rate, untold, now).await;
            }
            (Some(allowance), Ok(()))
        }
        Some(Err(allowance)) => (Some(allowance), Err(Error::rate_limit_exceeded(allowance))),
        None => (None, Ok(())),
    }
}

/// Tells the other servers, and hears of them. Nobody is refused because that does not work.
async fn tell(service: &Service, subject: &(u8, Vec<u8>), rate: Rate, untold: u32, now: Timestamp) {
    let told = async {
        let hash = Sha256::new_with_prefix([subject.0]).chain_update(&subject.1).finalize();
        store::rate_limits::charge(&mut service.db.once().await?, &hash, rate.pace() * untold, now).await
    };
    match told.await {
        Ok(full_at) => {
            service.buckets.with(subject, now, |bucket| bucket.full_at = bucket.full_at.max(full_at));
        }
        Err(error) => tracing::warn!(cause = error.cause, "the other servers can't be told of requests"),
    }
}

/// Forgets what has been full for a while.
pub(crate) async fn sweep(tx: &mut Tx, service: &Service) -> Result<()> {
    let before = service.now().minus(Duration::from_mins(1));
    store::rate_limits::delete_before(tx, before).await.map(|_| ())
}
