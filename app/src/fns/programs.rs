//! Programs that act for people: OAuth clients, and what one has let them do.

use domain::Timestamp;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::form::FormError;
#[cfg(not(target_arch = "wasm32"))]
use crate::{
    cookie,
    fns::{api_keys::names, confirmed, go, show_once, take_shown},
    host::Host,
    paths,
};
#[cfg(not(target_arch = "wasm32"))]
use domain::{Authorization, Client, NewClient, Page, Rights, State};

/// A program with its rights by name: browsers need not know all rights there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramView {
    /// The ID.
    pub client_id: String,
    /// What people call it; may be empty.
    pub name: String,
    /// The names of its rights, by space.
    pub rights: String,
    /// Where users are sent back to; nothing in one's own list.
    pub redirect_uris: Vec<String>,
    /// Whether it has a secret.
    pub confidential: bool,
    /// Whether it may do anything at the moment.
    pub works: bool,
    /// When it was made, or first allowed.
    pub created_at: Timestamp,
    /// When it last changed, or was last allowed.
    pub updated_at: Timestamp,
}

/// What the page of admins shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramsView {
    /// All programs, by ID.
    pub programs: Vec<ProgramView>,
    /// A secret that has just been made; it is shown this once.
    pub made: Option<String>,
}

/// All programs.
#[server(prefix = "/fn", endpoint = "programs/list", input = server_fn::codec::GetUrl, output = super::json::Json)]
pub async fn list_programs() -> Result<ProgramsView, FormError> {
    let host = Host::current()?;
    let found = service::oauth_clients::list(&host.service, &host.caller).await?;
    let made = take_shown(cookie::MADE_SECRET);
    Ok(ProgramsView { programs: found.into_iter().map(of_client).collect(), made })
}

/// What is typed to make a program known.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ProgramForm {
    /// The ID.
    #[serde(default)]
    pub client_id: String,
    /// What people call it.
    #[serde(default)]
    pub name: String,
    /// Where users are sent back to, one a line.
    #[serde(default)]
    pub redirect_uris: String,
    /// The names of its rights, by space.
    #[serde(default)]
    pub rights: String,
    /// Ticked: it can keep a secret.
    #[serde(default)]
    pub confidential: String,
    /// One is asked for one's own password after a while.
    #[serde(default)]
    pub own_password: String,
}

/// Makes a program known. Its secret waits in a cookie for the page that shows it, as new API keys do.
#[server(prefix = "/fn", endpoint = "programs/create")]
pub async fn create_program(#[server(flatten)] form: ProgramForm) -> Result<(), FormError> {
    let host = Host::current()?;
    let rights = domain::rights::parse_names(&form.rights)?;
    let caller = confirmed(&host, form.own_password).await?;
    let new = NewClient {
        client_id: form.client_id.trim().to_owned(),
        name: form.name,
        redirect_uris: form.redirect_uris.split_whitespace().map(str::to_owned).collect(),
        confidential: !form.confidential.is_empty(),
        rights,
        ..NewClient::default()
    };
    let secret = service::oauth_clients::create(&host.service, &caller, new).await?;
    if let Some(secret) = secret {
        show_once(cookie::MADE_SECRET, &secret);
    }
    go(&paths::with(paths::PROGRAMS, &[("done", "saved")]));
    Ok(())
}

/// Lets a program do what it is for, or nothing from now on.
#[server(prefix = "/fn", endpoint = "programs/switch")]
pub async fn switch_program(client_id: String, state: String) -> Result<(), FormError> {
    let host = Host::current()?;
    let state = State::parse(&state)?;
    service::oauth_clients::set_state(&host.service, &host.caller, &client_id, state).await?;
    go(&paths::with(paths::PROGRAMS, &[("done", "saved")]));
    Ok(())
}

/// Removes a program, with everything that users have let it do.
#[server(prefix = "/fn", endpoint = "programs/delete")]
pub async fn delete_program(client_id: String) -> Result<(), FormError> {
    let host = Host::current()?;
    service::oauth_clients::delete(&host.service, &host.caller, &client_id).await?;
    go(&paths::with(paths::PROGRAMS, &[("done", "program-deleted")]));
    Ok(())
}

/// What one has let programs do, the latest first.
#[server(prefix = "/fn", endpoint = "programs/own", input = server_fn::codec::GetUrl, output = super::json::Json)]
pub async fn list_own_programs() -> Result<Vec<ProgramView>, FormError> {
    let host = Host::current()?;
    let id = host.caller.own_id()?;
    let page = Page::new(1, Page::MAX_LIMIT)?;
    let (found, _) = service::authorizations::list(&host.service, &host.caller, id, true, page).await?;
    Ok(found.into_iter().map(of_authorization).collect())
}

/// Takes back what one has let a program do.
#[server(prefix = "/fn", endpoint = "programs/revoke")]
pub async fn revoke_program(client_id: String) -> Result<(), FormError> {
    let host = Host::current()?;
    service::authorizations::delete(&host.service, &host.caller, host.caller.own_id()?, &client_id).await?;
    go(&paths::with(paths::ACCOUNT_PROGRAMS, &[("done", "program-revoked")]));
    Ok(())
}

#[cfg(not(target_arch = "wasm32"))]
fn of_client(client: Client) -> ProgramView {
    ProgramView {
        works: client.state.is_good(),
        client_id: client.client_id,
        name: client.name,
        rights: of(client.rights),
        redirect_uris: client.redirect_uris,
        confidential: client.confidential,
        created_at: client.created_at,
        updated_at: client.updated_at,
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn of_authorization(one: Authorization) -> ProgramView {
    ProgramView {
        client_id: one.client_id,
        name: one.name,
        rights: of(one.rights),
        redirect_uris: Vec::new(),
        confidential: false,
        works: true,
        created_at: one.created_at,
        updated_at: one.updated_at,
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn of(rights: Rights) -> String {
    names(rights.iter())
}
