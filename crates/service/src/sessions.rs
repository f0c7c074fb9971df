//! Sessions: logging in and out, and the list of one's own.

use std::time::Duration;

use domain::{Action, EmailAddress, Error, Result, Session, Timestamp, User, UserId};
use secrecy::SecretString;
use store::Tx;

use crate::{
    Caller, RequestContext, Service,
    token::{self, Token},
    work::{Change, Work},
};

/// The use of a session is written down at most this often.
const TOUCH: Duration = Duration::from_mins(1);
/// Base64 of 256 bits.
const TOKEN_CHARS: usize = 43;
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
}

/// Logs in with a user ID or an e-mail address. A session that the caller had ends.
///
/// # Errors
/// Invalid argument, the same for an unknown user and a wrong password; permission denied with the state's
/// name, after the right password only; unavailable, if too many log in at once.
pub async fn login(
    service: &Service,
    caller: &Caller,
    login: &str,
    password: SecretString,
    keep: bool,
) -> Result<NewSession> {
    let found = find(service, login).await?;
    let stored = found.as_ref().and_then(|(_, hash)| hash.clone());
    let right = service.hasher.verify(password, stored.clone()).await?;
    let Some((user, _)) = found.filter(|_| right) else {
        tracing::info!(address = caller.context().address, "log-in refused");
        return Err(Error::no_user_id_password_match());
    };

    let mut work = Work::begin(service, &caller.proved(&user.user_id)).await?;
    // While we hashed, the user may have been suspended, or the password changed.
    let user = store::users::get_for_update(&mut work.tx, &user.user_id).await?;
    let user = user.filter(|user| user.deleted_at.is_none()).ok_or_else(Error::no_user_id_password_match)?;
    if store::credentials::password_hash(&mut work.tx, user.id).await? != stored {
        return Err(Error::no_user_id_password_match());
    }
    if let Some(refusal) = user.state.refusal(&user.state_description) {
        return Err(refusal);
    }
    if let (Some(old), Some(owner)) = (caller.session_id(), caller.user()) {
        store::sessions::delete(&mut work.tx, owner.id, old).await?;
    }
    begin(service, work, user, keep).await
}

async fn begin(service: &Service, mut work: Work, user: User, keep: bool) -> Result<NewSession> {
    let settings = service.settings();
    let idle = if keep { settings.session_idle_kept } else { settings.session_idle };
    let max_age = if user.admin { settings.session_absolute_admin } else { settings.session_absolute };
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
    Ok(NewSession { token: token.secret, max_age, user })
}

async fn find(service: &Service, login: &str) -> Result<Option<(User, Option<String>)>> {
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
    let found = store::sessions::resolve(&service.db, &token::hash(token), now).await?;
    let Some(found) = found.filter(|found| found.user.state.may_act()) else {
        return Ok(Caller::anonymous(context));
    };
    if now.since(found.seen_at) >= TOUCH {
        touch(service, &found.session_id, now).await;
    }
    Ok(Caller::session(found.user, found.session_id, context))
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
    let granted = caller.require_user()?;
    let mut work = Work::begin(service, &granted).await?;
    if !store::sessions::delete(&mut work.tx, granted.scope.key, session_id).await? {
        return Err(Error::session_not_found(session_id));
    }
    work.commit(Action::SessionDelete, &granted.scope.user_id, Change::session(session_id)).await
}

/// Ends all of the caller's sessions but the one in use.
pub async fn end_others(service: &Service, caller: &Caller) -> Result<()> {
    let granted = caller.require_user()?;
    let mut work = Work::begin(service, &granted).await?;
    let spared = caller.session_id().unwrap_or_default();
    store::sessions::delete_all_but(&mut work.tx, granted.scope.key, spared).await?;
    work.commit(Action::SessionDelete, &granted.scope.user_id, Change::none()).await
}

/// Ends every session of a user, as part of a larger change.
pub(crate) async fn end_all(tx: &mut Tx, user: &User) -> Result<()> {
    store::sessions::delete_all_but(tx, user.id, "").await.map(|_| ())
}
