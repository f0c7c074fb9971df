//! Sessions: logging in and out, and the list of one's own.

use std::{sync::Arc, time::Duration};

use domain::{Action, EmailAddress, Error, Result, Right, Session, Timestamp, User, UserId};
use secrecy::SecretString;
use serde_json::json;
use store::{Tx, oauth_tokens::Sessions};

use crate::{
    Caller, RequestContext, Service,
    authorizations::end_tokens,
    guessing::Guess,
    hashing::Verdict,
    token::{self, Token},
    users::live,
    validations,
    work::{Change, Work},
};

/// The use of a session is written down at most this often.
const TOUCH: Duration = Duration::from_mins(1);
/// How long a browser is known after the last log-in with it.
pub const DEVICE_KEPT: Duration = Duration::from_hours(180 * 24);
/// Base64 of 256 bits.
const TOKEN_CHARS: usize = 43;
/// The most sessions of one user at a time; they end by themselves within a day, or when the password is changed.
const MAX: u64 = 1_000;
/// The most characters that are kept of what a browser calls itself.
const USER_AGENT_MAX: usize = 200;

/// A session that has just begun.
#[derive(Debug)]
pub struct NewSession {
    /// The cookie's value; this is the only time it is seen.
    pub token: SecretString,
    /// How long the cookie is to be kept.
    pub max_age: Duration,
    /// Who logged in.
    pub user: User,
    /// By which the browser is known from now on, if it was not before.
    pub device: Option<SecretString>,
}

/// Logs in with a user ID or an e-mail address. A session that the caller had ends.
///
/// # Errors
/// Invalid argument, the same for an unknown user and a wrong password; permission denied with the state's
/// name, after the right password only; resource exhausted after too many wrong ones; unavailable, if too many log in at
/// once.
pub async fn login(
    service: &Service,
    caller: &Caller,
    login: &str,
    password: SecretString,
    keep: bool,
) -> Result<NewSession> {
    let found = find(service, login).await?;
    let changed = match attempt(service, caller, login, found, password.clone(), keep).await? {
        Admission::Entered(session) => return Ok(session),
        Admission::Changed(found) => Some(found),
    };
    // Two log-ins of one user at once may both find a hash in an old form, and one has replaced it: the password is
    // as right as before, and is compared with the hash that the transaction saw, since readers may not see it yet.
    // Whoever has changed the password meanwhile is not let in by the old one.
    match attempt(service, caller, login, changed, password, keep).await? {
        Admission::Entered(session) => Ok(session),
        Admission::Changed(_) => Err(Error::no_user_id_password_match()),
    }
}

/// A user, and the hash of the password where there is one.
type Found = (User, Option<String>);

/// What becomes of the right password.
enum Admission {
    Entered(NewSession),
    /// The stored hash is no longer the one that was compared with; this is what there is now.
    Changed(Found),
}

/// One log-in.
async fn attempt(
    service: &Service,
    caller: &Caller,
    login: &str,
    found: Option<Found>,
    password: SecretString,
    keep: bool,
) -> Result<Admission> {
    let target = found.as_ref().map(|(user, _)| user.user_id.clone());
    let admitted = admit(service, caller, login, found, password, keep).await;
    if let Err(error) = &admitted {
        service.refusals.login(caller.actor(), caller.context(), target, error);
    }
    admitted
}

async fn admit(
    service: &Service,
    caller: &Caller,
    login: &str,
    found: Option<Found>,
    password: SecretString,
    keep: bool,
) -> Result<Admission> {
    let key = found.as_ref().map(|(user, _)| user.id);
    let stored = found.as_ref().and_then(|(_, hash)| hash.clone());
    let guess = Guess::count(service, caller.context(), key, login).await?;
    let verdict = match service.hasher.verify(password, stored.clone(), service.rng.as_ref()).await {
        Ok(verdict) => verdict,
        Err(error) => return guess.undone(service).await.and(Err(error)),
    };
    let Some((user, _)) = found.filter(|_| !matches!(verdict, Verdict::Wrong)) else {
        tracing::info!(address = caller.context().address, "log-in refused");
        return Err(Error::no_user_id_password_match());
    };

    let mut work = Work::begin(service, &caller.proved(&user.user_id)).await?;
    // While we hashed, the user may have been suspended, or the password changed.
    let user = store::users::get_for_update(&mut work.tx, &user.user_id).await?;
    let user = user.filter(|user| user.deleted_at.is_none()).ok_or_else(Error::no_user_id_password_match)?;
    let current = store::credentials::password_hash(&mut work.tx, user.id).await?;
    if current != stored {
        return Ok(Admission::Changed((user, current)));
    }
    if let Some(refusal) = refusal(&mut work.tx, &user, work.now).await? {
        // The password was right, and only who knows it is told why it does not help.
        drop(work);
        guess.undone(service).await?;
        return Err(refusal);
    }
    guess.right(&mut work.tx).await?;
    let mut work = validations::require(service, work, &user).await?;
    // The same password in another form: nothing that the user or the audit trail would call a change.
    if let (Verdict::Outdated { fresh }, Some(stored)) = (&verdict, &stored)
        && !store::credentials::replace_password_hash(&mut work.tx, user.id, stored, fresh).await?
    {
        // The row of the user is locked, and so nobody does that.
        return Err(Error::no_user_id_password_match());
    }
    enter(service, work, caller, user, keep).await.map(Admission::Entered)
}

/// Why somebody is not let in who has shown that they are the user.
pub(crate) async fn refusal(tx: &mut Tx, user: &User, now: Timestamp) -> Result<Option<Error>> {
    let crowded = store::sessions::count(tx, user.id, now).await? >= MAX;
    Ok(user.refusal(now).or_else(|| crowded.then(|| Error::too_many("sessions", MAX))))
}

/// Begins a session in place of the one that the caller had, and commits.
pub(crate) async fn enter(
    service: &Service,
    mut work: Work,
    caller: &Caller,
    user: User,
    keep: bool,
) -> Result<NewSession> {
    if let (Some(old), Some(owner)) = (caller.session_id(), caller.user()) {
        end_one(&mut work.tx, owner.id, old).await?;
    }
    let settings = service.settings();
    let idle = if keep { settings.session_idle_kept } else { settings.session_idle };
    let max_age = if user.admin { settings.session_absolute_admin } else { settings.session_absolute };
    let device = know_device(service, &mut work, &user).await?;
    let token = Token::generate(service.rng.as_ref())?;
    let session = Session {
        session_id: token::public_name(service.rng.as_ref())?,
        created_at: work.now,
        seen_at: work.now,
        idle_expires_at: work.now.plus(idle),
        expires_at: work.now.plus(max_age),
        address: work.context().address.clone(),
        user_agent: work.context().user_agent.chars().take(USER_AGENT_MAX).collect(),
    };
    let new = store::sessions::NewSession {
        token_hash: &token.hash,
        user: user.id,
        idle_micros: i64::try_from(idle.as_micros()).unwrap_or(i64::MAX),
        session: &session,
    };
    store::sessions::insert(&mut work.tx, &new).await?;
    work.commit(Action::SessionCreate, &user.user_id, Change::session(&session.session_id)).await?;
    Ok(NewSession { token: token.secret, max_age, user, device })
}

/// Notes that the user has logged in with this browser. Answers a token for one that has none.
async fn know_device(service: &Service, work: &mut Work, user: &User) -> Result<Option<SecretString>> {
    let (hash, new) = if let Some(hash) = work.context().device {
        (hash, None)
    } else {
        let token = Token::generate(service.rng.as_ref())?;
        (token.hash, Some(token.secret))
    };
    store::devices::note(&mut work.tx, &hash, user.id, work.now).await?;
    Ok(new)
}

/// What [`RequestContext::device`] is of a token.
pub fn device_hash(token: &str) -> [u8; 32] {
    token::hash(token)
}

async fn find(service: &Service, login: &str) -> Result<Option<Found>> {
    let mut tx = service.db.read().await?;
    let user = match (UserId::parse(login), EmailAddress::parse(login)) {
        (Ok(id), _) => store::users::get(&mut tx, &id).await?.filter(|user| user.deleted_at.is_none()),
        (_, Ok(address)) => store::users::get_by_email(&mut tx, &address.identity()).await?,
        _ => None,
    };
    let Some(user) = user else { return Ok(None) };
    let hash = store::credentials::password_hash(&mut tx, user.id).await?;
    Ok(Some((user, hash)))
}

/// The caller that a cookie's value stands for; who has none, or an ended one, is anonymous.
///
/// # Errors
/// Faults of the database only.
pub async fn resolve(service: &Service, token: &str, context: RequestContext) -> Result<Caller> {
    if token.len() != TOKEN_CHARS {
        return Ok(Caller::anonymous(context));
    }
    let now = service.now();
    let found = store::sessions::resolve(&mut service.db.once().await?, &token::hash(token), now).await?;
    let Some(found) = found.filter(|found| found.user.may_act(now)) else {
        return Ok(Caller::anonymous(context));
    };
    if now.since(found.seen_at) >= TOUCH {
        touch(service, &found.session_id, now).await;
    }
    let unvalidated = service.settings.needs_validation(&found.user);
    Ok(Caller::session(found, context, Arc::clone(&service.refusals)).unvalidated(unvalidated))
}

/// That a session was used is worth noting, but not worth failing a request for.
async fn touch(service: &Service, session_id: &str, now: Timestamp) {
    let touched = async {
        let mut tx = service.db.write().await?;
        store::sessions::touch(&mut tx, session_id, now).await?;
        tx.commit().await
    };
    if let Err(error) = touched.await {
        tracing::warn!(cause = error.cause, "the use of a session could not be noted");
    }
}

/// Ends the caller's session.
pub async fn logout(service: &Service, caller: &Caller) -> Result<()> {
    match caller.session_id() {
        Some(session_id) => end(service, caller, session_id).await,
        None => Ok(()),
    }
}

/// The caller's sessions, the latest used first.
pub async fn list(service: &Service, caller: &Caller) -> Result<Vec<Session>> {
    let granted = caller.require_user()?;
    let mut tx = service.db.read().await?;
    store::sessions::list(&mut tx, granted.scope.key, service.now()).await
}

/// Ends one of the caller's sessions.
///
/// # Errors
/// Not found.
pub async fn end(service: &Service, caller: &Caller, session_id: &str) -> Result<()> {
    let granted = caller.require_session()?;
    if !token::is_public_name(session_id) {
        return Err(Error::session_not_found(session_id));
    }
    let mut work = Work::begin(service, &granted).await?;
    let _locked = store::users::get_for_update(&mut work.tx, &granted.scope.user_id).await?;
    if !end_one(&mut work.tx, granted.scope.key, session_id).await? {
        return Err(Error::session_not_found(session_id));
    }
    work.commit(Action::SessionDelete, &granted.scope.user_id, Change::session(session_id)).await
}

/// The sessions of a user, the oldest first.
///
/// # Errors
/// Permission denied; not found.
pub async fn list_of(service: &Service, caller: &Caller, id: &UserId) -> Result<Vec<Session>> {
    caller.require_on(id, Right::USER_ALL)?;
    let mut tx = service.db.read().await?;
    let user = live(store::users::get(&mut tx, id).await?, id)?;
    let mut sessions = store::sessions::list(&mut tx, user.id, service.now()).await?;
    sessions.sort_by_key(|session| session.created_at);
    Ok(sessions)
}

/// Ends one session of a user.
///
/// # Errors
/// Permission denied; not found.
pub async fn end_of(service: &Service, caller: &Caller, id: &UserId, session_id: &str) -> Result<()> {
    let granted = caller.require_on(id, Right::USER_ALL)?;
    let work = Work::begin(service, &granted).await?;
    end_named(work, id, granted.scope.key, session_id).await
}

/// Ends all of the caller's sessions but the one in use.
pub async fn end_others(service: &Service, caller: &Caller) -> Result<()> {
    let granted = caller.require_user()?;
    let mut work = Work::begin(service, &granted).await?;
    let _locked = store::users::get_for_update(&mut work.tx, &granted.scope.user_id).await?;
    let spared = caller.session_id().unwrap_or_default();
    end_all_but(&mut work.tx, granted.scope.key, spared).await?;
    work.commit(Action::SessionDelete, &granted.scope.user_id, Change::none()).await
}

/// Ends every session of a user. Answers how many it were.
///
/// # Errors
/// Not found.
pub async fn end_all(service: &Service, caller: &Caller, id: &UserId) -> Result<u64> {
    let mut work = Work::begin(service, &caller.require_admin(Right::USER_SETTINGS_BASIC)?).await?;
    let user = live(store::users::get_for_update(&mut work.tx, id).await?, id)?;
    let ended = end_all_but(&mut work.tx, user.id, "").await?;
    work.commit(Action::SessionDelete, id, Change::noted(json!({ "sessions": ended }))).await?;
    Ok(ended)
}

/// The sessions of a user, the latest used first, for admins in the console; programs ask by [`list_of`].
///
/// # Errors
/// Permission denied; not found.
pub async fn admin_list(service: &Service, caller: &Caller, id: &UserId) -> Result<Vec<Session>> {
    caller.require_admin(Right::USER_INFO)?;
    let mut tx = service.db.read().await?;
    let user = live(store::users::get(&mut tx, id).await?, id)?;
    store::sessions::list(&mut tx, user.id, service.now()).await
}

/// Ends one session of a user, for admins in the console; programs ask by [`end_of`].
///
/// # Errors
/// Permission denied; not found.
pub async fn admin_end(service: &Service, caller: &Caller, id: &UserId, session_id: &str) -> Result<()> {
    let work = Work::begin(service, &caller.require_admin(Right::USER_SETTINGS_BASIC)?).await?;
    end_named(work, id, None, session_id).await
}

async fn end_named(mut work: Work, id: &UserId, key: Option<i64>, session_id: &str) -> Result<()> {
    let user = live(store::users::get_for_update(&mut work.tx, id).await?, id)?;
    let named = token::is_public_name(session_id) && key.is_none_or(|key| key == user.id);
    if !named || !end_one(&mut work.tx, user.id, session_id).await? {
        return Err(Error::session_not_found(session_id).with("user_id", id));
    }
    work.commit(Action::SessionDelete, id, Change::session(session_id)).await
}

/// How many sessions a user has.
///
/// # Errors
/// Not found.
pub async fn count(service: &Service, caller: &Caller, id: &UserId) -> Result<usize> {
    Ok(admin_list(service, caller, id).await?.len())
}

/// Ends every session of a user, and every token of OAuth clients, as part of a larger change.
pub(crate) async fn end_sessions(tx: &mut Tx, user: &User) -> Result<()> {
    end_all_but(tx, user.id, "").await.map(|_| ())
}

/// Ends a session of a user, and what OAuth clients were let do in it. Answers whether there was one.
async fn end_one(tx: &mut Tx, user: i64, session_id: &str) -> Result<bool> {
    let ended = store::sessions::delete(tx, user, session_id).await?;
    end_tokens(tx, user, Sessions::Only(session_id)).await?;
    Ok(ended)
}

/// The same with all sessions but one; an empty name spares none. Answers how many there were.
async fn end_all_but(tx: &mut Tx, user: i64, spared: &str) -> Result<u64> {
    let ended = store::sessions::delete_all_but(tx, user, spared).await?;
    end_tokens(tx, user, Sessions::AllBut(spared)).await?;
    Ok(ended)
}
