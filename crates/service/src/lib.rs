//! The use-cases of Roster, and the only caller of `store`.
//!
//! Each use-case asks the [`Caller`] for a [`Granted`] permission, opens one transaction, writes its audit
//! record in it, and commits. It knows no HTTP, no gRPC and no Leptos: those are doors to it.

pub mod api_keys;
pub mod applicants;
pub mod audit;
pub mod authorizations;
pub mod bookmarks;
mod caller;
pub mod check;
mod clock;
pub mod credentials;
pub mod flashes;
#[cfg(fuzzing)]
pub mod fuzzing;
mod guessing;
mod hashing;
pub mod imports;
pub mod invitations;
mod last_admin;
pub mod login_tokens;
mod mailed_codes;
pub mod mails;
pub mod notifications;
pub mod oauth_clients;
pub mod oauth_tokens;
pub mod overview;
pub mod passwords;
pub mod pictures;
pub mod rate_limits;
pub mod records;
pub mod refusals;
pub mod registration;
pub mod reservations;
pub mod retention;
mod rng;
mod same;
pub mod schedules;
pub mod sessions;
mod settings;
mod stored_hash;
mod taken;
mod token;
pub mod upkeep;
pub mod users;
pub mod validations;
mod vault;
mod work;

use std::{ops::Deref, sync::Arc};

pub use caller::{Admin, Caller, Credential, Granted, One, Own, RequestContext};
pub use clock::{Clock, ManualClock, SystemClock};
use hashing::Hasher;
use rate_limits::Buckets;
use refusals::Refusals;
pub use rng::{OsRng, Rng};
pub use secrecy;
pub use settings::{RateLimits, Settings};
use store::Db;
pub use vault::Vault;

/// Everything a use-case needs. Cheap to clone.
#[derive(Clone)]
pub struct Service(Arc<Parts>);

/// What a [`Service`] is made of, held once.
#[derive(Clone)]
pub struct Parts {
    db: Db,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
    hasher: Hasher,
    refusals: Arc<Refusals>,
    buckets: Arc<Buckets>,
    settings: Settings,
    vault: Vault,
}

impl Deref for Service {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Service {
    /// Puts a service together and starts its hashing threads.
    ///
    /// # Errors
    /// Internal, if a thread can't be started.
    pub fn new(db: Db, settings: Settings, clock: Arc<dyn Clock>, rng: Arc<dyn Rng>) -> domain::Result<Self> {
        let hasher = Hasher::start(settings.hashing_threads)?;
        let refusals = Arc::new(Refusals::new(Arc::clone(&clock)));
        let (buckets, vault) = (Arc::default(), Vault::default());
        Ok(Self(Arc::new(Parts { db, clock, rng, hasher, refusals, buckets, settings, vault })))
    }

    /// The same with a key for what has to be read again, such as the tokens of invitations.
    #[must_use]
    pub fn with_vault(self, vault: Vault) -> Self {
        Self(Arc::new(Parts { vault, ..Arc::unwrap_or_clone(self.0) }))
    }

    /// The time now.
    pub fn now(&self) -> domain::Timestamp {
        self.clock.now()
    }

    /// A name for something that happened once: 32 hexadecimal digits.
    pub fn random_name(&self) -> String {
        let mut bytes = [0; 16];
        match self.rng.fill(&mut bytes) {
            Ok(()) => data_encoding::HEXLOWER.encode(&bytes),
            Err(_) => String::new(),
        }
    }

    /// The settings the service was made with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// Unavailable, with the cause.
    pub async fn ready(&self) -> domain::Result<()> {
        self.db.ping().await
    }
}
