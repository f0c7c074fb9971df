//! OAuth clients: making, listing, switching off and removing them.

use domain::{Action, Client, Error, NewClient, Result, Right, State, oauth::check_client_id};
use secrecy::SecretString;
use serde_json::json;
use store::Tx;

use crate::{Caller, Service, token, work::Work};

/// All clients, by ID.
///
/// # Errors
/// Unauthenticated; permission denied to who is no admin.
pub async fn list(service: &Service, caller: &Caller) -> Result<Vec<Client>> {
    caller.require_admin(Right::USER_INFO)?;
    store::oauth_clients::list(&mut service.db.once().await?).await
}

/// Makes a client. Answers its secret, if it is confidential, which is seen only this once.
///
/// # Errors
/// Field errors; permission denied to who may not do everything; already exists.
pub async fn create(service: &Service, caller: &Caller, new: NewClient) -> Result<Option<SecretString>> {
    let granted = caller.require_everything()?;
    granted.require_recent(service.now(), service.settings.session_recent)?;
    new.check()?;
    let secret = new.confidential.then(|| token::base32::<32>(service.rng.as_ref())).transpose()?;
    let mut work = Work::begin(service, &granted).await?;
    let hash = secret.as_deref().map(token::hash);
    store::oauth_clients::insert(&mut work.tx, &new, hash.as_ref().map(<[u8; 32]>::as_slice), work.now).await?;
    let rights: Vec<_> = new.rights.iter().map(Right::name).collect();
    let what = json!({ "client_id": new.client_id, "redirect_uris": new.redirect_uris, "rights": rights,
                       "confidential": new.confidential, "skip_authorization": new.skip_authorization });
    work.note(Action::OAuthClientCreate, what).await?;
    Ok(secret.map(SecretString::from))
}

/// Gives a client another state. One that is not approved any more can do nothing from this moment on.
///
/// # Errors
/// Permission denied; not found.
pub async fn set_state(service: &Service, caller: &Caller, client_id: &str, state: State) -> Result<()> {
    let mut work = Work::begin(service, &caller.require_everything()?).await?;
    if !exists(client_id) || !store::oauth_clients::set_state(&mut work.tx, client_id, state, work.now).await? {
        return Err(Error::client_not_found(client_id));
    }
    work.note(Action::OAuthClientUpdate, json!({ "client_id": client_id, "state": state.as_str() })).await
}

/// Removes a client, with everything that users have let it do.
///
/// # Errors
/// Permission denied; not found.
pub async fn delete(service: &Service, caller: &Caller, client_id: &str) -> Result<()> {
    let mut work = Work::begin(service, &caller.require_everything()?).await?;
    if !exists(client_id) || !store::oauth_clients::delete(&mut work.tx, client_id).await? {
        return Err(Error::client_not_found(client_id));
    }
    work.note(Action::OAuthClientDelete, json!({ "client_id": client_id })).await
}

/// A client that may do something, by its ID.
///
/// # Errors
/// Not found; permission denied, if it is not approved.
pub(crate) async fn usable(tx: &mut Tx, client_id: &str) -> Result<store::oauth_clients::Stored> {
    let found = if exists(client_id) { store::oauth_clients::get(tx, client_id).await? } else { None };
    let stored = found.ok_or_else(|| Error::client_not_found(client_id))?;
    stored.client.refusal().map_or(Ok(stored), Err)
}

/// A client that has shown that it is the one.
///
/// # Errors
/// As of [`usable`]; permission denied, if the secret is wrong.
pub(crate) async fn proved(service: &Service, client_id: Option<&str>, secret: Option<&str>) -> Result<Client> {
    let client_id =
        client_id.filter(|id| !id.is_empty()).ok_or_else(|| Error::missing_parameter("missing_client_id"))?;
    let stored = usable(&mut service.db.once().await?, client_id).await?;
    let secret = secret.filter(|secret| !secret.is_empty());
    match (&stored.secret_hash, secret) {
        (None, None) => Ok(stored.client),
        (Some(_), None) => Err(Error::missing_parameter("missing_client_secret")),
        (Some(hash), Some(secret)) if token::is_same(&token::hash(secret), hash) => Ok(stored.client),
        _ => Err(Error::invalid_client()),
    }
}

/// What no client can be called is not looked for: it would be an error to PostgreSQL.
fn exists(client_id: &str) -> bool {
    check_client_id(client_id).is_ok()
}
