//! Passwords: changing one's own, and setting one by a one-time code or from the host.

use domain::{Action, Error, Result, Right, User, UserId, password};
use secrecy::{ExposeSecret as _, SecretString};
use store::{Tx, oauth_tokens::Sessions};

use crate::{
    Admin, Caller, Granted, Own, Service,
    authorizations::end_tokens,
    guessing::Guess,
    hashing::Verdict,
    mailed_codes,
    notifications::{self, News},
    sessions::end_sessions,
    stored_hash::StoredHash,
    token::{self, Token},
    users::live,
    work::{Change, Work},
};

/// Changes the caller's own password. Codes to set one are void from then on; other sessions end where asked.
///
/// # Errors
/// At `password`, if the new one is too weak, or the old one where another was asked for; at `old`, if the old one is
/// wrong; resource exhausted after too many wrong ones.
pub async fn change(
    service: &Service,
    caller: &Caller,
    old: SecretString,
    new: SecretString,
    end_others: bool,
) -> Result<()> {
    let granted = caller.require_session()?;
    let owner = &granted.scope;
    check(service, &new, &owner.user_id)?;
    let forced = caller.user().is_some_and(|user| user.require_password_update);
    if forced && old.expose_secret() == new.expose_secret() {
        return Err(Error::password("password_unchanged", "Choose another password than the one so far."));
    }
    let proof = prove(service, caller, owner, old, "old").await?;
    let hash = service.hasher.hash(new, service.rng.as_ref()).await?;

    let mut work = Work::begin(service, &granted).await?;
    let user = live(store::users::get_for_update(&mut work.tx, &owner.user_id).await?, &owner.user_id)?;
    proof.settle(&mut work.tx, &user, "old").await?;
    store_hash(service, &mut work, &user, &hash, false).await?;
    if end_others {
        let spared = caller.session_id().unwrap_or_default();
        store::sessions::delete_all_but(&mut work.tx, user.id, spared).await?;
        end_tokens(&mut work.tx, user.id, Sessions::AllBut("")).await?;
    }
    work.commit(Action::PasswordSet, &user.user_id, Change::none()).await
}

/// Changes a password by the one so far, a temporary one, or a one-time code, without a session: how programs do it. The latter
/// two are used up. Sessions and codes end where asked.
///
/// # Errors
/// At `password`, if the new one is too weak or the same; unauthenticated at `old`, the same for an unknown user and a wrong
/// password; permission denied with the state's name, after the right password only; resource exhausted after too many.
pub async fn replace_by_old(
    service: &Service,
    caller: &Caller,
    id: &UserId,
    old: SecretString,
    new: SecretString,
    revoke_all: bool,
) -> Result<()> {
    check(service, &new, id)?;
    if old.expose_secret() == new.expose_secret() {
        return Err(Error::password("password_equals_old", "Choose another password than the one so far."));
    }
    let proof = prove_by_old(service, caller, id, old).await;
    let (user, proof, by) = proof.inspect_err(|error| {
        service.refusals.login(caller.actor(), caller.context(), Some(id.clone()), error);
    })?;
    let hash = service.hasher.hash(new, service.rng.as_ref()).await?;

    let mut work = Work::begin(service, &caller.proved(id)).await?;
    let current = store::users::get_for_update(&mut work.tx, id).await?;
    let current = current.filter(|current| current.id == user.id && current.deleted_at.is_none());
    let user = current.ok_or_else(|| Error::old_password("old"))?;
    if let Some(refusal) = user.refusal(work.now) {
        drop(work);
        return proof.guess.undone(service).await.and(Err(refusal));
    }
    let taken = match by {
        By::Password => None,
        By::Temporary => {
            let stored = proof.stored.as_deref().unwrap_or_default();
            Some(store::credentials::take_temporary_password(&mut work.tx, user.id, stored).await?)
        }
        By::Code(hash) => Some(store::credentials::take_password_link(&mut work.tx, &hash, work.now).await?),
    };
    match taken {
        None => proof.settle(&mut work.tx, &user, "old").await?,
        Some(true) => proof.guess.right(&mut work.tx).await?,
        Some(false) => return Err(Error::old_password("old")),
    }
    store_hash(service, &mut work, &user, &hash, false).await?;
    if revoke_all {
        end_sessions(&mut work.tx, &user).await?;
    }
    work.commit(Action::PasswordSet, &user.user_id, Change::none()).await
}

/// What was shown for the old password.
enum By {
    Password,
    Temporary,
    /// A one-time code, of this hash.
    Code([u8; 32]),
}

/// Compares with the password, then with the one-time code and the temporary password. Who is not there costs as much as
/// somebody without a temporary one.
async fn prove_by_old(service: &Service, caller: &Caller, id: &UserId, old: SecretString) -> Result<(User, Proof, By)> {
    let code = token::hash(old.expose_secret().trim());
    let mut tx = service.db.read().await?;
    let user = store::users::get(&mut tx, id).await?.filter(|user| user.deleted_at.is_none());
    let (stored, temporary) = match &user {
        Some(user) => (
            store::credentials::password_hash(&mut tx, user.id).await?,
            store::credentials::temporary_password(&mut tx, user.id).await?,
        ),
        None => (None, None),
    };
    let owner = store::credentials::password_link_user(&mut tx, &code, service.now()).await?;
    drop(tx);
    let key = user.as_ref().map(|user| user.id);
    let guess = Guess::count(service, caller.context(), key, id.as_str()).await?;
    let verify = async |hash: Option<String>| service.hasher.verify(old.clone(), hash, service.rng.as_ref()).await;
    let is_right = |verdict: &Verdict| !matches!(verdict, Verdict::Wrong);
    let by_password = match verify(stored.clone()).await {
        Ok(verdict) => is_right(&verdict),
        Err(error) => return guess.undone(service).await.and(Err(error)),
    };
    let Some(user) = user else { return Err(Error::old_password("old")) };
    if by_password {
        return Ok((user, Proof { guess, stored }, By::Password));
    }
    if owner.as_ref() == Some(id) {
        return Ok((user, Proof { guess, stored }, By::Code(code)));
    }
    let Some(temporary) = temporary else { return Err(Error::old_password("old")) };
    match verify(Some(temporary.password_hash.clone())).await {
        Ok(verdict) if !is_right(&verdict) => Err(Error::old_password("old")),
        Ok(_) if temporary.expires_at <= service.now() => Err(Error::temporary_password_expired()),
        Ok(_) => Ok((user, Proof { guess, stored: Some(temporary.password_hash) }, By::Temporary)),
        Err(error) => guess.undone(service).await.and(Err(error)),
    }
}

/// Takes note that the caller has typed their password again. Answers the caller as they are from then on.
///
/// # Errors
/// At `own_password`, if it is wrong; resource exhausted after too many wrong ones.
pub async fn confirm(service: &Service, caller: &Caller, typed: SecretString) -> Result<Caller> {
    let granted = caller.require_user()?;
    let owner = &granted.scope;
    let proof = prove(service, caller, owner, typed, "own_password").await?;
    let mut work = Work::begin(service, &granted).await?;
    let user = live(store::users::get_for_update(&mut work.tx, &owner.user_id).await?, &owner.user_id)?;
    proof.settle(&mut work.tx, &user, "own_password").await?;
    let (session_id, now) = (caller.session_id().unwrap_or_default(), work.now);
    store::sessions::confirm(&mut work.tx, session_id, now).await?;
    work.commit(Action::SessionConfirm, &user.user_id, Change::session(session_id)).await?;
    Ok(caller.confirmed(now))
}

/// A password that was found right, by a hash that may have changed since.
struct Proof {
    guess: Guess,
    stored: Option<String>,
}

/// Compares what the caller typed with their password; no connection is held meanwhile. Refusals come into the trail.
async fn prove(service: &Service, caller: &Caller, owner: &Own, typed: SecretString, field: &str) -> Result<Proof> {
    let proof = compare(service, caller, owner, typed, field).await;
    if let Err(error) = &proof {
        service.refusals.login(caller.actor(), caller.context(), Some(owner.user_id.clone()), error);
    }
    proof
}

async fn compare(service: &Service, caller: &Caller, owner: &Own, typed: SecretString, field: &str) -> Result<Proof> {
    let stored = store::credentials::password_hash(&mut service.db.read().await?, owner.key).await?;
    let guess = Guess::count(service, caller.context(), Some(owner.key), owner.user_id.as_str()).await?;
    match service.hasher.verify(typed, stored.clone(), service.rng.as_ref()).await {
        Ok(Verdict::Wrong) => Err(Error::old_password(field)),
        Ok(Verdict::Right | Verdict::Outdated { .. }) => Ok(Proof { guess, stored }),
        Err(error) => guess.undone(service).await.and(Err(error)),
    }
}

impl Proof {
    /// Holds it against what is stored by now.
    async fn settle(self, tx: &mut Tx, user: &User, field: &str) -> Result<()> {
        if store::credentials::password_hash(tx, user.id).await? != self.stored {
            return Err(Error::old_password(field));
        }
        self.guess.right(tx).await
    }
}

/// Sets a password by the one-time code of a link; every session of the user ends. Answers whose it was.
///
/// # Errors
/// At `password`, if it is too weak (the code stays good); at `code`, if that is unknown, used or too old.
pub async fn set_by_code(service: &Service, caller: &Caller, code: &str, new: SecretString) -> Result<UserId> {
    let token_hash = token::hash(code.trim());
    let mut tx = service.db.read().await?;
    let user_id = store::credentials::password_link_user(&mut tx, &token_hash, service.now()).await?;
    drop(tx);
    let user_id = user_id.ok_or_else(|| {
        let error = Error::password_link();
        service.refusals.login(caller.actor(), caller.context(), None, &error);
        error
    })?;
    check(service, &new, &user_id)?;
    let hash = service.hasher.hash(new, service.rng.as_ref()).await?;

    let mut work = Work::begin(service, &caller.proved(&user_id)).await?;
    // The user first, then the code, as everybody does who voids codes: else two could wait for each other.
    let user = store::users::get_for_update(&mut work.tx, &user_id).await?;
    let user = user.filter(|user| user.deleted_at.is_none()).ok_or_else(Error::password_link)?;
    if !store::credentials::take_password_link(&mut work.tx, &token_hash, work.now).await? {
        return Err(Error::password_link());
    }
    store_hash(service, &mut work, &user, &hash, false).await?;
    end_sessions(&mut work.tx, &user).await?;
    work.commit(Action::PasswordSet, &user_id, Change::none()).await?;
    Ok(user_id)
}

/// Makes a one-time code with which the user sets a password; older codes are void.
///
/// # Errors
/// Not found.
pub async fn create_link(service: &Service, caller: &Caller, id: &UserId) -> Result<SecretString> {
    let granted = caller.require_admin(Right::USER_SETTINGS_BASIC)?;
    let token = Token::generate(service.rng.as_ref())?;
    let mut work = Work::begin(service, &granted).await?;
    let user = live(store::users::get_for_update(&mut work.tx, id).await?, id)?;
    let expires_at = work.now.plus(service.settings.password_link);
    store::credentials::insert_password_link(&mut work.tx, &token.hash, user.id, work.now, expires_at).await?;
    work.commit(Action::PasswordLinkCreate, id, Change::none()).await?;
    Ok(token.secret)
}

/// Mails a one-time code to who has forgotten their password, and is asked for by an ID or an address; older codes are void.
/// Whether there is such a user, whether they may log in, and whether they were mailed too often, nobody is told.
///
/// # Errors
/// Failed precondition without the key for secrets, whoever is asked for; resource exhausted, where too many are asked for
/// from one network address.
pub async fn mail_link(service: &Service, caller: &Caller, login: &str) -> Result<()> {
    mailed_codes::mail(service, caller, login, mailed_codes::Purpose::Password).await
}

/// Sets a password from the host; every session of the user ends. A temporary one is good for choosing another.
///
/// # Errors
/// At `password`, if it is too weak; not found.
pub async fn set(service: &Service, caller: &Caller, id: &UserId, new: SecretString, temporary: bool) -> Result<()> {
    replace(service, &caller.require_host()?, id, new, temporary).await
}

/// Gives a user a password that is good for choosing another one; every session of the user ends.
///
/// # Errors
/// At `password`, if it is too weak; not found; at `own_password`, if the caller's own was typed too long ago.
pub async fn set_temporary(service: &Service, caller: &Caller, id: &UserId, new: SecretString) -> Result<()> {
    let granted = caller.require_admin(Right::USER_SETTINGS_BASIC)?;
    granted.require_recent(service.now(), service.settings.session_recent)?;
    replace(service, &granted, id, new, true).await
}

async fn replace(
    service: &Service,
    granted: &Granted<Admin>,
    id: &UserId,
    new: SecretString,
    temporary: bool,
) -> Result<()> {
    let hash = hash_new(service, id, new).await?;
    let mut work = Work::begin(service, granted).await?;
    let user = live(store::users::get_for_update(&mut work.tx, id).await?, id)?;
    store_hash(service, &mut work, &user, &hash, temporary).await?;
    end_sessions(&mut work.tx, &user).await?;
    work.commit(Action::PasswordSet, id, Change::none()).await
}

/// Checks a password hash that another system made, so that its owner can log in with the password they know.
///
/// The PBKDF2 form of The Things Stack, bcrypt, and scrypt and argon2 in the PHC form are allowed, each within bounds:
/// verifying must not take longer than about a second, nor more memory than a small server has. At the first log-in
/// with it the hash is replaced by one of ours.
///
/// # Errors
/// At `password_hash`, with what is allowed; the hash is never repeated.
pub fn check_imported_hash(hash: &str) -> Result<()> {
    StoredHash::parse(hash).map(|_| ())
}

/// Checks a new password by the policy of the settings.
pub(crate) fn check(service: &Service, new: &SecretString, id: &UserId) -> Result<()> {
    password::check(new.expose_secret(), id.as_str(), service.settings.password_policy)
}

/// Checks and hashes a new password; no connection is held meanwhile.
pub(crate) async fn hash_new(service: &Service, id: &UserId, new: SecretString) -> Result<String> {
    check(service, &new, id)?;
    service.hasher.hash(new, service.rng.as_ref()).await
}

async fn store_hash(service: &Service, work: &mut Work, user: &User, hash: &str, temporary: bool) -> Result<()> {
    // Of the first one its owner has chosen there is nothing to be told.
    if user.password_updated_at.is_some() {
        notifications::tell(service, work, user, News::Password).await?;
    }
    let (tx, now) = (&mut work.tx, work.now);
    store::credentials::set_password_hash(tx, user.id, hash, now).await?;
    mailed_codes::void(tx, user).await?;
    let changed = User {
        password_updated_at: Some(now),
        require_password_update: temporary,
        version: user.version + 1,
        ..user.clone()
    };
    if store::users::update(tx, &changed, user.version).await? {
        Ok(())
    } else {
        Err(Error::changed_meanwhile(Vec::new(), user.version))
    }
}
