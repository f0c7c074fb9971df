//! API keys of users: create, get, list, update, delete.

use domain::{
    Action, ApiKey, ApiKeyOrder, ApiKeyPatch, BearerKind, Error, NewApiKey, Page, Result, Right, Rights, User, UserId,
};
use secrecy::SecretString;
use store::Tx;

use crate::{
    Caller, Service,
    notifications::{self, News},
    token,
    users::live,
    work::{Change, Work},
};

/// The most keys of one user.
pub const MAX: u64 = 1_000;

/// Makes a key of a user. Answers it with the token, which is seen only this once.
///
/// # Errors
/// Field errors; permission denied, if the caller lacks the right, or one of those that the key is to have; not found;
/// resource exhausted, if the user has too many keys.
pub async fn create(service: &Service, caller: &Caller, id: &UserId, new: NewApiKey) -> Result<(ApiKey, SecretString)> {
    let granted = caller.require_on(id, Right::USER_SETTINGS_API_KEYS)?;
    require_held(caller, id, new.rights)?;
    let granted = granted.with_all(new.rights);
    new.check(service.now())?;
    if new.rights.contains(Right::ALL) {
        granted.require_recent(service.now(), service.settings.session_recent)?;
    }
    let key_id = token::base32::<24>(service.rng.as_ref())?;
    let secret = token::base32::<32>(service.rng.as_ref())?;
    let mut work = Work::begin(service, &granted).await?;
    let user = granted.user(&mut work.tx, id).await?;
    if store::api_keys::count(&mut work.tx, user.id).await? >= MAX {
        return Err(Error::too_many("API keys", MAX));
    }
    let key = ApiKey {
        key_id,
        name: new.name,
        rights: new.rights,
        created_at: work.now,
        updated_at: work.now,
        expires_at: new.expires_at,
        last_used_at: None,
    };
    store::api_keys::insert(&mut work.tx, user.id, &key, &token::hash(&secret)).await?;
    notifications::tell(service, &mut work, &user, News::KeyMade(&key)).await?;
    work.commit(Action::ApiKeyCreate, id, change(None, Some(&key))).await?;
    let token = format!("{}.{}.{secret}", BearerKind::ApiKey.prefix(), key.key_id);
    Ok((key, token.into()))
}

/// One page of a user's keys, and how many there are.
///
/// # Errors
/// Permission denied; not found.
pub async fn list(
    service: &Service,
    caller: &Caller,
    id: &UserId,
    order: ApiKeyOrder,
    page: Page,
) -> Result<(Vec<ApiKey>, u64)> {
    caller.require_on(id, Right::USER_SETTINGS_API_KEYS)?;
    let mut tx = service.db.read().await?;
    let user = live(store::users::get(&mut tx, id).await?, id)?;
    let keys = store::api_keys::list(&mut tx, user.id, order, page).await?;
    Ok((keys, store::api_keys::count(&mut tx, user.id).await?))
}

/// One key of a user.
///
/// # Errors
/// Permission denied; not found.
pub async fn get(service: &Service, caller: &Caller, id: &UserId, key_id: &str) -> Result<ApiKey> {
    caller.require_on(id, Right::USER_SETTINGS_API_KEYS)?;
    let mut tx = service.db.read().await?;
    let user = live(store::users::get(&mut tx, id).await?, id)?;
    find(&mut tx, &user, key_id).await
}

/// Changes a key. Whoever does so must hold every right that the key has, had or gets: else a key could be kept alive by
/// somebody who could not make it.
///
/// # Errors
/// Field errors; permission denied; not found.
pub async fn update(
    service: &Service,
    caller: &Caller,
    id: &UserId,
    key_id: &str,
    patch: ApiKeyPatch,
) -> Result<ApiKey> {
    let granted = caller.require_on(id, Right::USER_SETTINGS_API_KEYS)?;
    patch.check(service.now())?;
    let mut work = Work::begin(service, &granted).await?;
    let user = granted.user(&mut work.tx, id).await?;
    let key = find(&mut work.tx, &user, key_id).await?;
    let new = patch.apply(&key, work.now);
    let rights = key.rights.union(new.rights);
    require_held(caller, id, rights)?;
    granted.clone().with_all(rights).still_holds(&mut work.tx, work.now).await?;
    if new.rights.contains(Right::ALL) {
        granted.require_recent(work.now, service.settings.session_recent)?;
    }
    store::api_keys::update(&mut work.tx, user.id, &new).await?;
    notifications::tell(service, &mut work, &user, News::KeyChanged(&new)).await?;
    work.commit(Action::ApiKeyUpdate, id, change(Some(&key), Some(&new))).await?;
    Ok(new)
}

/// Ends a key.
///
/// # Errors
/// Permission denied; not found.
pub async fn delete(service: &Service, caller: &Caller, id: &UserId, key_id: &str) -> Result<()> {
    let granted = caller.require_on(id, Right::USER_SETTINGS_API_KEYS)?;
    let mut work = Work::begin(service, &granted).await?;
    let user = granted.user(&mut work.tx, id).await?;
    let key = find(&mut work.tx, &user, key_id).await?;
    store::api_keys::delete(&mut work.tx, user.id, key_id).await?;
    work.commit(Action::ApiKeyDelete, id, change(Some(&key), None)).await
}

/// A key by its name. What no key can be called is not looked for.
async fn find(tx: &mut Tx, user: &User, key_id: &str) -> Result<ApiKey> {
    let key = if token::is_base32_name(key_id) { store::api_keys::get(tx, user.id, key_id).await? } else { None };
    key.ok_or_else(|| Error::api_key_not_found(key_id, user.user_id.as_str()))
}

/// Nobody passes on what they do not have.
fn require_held(caller: &Caller, id: &UserId, rights: Rights) -> Result<()> {
    let held = caller.rights_on(id).implied();
    match rights.implied().without(held).iter().next() {
        None => Ok(()),
        Some(missing) => Err(caller.denied(Error::insufficient_user_rights(id.as_str(), missing.name()))),
    }
}

/// A key as the trail keeps it: without what it is worthless without.
fn change(before: Option<&ApiKey>, after: Option<&ApiKey>) -> Change {
    let written = |key: &ApiKey| {
        let rights: Vec<_> = key.rights.iter().map(Right::name).collect();
        serde_json::json!({ "key_id": key.key_id, "name": key.name, "rights": rights, "expires_at": key.expires_at })
    };
    Change::none().with("api_key", before.map(written), after.map(written))
}
