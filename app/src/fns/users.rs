//! Users: the list, one user, and what admins do to them.

use domain::UserList;
use leptos::prelude::*;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use super::user_fields::UserFields;
use crate::form::FormError;
#[cfg(not(target_arch = "wasm32"))]
use crate::{
    fns::{confirmed, go, user_fields::base},
    host::Host,
    paths,
};
#[cfg(not(target_arch = "wasm32"))]
use domain::{EmailAddress, Error, NewUser, Order, Page, Policy, State, UserFilter, UserId, UserPatch};

/// What the URL of a list says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListQuery {
    /// `deleted`, or empty for live users.
    #[serde(default)]
    pub tab: String,
    /// The text to be found.
    #[serde(default)]
    pub q: String,
    /// One state, or empty for all.
    #[serde(default)]
    pub state: String,
    /// An order as [`domain::Order::parse`] reads it.
    #[serde(default)]
    pub order: String,
    /// The number of the page, from 1.
    #[serde(default, deserialize_with = "number")]
    pub page: u32,
    /// Rows a page.
    #[serde(default, deserialize_with = "number")]
    pub limit: u32,
}

#[cfg(not(target_arch = "wasm32"))]
impl ListQuery {
    /// What the service is asked for.
    ///
    /// # Errors
    /// A field error at `state` or `order`.
    pub fn filter(&self) -> Result<UserFilter, Error> {
        Ok(UserFilter {
            deleted: self.tab == "deleted",
            query: self.q.clone(),
            state: if self.state.is_empty() { None } else { Some(State::parse(&self.state)?) },
            order: Order::parse(&self.order)?,
            ranked: true,
            ..UserFilter::default()
        })
    }
}

/// In a query every value is text, and a flattened struct is not told what its fields are.
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
}

/// One page of users.
#[server(prefix = "/fn", endpoint = "users/list", input = server_fn::codec::GetUrl, output = super::json::Json)]
pub async fn list_users(#[server(flatten)] query: ListQuery) -> Result<UserList, FormError> {
    let host = Host::current()?;
    let filter = query.filter()?;
    let page = Page::new(query.page, query.limit)?;
    Ok(service::users::list(&host.service, &host.caller, &filter, page).await?)
}

/// What the edit view shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserView {
    /// The user, live or deleted.
    pub user: domain::User,
    /// Their attributes.
    pub attributes: domain::Attributes,
    /// Whether this is the last admin who can log in.
    pub last_admin: bool,
    /// For how many seconds a deleted user can be restored; `None` for ever.
    pub restore_window: Option<u64>,
    /// After how many seconds a deleted user is purged; `None` where nobody is, but by hand.
    pub purge_after: Option<u64>,
    /// How many sessions a live user has.
    pub sessions: usize,
    /// When this was read.
    pub now: domain::Timestamp,
}

/// One user, live or deleted.
#[server(prefix = "/fn", endpoint = "users/get", input = server_fn::codec::GetUrl, output = super::json::Json)]
pub async fn get_user(user_id: String) -> Result<UserView, FormError> {
    let host = Host::current()?;
    let not_found = || Error::user_not_found(&user_id);
    let id = UserId::parse(&user_id).map_err(|_| not_found())?;
    let user = service::users::get_deleted(&host.service, &host.caller, &id).await?;
    let attributes = service::users::attributes(&host.service, &host.caller, &id).await?;
    let last_admin = service::users::is_last_admin(&host.service, &host.caller, &id).await?;
    let sessions = match user.deleted_at {
        Some(_) => 0,
        None => service::sessions::count(&host.service, &host.caller, &id).await?,
    };
    let settings = host.service.settings();
    let restore_window = settings.restore_window.map(|window| window.as_secs());
    let purge_after = settings.purge_after.map(|kept| kept.as_secs());
    Ok(UserView { user, attributes, last_admin, restore_window, purge_after, sessions, now: host.service.now() })
}

/// What is typed to add a user.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct NewUserForm {
    /// The ID.
    #[serde(default)]
    pub user_id: String,
    /// The password.
    #[serde(default)]
    pub password: String,
    /// The same again.
    #[serde(default)]
    pub confirm: String,
    /// Whoever makes an admin is asked for their own password after a while.
    #[serde(default)]
    pub own_password: String,
    /// The rest.
    #[serde(flatten)]
    pub fields: UserFields,
}

/// Adds a user.
#[server(prefix = "/fn", endpoint = "users/create")]
pub async fn create_user(#[server(flatten)] form: NewUserForm) -> Result<(), FormError> {
    let host = Host::current()?;
    let own_password = form.own_password.clone();
    let (new, password) = form.parse(host.service.settings().password_policy)?;
    let caller = confirmed(&host, own_password).await?;
    let user = service::users::create(&host.service, &caller, new, Some(password.into())).await?;
    go(&paths::with(&paths::user(&user.user_id), &[("done", "created")]));
    Ok(())
}

#[cfg(not(target_arch = "wasm32"))]
impl NewUserForm {
    /// All field errors at once, those of the ID's list and of the password included.
    fn parse(self, policy: Policy) -> Result<(NewUser, String), Error> {
        // A browser sends line breaks as CR LF; each is one character to whoever typed it.
        let description = self.fields.description.replace("\r\n", "\n");
        let id = UserId::parse(self.user_id.trim());
        let address = EmailAddress::parse(self.fields.primary_email_address.trim());
        let state = State::parse(&self.fields.state);
        Error::all([
            id.as_ref().map(|_| ()).map_err(Clone::clone),
            id.as_ref().map_or(Ok(()), UserId::check_free_word),
            domain::text::check_name(&self.fields.name),
            domain::text::check_description("description", &description),
            address.clone().map(|_| ()),
            domain::password::check(&self.password, self.user_id.trim(), policy),
            domain::password::check_confirmation(&self.password, &self.confirm),
            state.clone().map(|_| ()),
        ])?;
        let new = NewUser {
            user_id: id?,
            name: self.fields.name,
            description,
            primary_email_address: address?,
            email_validated: !self.fields.email_validated.is_empty(),
            state: state?,
            state_description: String::new(),
            admin: !self.fields.admin.is_empty(),
            require_password_update: !self.fields.require_password_update.is_empty(),
        };
        Ok((new, self.password))
    }
}

/// What is typed to change a user.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct UserForm {
    /// Whom.
    #[serde(default)]
    pub user_id: String,
    /// The version that was edited.
    #[serde(default)]
    pub version: String,
    /// The fields as they were when the form was made, JSON.
    #[serde(default)]
    pub base: String,
    /// For a new address or admin status one is asked for one's own password after a while.
    #[serde(default)]
    pub own_password: String,
    /// The fields now.
    #[serde(flatten)]
    pub fields: UserFields,
}

/// Saves the changed fields of a user.
#[server(prefix = "/fn", endpoint = "users/update")]
pub async fn update_user(#[server(flatten)] form: UserForm) -> Result<(), FormError> {
    let host = Host::current()?;
    let id = UserId::parse(&form.user_id)?;
    let base = base(&form.base)?;
    let patch = form.fields.changes(&base)?;
    let undo = (patch.state.is_some() || patch.admin.is_some()).then_some(&base);
    let caller = confirmed(&host, form.own_password).await?;
    let user = service::users::update(&host.service, &caller, &id, patch, form.version.parse().ok()).await?;
    go(&saved(&user, "saved", undo));
    Ok(())
}

/// Sets the state of a user; the way back is offered after.
#[server(prefix = "/fn", endpoint = "users/state")]
pub async fn set_state(user_id: String, state: String, admin: Option<String>) -> Result<(), FormError> {
    let host = Host::current()?;
    let id = UserId::parse(&user_id)?;
    let state = State::parse(&state)?;
    let admin = admin.map(|admin| !admin.is_empty());
    let before = service::users::get(&host.service, &host.caller, &id).await?;
    let patch = UserPatch { state: Some(state), admin, ..UserPatch::default() };
    let user = service::users::update(&host.service, &host.caller, &id, patch, None).await?;
    // An undo is not offered to be undone.
    let undo = admin.is_none().then(|| UserFields::from(&before));
    go(&saved(&user, state.as_str(), undo.as_ref()));
    Ok(())
}

/// The edit view, with what was done and, where given, how it was before.
#[cfg(not(target_arch = "wasm32"))]
fn saved(user: &domain::User, done: &str, before: Option<&UserFields>) -> String {
    let path = paths::with(&paths::user(&user.user_id), &[("done", done)]);
    match before {
        Some(before) => paths::with(&path, &[("was", &before.state), ("was_admin", &before.admin)]),
        None => path,
    }
}

/// Deletes a user, or does what the dialog offers in its place: `suspend`, `delete` or `purge`.
#[server(prefix = "/fn", endpoint = "users/delete")]
pub async fn delete_user(user_id: String, how: String, typed: Option<String>) -> Result<(), FormError> {
    let host = Host::current()?;
    let id = UserId::parse(&user_id)?;
    match how.as_str() {
        "suspend" => return set_state(user_id, State::Suspended.to_string(), None).await,
        "purge" => {
            check_typed(&id, typed.as_deref())?;
            service::users::purge(&host.service, &host.caller, &id).await?;
            go(&paths::with(paths::USERS, &[("done", "purged"), ("user", id.as_str())]));
        }
        _ => {
            service::users::delete(&host.service, &host.caller, &id, None).await?;
            go(&paths::with(paths::USERS, &[("done", "deleted"), ("user", id.as_str())]));
        }
    }
    Ok(())
}

/// Restores a deleted user.
#[server(prefix = "/fn", endpoint = "users/restore")]
pub async fn restore_user(user_id: String) -> Result<(), FormError> {
    let host = Host::current()?;
    let id = UserId::parse(&user_id)?;
    service::users::restore(&host.service, &host.caller, &id).await?;
    go(&paths::with(&paths::user(&id), &[("done", "restored")]));
    Ok(())
}

/// Erases a deleted user; the ID is free.
#[server(prefix = "/fn", endpoint = "users/purge")]
pub async fn purge_user(user_id: String, typed: Option<String>) -> Result<(), FormError> {
    let host = Host::current()?;
    let id = UserId::parse(&user_id)?;
    check_typed(&id, typed.as_deref())?;
    service::users::purge(&host.service, &host.caller, &id).await?;
    go(&paths::with(paths::USERS_DELETED, &[("done", "purged"), ("user", id.as_str())]));
    Ok(())
}

/// What can't be undone needs the ID typed in.
#[cfg(not(target_arch = "wasm32"))]
fn check_typed(id: &UserId, typed: Option<&str>) -> Result<(), Error> {
    let right = typed.is_some_and(|typed| typed.trim() == id.as_str());
    if right { Ok(()) } else { Err(Error::invalid("typed", format!("Type {id} to confirm."))) }
}

/// What is typed to give a user a temporary password.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct TemporaryPasswordForm {
    /// Whom.
    #[serde(default)]
    pub user_id: String,
    /// The password.
    #[serde(default)]
    pub password: String,
    /// The same again.
    #[serde(default)]
    pub confirm: String,
    /// One is asked for one's own password after a while.
    #[serde(default)]
    pub own_password: String,
}

/// Gives a user a password with which they can do nothing but choose another.
#[server(prefix = "/fn", endpoint = "users/password")]
pub async fn set_temporary_password(#[server(flatten)] form: TemporaryPasswordForm) -> Result<(), FormError> {
    let host = Host::current()?;
    let id = UserId::parse(&form.user_id)?;
    Error::all([
        domain::password::check(&form.password, id.as_str(), host.service.settings().password_policy),
        domain::password::check_confirmation(&form.password, &form.confirm),
    ])?;
    let caller = confirmed(&host, form.own_password).await?;
    service::passwords::set_temporary(&host.service, &caller, &id, form.password.into()).await?;
    go(&paths::with(&paths::user(&id), &[("done", "temporary")]));
    Ok(())
}

/// Ends every session of a user.
#[server(prefix = "/fn", endpoint = "users/end-sessions")]
pub async fn end_user_sessions(user_id: String) -> Result<(), FormError> {
    let host = Host::current()?;
    let id = UserId::parse(&user_id)?;
    service::sessions::end_all(&host.service, &host.caller, &id).await?;
    go(&paths::with(&paths::user(&id), &[("done", "logged-out")]));
    Ok(())
}
