//! One's own API keys.

use domain::Timestamp;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::form::FormError;
#[cfg(not(target_arch = "wasm32"))]
use crate::{
    cookie,
    fns::{confirmed, go, show_once, take_shown},
    host::Host,
    paths,
};
#[cfg(not(target_arch = "wasm32"))]
use domain::{ApiKey, ApiKeyOrder, ApiKeyPatch, Error, NewApiKey, Page, Right, Rights};

/// A key, with its rights by name: browsers need not know all rights there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKeyView {
    /// The public name.
    pub key_id: String,
    /// What it is called.
    pub name: String,
    /// The names of its rights, by space.
    pub rights: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// The names of all rights that can be given, by space.
    pub offered: String,
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKeysView {
    /// The keys, the newest first.
    pub keys: Vec<ApiKeyView>,
    /// The names of all rights that can be given, by space.
    pub offered: String,
    /// A key that has just been made, whole; it is shown this once.
    pub made: Option<String>,
}

/// One's own keys.
#[server(prefix = "/fn", endpoint = "api-keys/list", input = server_fn::codec::GetUrl, output = super::json::Json)]
pub async fn list_api_keys() -> Result<ApiKeysView, FormError> {
    let host = Host::current()?;
    let id = host.caller.own_id()?;
    let (order, page) = (ApiKeyOrder::parse("-created_at")?, Page::new(1, Page::MAX_LIMIT)?);
    let (keys, _) = service::api_keys::list(&host.service, &host.caller, id, order, page).await?;
    let made = take_shown(cookie::MADE_KEY);
    Ok(ApiKeysView { keys: keys.into_iter().map(view).collect(), offered: offered(), made })
}

/// One of one's own keys.
#[server(prefix = "/fn", endpoint = "api-keys/get", input = server_fn::codec::GetUrl, output = super::json::Json)]
pub async fn get_api_key(key_id: String) -> Result<ApiKeyView, FormError> {
    let host = Host::current()?;
    let id = host.caller.own_id()?;
    Ok(view(service::api_keys::get(&host.service, &host.caller, id, &key_id).await?))
}

/// What is typed to make or change a key.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ApiKeyForm {
    /// Which key is changed; empty for a new one.
    #[serde(default)]
    pub key_id: String,
    /// What it is called.
    #[serde(default)]
    pub name: String,
    /// The names of its rights, by space.
    #[serde(default)]
    pub rights: String,
    /// When it ends, to the minute in UTC; empty for never.
    #[serde(default)]
    pub key_expires_at: String,
    /// One is asked for one's own password after a while, for a key that may do everything.
    #[serde(default)]
    pub own_password: String,
}

/// Makes a key. It waits in a cookie for the page that shows it, so that it stands in no URL and is kept nowhere here.
#[server(prefix = "/fn", endpoint = "api-keys/create")]
pub async fn create_api_key(#[server(flatten)] form: ApiKeyForm) -> Result<(), FormError> {
    let host = Host::current()?;
    let (rights, expires_at) = form.parse()?;
    let caller = confirmed(&host, form.own_password).await?;
    let new = NewApiKey { name: form.name, rights, expires_at };
    let made = service::api_keys::create(&host.service, &caller, host.caller.own_id()?, new).await;
    let (_, token) = made.map_err(in_form)?;
    show_once(cookie::MADE_KEY, &token);
    go(paths::ACCOUNT_API_KEYS);
    Ok(())
}

/// Changes a key.
#[server(prefix = "/fn", endpoint = "api-keys/update")]
pub async fn update_api_key(#[server(flatten)] form: ApiKeyForm) -> Result<(), FormError> {
    let host = Host::current()?;
    let (rights, expires_at) = form.parse()?;
    let caller = confirmed(&host, form.own_password).await?;
    let patch = ApiKeyPatch { name: Some(form.name), rights: Some(rights), expires_at: Some(expires_at) };
    let id = host.caller.own_id()?;
    service::api_keys::update(&host.service, &caller, id, &form.key_id, patch).await.map_err(in_form)?;
    go(&paths::with(paths::ACCOUNT_API_KEYS, &[("done", "saved")]));
    Ok(())
}

/// Ends a key.
#[server(prefix = "/fn", endpoint = "api-keys/delete")]
pub async fn delete_api_key(key_id: String) -> Result<(), FormError> {
    let host = Host::current()?;
    service::api_keys::delete(&host.service, &host.caller, host.caller.own_id()?, &key_id).await?;
    go(&paths::with(paths::ACCOUNT_API_KEYS, &[("done", "key-deleted")]));
    Ok(())
}

#[cfg(not(target_arch = "wasm32"))]
fn view(key: ApiKey) -> ApiKeyView {
    let ApiKey { key_id, name, rights, created_at, last_used_at, expires_at, .. } = key;
    ApiKeyView { key_id, name, rights: names(rights.iter()), created_at, last_used_at, expires_at, offered: offered() }
}

#[cfg(not(target_arch = "wasm32"))]
fn offered() -> String {
    names(domain::api_key::offered())
}

#[cfg(not(target_arch = "wasm32"))]
pub(super) fn names(rights: impl Iterator<Item = Right>) -> String {
    rights.map(Right::name).collect::<Vec<_>>().join(" ")
}

#[cfg(not(target_arch = "wasm32"))]
impl ApiKeyForm {
    fn parse(&self) -> domain::Result<(Rights, Option<Timestamp>)> {
        let rights = domain::rights::parse_names(&self.rights);
        let expires_at = Timestamp::parse_minute("key_expires_at", &self.key_expires_at);
        Error::all([rights.clone().map(|_| ()), expires_at.clone().map(|_| ())])?;
        Ok((rights?, expires_at?))
    }
}

/// The form has names of its own for what other forms have too.
#[cfg(not(target_arch = "wasm32"))]
fn in_form(mut error: Error) -> Error {
    for field in error.fields.iter_mut().filter(|field| field.field == "expires_at") {
        "key_expires_at".clone_into(&mut field.field);
    }
    error
}
