//! Passwords: changing one's own, and setting one by a one-time code or from the host.

use domain::{Action, Error, Result, Timestamp, User, UserId, password};
use secrecy::{ExposeSecret as _, SecretString};
use store::Tx;

use crate::{
    Caller, Service,
    guessing::Guess,
    hashing::Verdict,
    sessions::end_all,
    stored_hash::StoredHash,
    token::{self, Token},
    users::live,
    work::{Change, Work},
};

/// Changes the caller's own password. Codes to set one are void from then on; other sessions end where asked.
///
/// # Errors
/// At `password`, if the new one is too weak; at `old`, if the old one is wrong; resource exhausted after too many wrong
/// ones.
pub async fn change(
    service: &Service,
    caller: &Caller,
    old: SecretString,
    new: SecretString,
    end_others: bool,
) -> Result<()> {
    let granted = caller.require_user()?;
    let owner = &granted.scope;
    password::check(new.expose_secret(), owner.user_id.as_str())?;
    let stored = store::credentials::password_hash(&mut service.db.read().await?, owner.key).await?;
    let guess = Guess::count(service, caller.context(), Some(owner.key), owner.user_id.as_str()).await?;
    match service.hasher.verify(old, stored.clone(), service.rng.as_ref()).await {
        Ok(Verdict::Wrong) => return Err(Error::old_password()),
        Ok(Verdict::Right | Verdict::Outdated { .. }) => {}
        Err(error) => return guess.undone(service).await.and(Err(error)),
    }
    let hash = service.hasher.hash(new, service.rng.as_ref()).await?;

    let mut work = Work::begin(service, &granted).await?;
    let user = live(store::users::get_for_update(&mut work.tx, &owner.user_id).await?, &owner.user_id)?;
    if store::credentials::password_hash(&mut work.tx, user.id).await? != stored {
        return Err(Error::old_password());
    }
    guess.right(&mut work.tx).await?;
    store_hash(&mut work.tx, &user, &hash, work.now).await?;
    if end_others {
        let spared = caller.session_id().unwrap_or_default();
        store::sessions::delete_all_but(&mut work.tx, user.id, spared).await?;
    }
    work.commit(Action::PasswordSet, &user.user_id, Change::none()).await
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
    let user_id = user_id.ok_or_else(Error::password_link)?;
    password::check(new.expose_secret(), user_id.as_str())?;
    let hash = service.hasher.hash(new, service.rng.as_ref()).await?;

    let mut work = Work::begin(service, &caller.proved(&user_id)).await?;
    // The user first, then the code, as everybody does who voids codes: else two could wait for each other.
    let user = store::users::get_for_update(&mut work.tx, &user_id).await?;
    let user = user.filter(|user| user.deleted_at.is_none()).ok_or_else(Error::password_link)?;
    if !store::credentials::take_password_link(&mut work.tx, &token_hash, work.now).await? {
        return Err(Error::password_link());
    }
    store_hash(&mut work.tx, &user, &hash, work.now).await?;
    end_all(&mut work.tx, &user).await?;
    work.commit(Action::PasswordSet, &user_id, Change::none()).await?;
    Ok(user_id)
}

/// Makes a one-time code with which the user sets a password; older codes are void.
///
/// # Errors
/// Not found.
pub async fn create_link(service: &Service, caller: &Caller, id: &UserId) -> Result<SecretString> {
    let granted = caller.require_admin()?;
    let token = Token::generate(service.rng.as_ref())?;
    let mut work = Work::begin(service, &granted).await?;
    let user = live(store::users::get_for_update(&mut work.tx, id).await?, id)?;
    let expires_at = work.now.plus(service.settings.password_link);
    store::credentials::insert_password_link(&mut work.tx, &token.hash, user.id, work.now, expires_at).await?;
    work.commit(Action::PasswordLinkCreate, id, Change::none()).await?;
    Ok(token.secret)
}

/// Sets a password from the host; every session of the user ends.
///
/// # Errors
/// At `password`, if it is too weak; not found.
pub async fn set(service: &Service, caller: &Caller, id: &UserId, new: SecretString) -> Result<()> {
    let granted = caller.require_host()?;
    let hash = hash_new(service, id, new).await?;
    let mut work = Work::begin(service, &granted).await?;
    let user = live(store::users::get_for_update(&mut work.tx, id).await?, id)?;
    store_hash(&mut work.tx, &user, &hash, work.now).await?;
    end_all(&mut work.tx, &user).await?;
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

/// Checks and hashes a new password; no connection is held meanwhile.
pub(crate) async fn hash_new(service: &Service, id: &UserId, new: SecretString) -> Result<String> {
    password::check(new.expose_secret(), id.as_str())?;
    service.hasher.hash(new, service.rng.as_ref()).await
}

async fn store_hash(tx: &mut Tx, user: &User, hash: &str, now: Timestamp) -> Result<()> {
    store::credentials::set_password_hash(tx, user.id, hash, now).await?;
    store::credentials::delete_password_links(tx, user.id).await?;
    let changed = User { password_updated_at: Some(now), version: user.version + 1, ..user.clone() };
    if store::users::update(tx, &changed, user.version).await? {
        Ok(())
    } else {
        Err(Error::changed_meanwhile(Vec::new(), user.version))
    }
}
