//! Argon2id on threads of its own, so that log-ins never starve the rest of the server.

#[cfg(test)]
mod tests;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use domain::{Error, Result};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::oneshot;

use crate::{Rng, stored_hash::StoredHash};

/// KiB, passes and lanes (OWASP's password storage cheat sheet, argon2id).
const PARAMS: (u32, u32, u32) = (19_456, 2, 1);
const OUTPUT_BYTES: usize = 32;
/// Who would wait longer than this is asked to come back.
const PATIENCE: Duration = Duration::from_millis(1500);
/// How long a thread without work keeps its memory.
const KEEP: Duration = Duration::from_secs(1);
/// What a hash is taken to cost before one was measured.
const FIRST_GUESS: Duration = Duration::from_millis(20);
/// Compared with for users who do not exist or have no password, so that they cost the same. It is the hash
/// of random bytes that nobody kept.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$3l6oN3k1cTg2bWZ4aHV5dw$b1bWv6yqPzM5c8m1xk0l2vTqk3Q8yq7dJ0n1uR4sT5w";

type Job = Box<dyn FnOnce(&mut [Block]) + Send>;

/// A bounded pool of hashing threads. Cheap to clone; the threads end with the last clone.
#[derive(Clone, Debug)]
pub(crate) struct Hasher {
    jobs: Sender<Job>,
    load: Arc<Load>,
}

/// What becomes of a password that was compared with a stored hash.
pub(crate) enum Verdict {
    /// It is not the one.
    Wrong,
    /// It is the one.
    Right,
    /// It is the one, and its hash has another form than ours: this one should be stored instead.
    Outdated { fresh: String },
}

#[derive(Debug)]
struct Load {
    threads: usize,
    waiting: AtomicUsize,
    micros: AtomicU64,
}

impl Hasher {
    pub(crate) fn start(threads: usize) -> Result<Self> {
        let threads = threads.max(1);
        let (jobs, queue) = crossbeam_channel::unbounded();
        for _ in 0..threads {
            let queue = queue.clone();
            thread::Builder::new().name("hashing".into()).spawn(move || work(&queue)).map_err(Error::internal)?;
        }
        let micros = AtomicU64::new(FIRST_GUESS.as_micros().try_into().unwrap_or(u64::MAX));
        Ok(Self { jobs, load: Arc::new(Load { threads, waiting: AtomicUsize::new(0), micros }) })
    }

    /// The PHC string of a password, with a salt of its own.
    pub(crate) async fn hash(&self, password: SecretString, rng: &dyn Rng) -> Result<String> {
        let mut salt = [0; 16];
        rng.fill(&mut salt)?;
        self.run(move |memory| hash_with(&password, &salt, memory)).await
    }

    /// Whether the password is the one of the stored hash; never, but at the same cost, where there is none.
    /// A hash in another form than ours costs what it costs, and a new one if the password is right.
    pub(crate) async fn verify(
        &self,
        password: SecretString,
        stored: Option<String>,
        rng: &dyn Rng,
    ) -> Result<Verdict> {
        let mut salt = [0; 16];
        rng.fill(&mut salt)?;
        self.run(move |memory| {
            let known = stored.is_some();
            let stored = StoredHash::parse(stored.as_deref().unwrap_or(NOBODY))
                .map_err(|refused| Error::internal(format!("a stored password hash can't be verified: {refused}")))?;
            let right = stored.verify(password.expose_secret().as_bytes(), memory)? && known;
            Ok(match (right, stored.is_ours()) {
                (false, _) => Verdict::Wrong,
                (true, true) => Verdict::Right,
                (true, false) => Verdict::Outdated { fresh: hash_with(&password, &salt, memory)? },
            })
        })
        .await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce(&mut [Block]) -> Result<T> + Send + 'static) -> Result<T> {
        let place = self.load.enter()?;
        let (reply, answer) = oneshot::channel();
        let job = Box::new(move |memory: &mut [Block]| {
            // Who has gone away meanwhile costs nothing.
            if !reply.is_closed() {
                let begun = Instant::now();
                let result = work(memory);
                place.0.note(begun.elapsed());
                drop(place);
                let _ = reply.send(result);
                // Nothing that a password left behind outlives the answer, nor delays it.
                memory.fill(Block::new());
            }
        });
        self.jobs.send(job).map_err(|_| Error::internal("the hashing threads are gone"))?;
        answer.await.map_err(|_| Error::internal("a hashing thread failed"))?
    }
}

/// A place in the queue, given up when dropped.
struct Place(Arc<Load>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Load {
    fn enter(self: &Arc<Self>) -> Result<Place> {
        let before = self.waiting.fetch_add(1, Ordering::SeqCst);
        let place = Place(Arc::clone(self));
        let rounds = u64::try_from(before / self.threads).unwrap_or(u64::MAX);
        let wait = Duration::from_micros(self.micros.load(Ordering::Relaxed).saturating_mul(rounds));
        if wait > PATIENCE { Err(Error::busy(wait.as_secs() + 1)) } else { Ok(place) }
    }

    /// A moving average over about eight hashes.
    fn note(&self, took: Duration) {
        let took = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let old = self.micros.load(Ordering::Relaxed);
        self.micros.store((old.saturating_mul(7).saturating_add(took)) / 8, Ordering::Relaxed);
    }
}

/// What a hashing thread does all its life, with one block of memory.
fn work(queue: &Receiver<Job>) {
    // Lowest priority: pages go first. Where the system refuses, hashing works all the same.
    let _ = rustix::process::setpriority_process(None, 19);
    let Ok(params) = params() else { return };
    let mut memory = Vec::new();
    loop {
        let job =
            if memory.is_empty() { queue.recv().map_err(RecvTimeoutError::from) } else { queue.recv_timeout(KEEP) };
        match job {
            Ok(job) => {
                memory.resize(params.block_count(), Block::new());
                job(&mut memory);
            }
            // An idle server should be small.
            Err(RecvTimeoutError::Timeout) => memory = Vec::new(),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// The parameters of every hash that we make.
pub(crate) fn params() -> Result<Params> {
    let (memory, passes, lanes) = PARAMS;
    Params::new(memory, passes, lanes, Some(OUTPUT_BYTES)).map_err(Error::internal)
}

fn hash_with(password: &SecretString, salt: &[u8], memory: &mut [Block]) -> Result<String> {
    let mut out = [0; OUTPUT_BYTES];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params()?)
        .hash_password_into_with_memory(password.expose_secret().as_bytes(), salt, &mut out, memory)
        .map_err(Error::internal)?;
    let hash = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(params()?).map_err(Error::internal)?,
        salt: Some(Salt::new(salt).map_err(Error::internal)?),
        hash: Some(Output::new(&out).map_err(Error::internal)?),
    };
    Ok(hash.to_string())
}
