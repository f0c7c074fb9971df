//! A service on an empty database, a clock to turn, and users who cost no hashing.

use std::{sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{Code, EmailAddress, Error, NewApiKey, NewUser, Result, Right, State, Timestamp, User, UserId, UserPatch};
use secrecy::{ExposeSecret as _, SecretString};
use service::{
    Caller, ManualClock, OsRng, RequestContext, Service, Settings, api_keys, credentials, schedules,
    sessions::{self, NewSession},
    users,
};
use sha2::{Digest as _, Sha256};
use store::Db;

/// The password of everybody whom [`World::person`] or [`World::admin`] made.
pub(crate) const PASSWORD: &str = "correct horse battery staple";
/// A hash of it, made once: what a test does not look at, it need not compute.
const PASSWORD_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$gUkS7IhMI8QJgsSjL2VDzA$5byVSx3DxkxxE99M1FOiDjSXXm4np0IffUuUxIfdjp8";

pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const MINUTE: Duration = Duration::from_mins(1);
pub(crate) const HOUR: Duration = Duration::from_hours(1);

/// All that a test needs.
pub(crate) struct World {
    pub(crate) url: String,
    pub(crate) db: Db,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) service: Service,
    pub(crate) host: Caller,
}

impl World {
    pub(crate) async fn open(url: String, settings: Settings) -> Self {
        let db = Db::open(&url).await.unwrap();
        db.migrate().await.unwrap();
        let clock = Arc::new(ManualClock::new(Timestamp::from_micros(1_800_000_000_000_000)));
        let service = Service::new(db.clone(), settings, clock.clone(), Arc::new(OsRng)).unwrap();
        Self { url, db, clock, service, host: Caller::host("test") }
    }

    /// A second server on the same database, at the same time.
    pub(crate) fn another_server(&self) -> Service {
        self.server_with(self.service.settings().clone())
    }

    /// The same with other settings.
    pub(crate) fn server_with(&self, settings: Settings) -> Service {
        Service::new(self.db.clone(), settings, self.clock.clone(), Arc::new(OsRng)).unwrap()
    }

    /// A user in good standing who has a password.
    pub(crate) async fn person(&self, user_id: &str) -> User {
        self.give_password(users::create(&self.service, &self.host, new(user_id), None).await.unwrap()).await
    }

    /// An admin who can log in.
    pub(crate) async fn admin(&self, user_id: &str) -> User {
        let new = NewUser { admin: true, ..new(user_id) };
        self.give_password(users::create(&self.service, &self.host, new, None).await.unwrap()).await
    }

    pub(crate) async fn give_password(&self, user: User) -> User {
        let mut tx = self.db.write().await.unwrap();
        store::credentials::set_password_hash(&mut tx, user.id, PASSWORD_HASH, user.created_at).await.unwrap();
        let user = User { password_updated_at: Some(user.created_at), ..user };
        assert!(store::users::update(&mut tx, &user, user.version).await.unwrap());
        tx.commit().await.unwrap();
        user
    }

    /// The cookie of a new session of a live user, as a log-in would make it, without the hashing.
    pub(crate) async fn cookie(&self, user_id: &str) -> String {
        let user = self.stored(user_id).await.unwrap();
        let mut random = [0; 32];
        service::Rng::fill(&OsRng, &mut random).unwrap();
        let token = URL_SAFE_NO_PAD.encode(random);
        let (now, hour) = (self.service.now(), i64::try_from(HOUR.as_micros()).unwrap());
        let session = domain::Session {
            session_id: URL_SAFE_NO_PAD.encode(&random[16..]),
            created_at: now,
            seen_at: now,
            idle_expires_at: now.plus(HOUR),
            expires_at: now.plus(24 * HOUR),
            address: String::new(),
            user_agent: String::new(),
        };
        let token_hash: [u8; 32] = Sha256::digest(&token).into();
        let new = store::sessions::NewSession {
            token_hash: &token_hash,
            user: user.id,
            idle_micros: hour,
            session: &session,
        };
        let mut tx = self.db.write().await.unwrap();
        store::sessions::insert(&mut tx, &new).await.unwrap();
        tx.commit().await.unwrap();
        token
    }

    /// The user in a new session.
    pub(crate) async fn caller(&self, user_id: &str) -> Caller {
        let cookie = self.cookie(user_id).await;
        let caller = self.resolve(&cookie).await;
        assert!(caller.user().is_some(), "{user_id} can't act");
        caller
    }

    /// A program with a new key of a user, which has these rights.
    pub(crate) async fn program(&self, user_id: &str, rights: &[Right]) -> Caller {
        let token = self.key(user_id, rights).await;
        credentials::resolve(&self.service, &format!("Bearer {token}"), context()).await.unwrap()
    }

    /// The token of a new key of a user.
    pub(crate) async fn key(&self, user_id: &str, rights: &[Right]) -> String {
        let new = NewApiKey { rights: rights.iter().copied().collect(), ..NewApiKey::default() };
        let (_, token) = api_keys::create(&self.service, &self.host, &id(user_id), new).await.unwrap();
        token.expose_secret().to_owned()
    }

    /// Whoever a cookie stands for.
    pub(crate) async fn resolve(&self, cookie: &str) -> Caller {
        sessions::resolve(&self.service, cookie, context()).await.unwrap()
    }

    /// Whether a cookie stands for anybody.
    pub(crate) async fn is_valid(&self, cookie: &str) -> bool {
        self.resolve(cookie).await.user().is_some()
    }

    /// Logs in from a browser that has no session.
    pub(crate) async fn login(&self, login: &str, password: &str) -> Result<NewSession> {
        sessions::login(&self.service, &anonymous(), login, secret(password), false).await
    }

    /// Has done all that is due, and answers how much it was. The job passes over whom somebody is changing; in PostgreSQL
    /// whoever was refused may hold a user for a moment longer, until their transaction is taken back.
    pub(crate) async fn do_what_is_due(&self) -> Result<u64> {
        let mut done = 0;
        loop {
            done += schedules::run(&self.service).await?;
            let mut tx = self.db.read().await?;
            if !store::users::any_due(&mut tx, self.service.now()).await? {
                return Ok(done);
            }
        }
    }

    /// As if nobody had guessed at a password.
    pub(crate) async fn forget_guesses(&self) {
        testdb::execute(&self.url, "DELETE FROM guesses").await;
    }

    /// The user as stored, live or deleted.
    pub(crate) async fn stored(&self, user_id: &str) -> Option<User> {
        store::users::get(&mut self.db.read().await.unwrap(), &id(user_id)).await.unwrap()
    }

    pub(crate) async fn set_state(&self, user_id: &str, state: State) -> User {
        let patch = UserPatch { state: Some(state), ..UserPatch::default() };
        users::update(&self.service, &self.host, &id(user_id), patch, None).await.unwrap()
    }

    pub(crate) async fn delete(&self, user_id: &str) {
        users::delete(&self.service, &self.host, &id(user_id), None).await.unwrap();
    }

    /// How many audit records are not sealed yet.
    pub(crate) async fn unsealed(&self) -> u64 {
        let mut tx = self.db.read().await.unwrap();
        let last = store::seals::last(&mut tx).await.unwrap();
        store::audit::count_after(&mut tx, last.map_or(0, |seal| seal.last_id)).await.unwrap()
    }

    /// How many audit records there are.
    pub(crate) async fn records(&self) -> usize {
        testdb::rows(&self.url, "SELECT action FROM audit").await.len()
    }
}

pub(crate) fn id(text: &str) -> UserId {
    UserId::parse(text).unwrap()
}

pub(crate) fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

pub(crate) fn secret(text: &str) -> SecretString {
    text.to_owned().into()
}

/// A user to be made, in good standing; the address is made from the ID.
pub(crate) fn new(user_id: &str) -> NewUser {
    NewUser {
        user_id: id(user_id),
        name: String::new(),
        description: String::new(),
        primary_email_address: email(&format!("{user_id}@example.com")),
        email_validated: false,
        state: State::Approved,
        state_description: String::new(),
        admin: false,
        require_password_update: false,
    }
}

pub(crate) fn context() -> RequestContext {
    RequestContext {
        request_id: "request-1".into(),
        address: "192.0.2.7".into(),
        user_agent: "Browser".into(),
        device: None,
        operation: String::new(),
        about: None,
    }
}

pub(crate) fn anonymous() -> Caller {
    Caller::anonymous(context())
}

/// The refused fields, in their order.
pub(crate) fn fields(error: &Error) -> Vec<&str> {
    error.fields.iter().map(|refused| refused.field.as_str()).collect()
}

/// Checks a refusal: its name, and the fields it stands at.
pub(crate) fn assert_refused<T: std::fmt::Debug>(outcome: Result<T>, name: &str, at: &[&str]) -> Error {
    let error = outcome.unwrap_err();
    assert_ne!(error.code, Code::Internal, "{error:?}");
    assert_eq!((error.name, fields(&error).as_slice()), (name, at), "{error:?}");
    error
}
