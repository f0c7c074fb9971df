//! Argon2id on threads of its own, so that log-ins never starve the rest of the server.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
        mpsc::{self, Receiver, Sender},
    },
    thread,
    time::{Duration, Instant},
};

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};
use domain::{Error, Result};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::oneshot;

use crate::Rng;

/// KiB, passes and lanes (OWASP's password storage cheat sheet, argon2id).
const PARAMS: (u32, u32, u32) = (19_456, 2, 1);
const OUTPUT_BYTES: usize = 32;
/// Who would wait longer than this is asked to come back.
const PATIENCE: Duration = Duration::from_millis(1500);
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

#[derive(Debug)]
struct Load {
    threads: usize,
    waiting: AtomicUsize,
    micros: AtomicU64,
}

impl Hasher {
    pub(crate) fn start(threads: usize) -> Result<Self> {
        let threads = threads.max(1);
        let (jobs, queue) = mpsc::channel();
        let queue = Arc::new(Mutex::new(queue));
        for _ in 0..threads {
            let queue = Arc::clone(&queue);
            thread::Builder::new().name("hashing".into()).spawn(move || work(&queue)).map_err(Error::internal)?;
        }
        let micros = AtomicU64::new(FIRST_GUESS.as_micros().try_into().unwrap_or(u64::MAX));
        Ok(Self { jobs, load: Arc::new(Load { threads, waiting: AtomicUsize::new(0), micros }) })
    }

    /// The PHC string of a password, with a salt of its own.
    pub(crate) async fn hash(&self, password: SecretString, rng: &dyn Rng) -> Result<String> {
        let mut salt = [0; 16];
        rng.fill(&mut salt)?;
        self.run(move |memory| {
            let salt = Salt::new(&salt).map_err(Error::internal)?;
            let hash = PasswordHash {
                algorithm: Algorithm::Argon2id.ident(),
                version: Some(Version::V0x13.into()),
                params: ParamsString::try_from(params()?).map_err(Error::internal)?,
                salt: Some(salt),
                hash: Some(output(&password, &salt, memory)?),
            };
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether the password is the one of the stored hash; never, but at the same cost, where there is none.
    pub(crate) async fn verify(&self, password: SecretString, stored: Option<String>) -> Result<bool> {
        self.run(move |memory| {
            let known = stored.is_some();
            let stored = PasswordHash::new(stored.as_deref().unwrap_or(NOBODY)).map_err(Error::internal)?;
            if Params::try_from(&stored).map_err(Error::internal)? != params()? {
                return Err(Error::internal("a stored hash has parameters that are not ours"));
            }
            let (Some(salt), Some(hash)) = (stored.salt, stored.hash) else {
                return Err(Error::internal("a stored hash has no salt or no output"));
            };
            Ok(output(&password, &salt, memory)? == hash && known)
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
fn work(queue: &Mutex<Receiver<Job>>) {
    // Lowest priority: pages go first. Where the system refuses, hashing works all the same.
    let _ = rustix::process::setpriority_process(None, 19);
    let Ok(params) = params() else { return };
    let mut memory = Vec::new();
    loop {
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        // Taken at the first log-in, since an idle server should be small.
        memory.resize(params.block_count(), Block::new());
        job(&mut memory);
    }
}

fn params() -> Result<Params> {
    let (memory, passes, lanes) = PARAMS;
    Params::new(memory, passes, lanes, Some(OUTPUT_BYTES)).map_err(Error::internal)
}

fn output(password: &SecretString, salt: &[u8], memory: &mut [Block]) -> Result<Output> {
    let mut out = [0; OUTPUT_BYTES];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params()?)
        .hash_password_into_with_memory(password.expose_secret().as_bytes(), salt, &mut out, memory)
        .map_err(Error::internal)?;
    Output::new(&out).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OsRng;

    async fn verifies(hasher: &Hasher, password: &str, stored: &str) -> bool {
        hasher.verify(password.to_owned().into(), Some(stored.to_owned())).await.unwrap()
    }

    #[tokio::test]
    async fn a_password_is_verified_to_the_byte() {
        let hasher = Hasher::start(1).unwrap();
        let long = "x".repeat(999);
        for (right, wrong) in [
            ("correct horse", "correct horse "),
            ("caf\u{e9} au lait", "cafe\u{301} au lait"),
            ("with\0nul inside", "with\0nul insidE"),
            (&format!("{long}a"), &format!("{long}b")),
        ] {
            let stored = hasher.hash(right.to_owned().into(), &OsRng).await.unwrap();
            assert!(verifies(&hasher, right, &stored).await);
            assert!(!verifies(&hasher, wrong, &stored).await);
        }
    }

    #[tokio::test]
    async fn the_stored_form_has_our_parameters_and_a_salt_of_its_own() {
        let hasher = Hasher::start(1).unwrap();
        let one = hasher.hash("one and the same".to_owned().into(), &OsRng).await.unwrap();
        let two = hasher.hash("one and the same".to_owned().into(), &OsRng).await.unwrap();
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert_ne!(one, two);
        let parsed = PasswordHash::new(&one).unwrap();
        assert_eq!(parsed.salt.unwrap().as_ref().len(), 16);
        assert_eq!(parsed.hash.unwrap().len(), 32);
    }

    #[tokio::test]
    async fn nobody_has_a_password() {
        let hasher = Hasher::start(1).unwrap();
        assert!(!hasher.verify("anything at all".to_owned().into(), None).await.unwrap());
    }

    #[tokio::test]
    async fn who_would_wait_too_long_is_told_so_and_leaves_no_trace() {
        let hasher = Hasher::start(1).unwrap();
        let places: Vec<_> = (0..76).map(|_| hasher.load.enter().unwrap()).collect();
        let refused = hasher.verify("anything at all".to_owned().into(), None).await.unwrap_err();
        assert_eq!(refused.name, "busy");
        drop(places);
        assert!(!hasher.verify("anything at all".to_owned().into(), None).await.unwrap());
        assert_eq!(hasher.load.waiting.load(Ordering::SeqCst), 0);
    }
}
