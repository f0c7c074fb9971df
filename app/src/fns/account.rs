//! One's own account: profile, password, colours.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::form::FormError;
#[cfg(not(target_arch = "wasm32"))]
use crate::{
    cookie,
    fns::{
        confirmed, go,
        user_fields::{UserFields, base},
    },
    host::{Host, append_header},
    paths,
};
#[cfg(not(target_arch = "wasm32"))]
use axum::http::header::SET_COOKIE;
#[cfg(not(target_arch = "wasm32"))]
use domain::UserPatch;

/// What one may change of oneself.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ProfileForm {
    /// The fields as they were when the form was made, JSON.
    #[serde(default)]
    pub base: String,
    /// The version they were of.
    #[serde(default)]
    pub version: String,
    /// The name.
    #[serde(default)]
    pub name: String,
    /// The description.
    #[serde(default)]
    pub description: String,
    /// The address.
    #[serde(default)]
    pub primary_email_address: String,
    /// For a new address one is asked for the password after a while.
    #[serde(default)]
    pub own_password: String,
}

/// Saves the changed fields of one's own profile.
#[server(prefix = "/fn", endpoint = "account/update")]
pub async fn update_account(#[server(flatten)] form: ProfileForm) -> Result<(), FormError> {
    let host = Host::current()?;
    let base = base(&form.base)?;
    let fields = UserFields {
        name: form.name,
        description: form.description,
        primary_email_address: form.primary_email_address,
        ..base.clone()
    };
    // Nobody declares their own address to be valid.
    let patch = UserPatch { email_validated: None, ..fields.changes(&base)? };
    let caller = confirmed(&host, form.own_password).await?;
    service::users::update_own(&host.service, &caller, patch, form.version.parse().ok()).await?;
    go(&paths::with(paths::ACCOUNT, &[("done", "saved")]));
    Ok(())
}

/// What is typed to change a password.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PasswordForm {
    /// The password so far.
    #[serde(default)]
    pub old: String,
    /// The new password.
    #[serde(default)]
    pub password: String,
    /// The same again.
    #[serde(default)]
    pub confirm: String,
    /// Ticked: every other session ends.
    #[serde(default)]
    pub end_others: String,
}

/// Changes one's own password.
#[server(prefix = "/fn", endpoint = "account/password")]
pub async fn change_password(#[server(flatten)] form: PasswordForm) -> Result<(), FormError> {
    let host = Host::current()?;
    domain::password::check_confirmation(&form.password, &form.confirm)?;
    let end_others = !form.end_others.is_empty();
    service::passwords::change(&host.service, &host.caller, form.old.into(), form.password.into(), end_others).await?;
    go(&paths::with(paths::ACCOUNT_PASSWORD, &[("done", "password")]));
    Ok(())
}

/// Deletes one's own account, once the password is typed again.
#[server(prefix = "/fn", endpoint = "account/delete")]
pub async fn delete_account(own_password: String) -> Result<(), FormError> {
    let host = Host::current()?;
    let caller = service::passwords::confirm(&host.service, &host.caller, own_password.into()).await?;
    service::users::delete(&host.service, &caller, host.caller.own_id()?, None).await?;
    if let Some(cookie) = cookie::SESSION.clear() {
        append_header(SET_COOKIE, cookie);
    }
    go(&paths::with(paths::LOGIN, &[("done", "account-deleted")]));
    Ok(())
}

/// Keeps the colours one likes, and stays on the page.
#[server(prefix = "/fn", endpoint = "account/theme")]
pub async fn set_theme(theme: String) -> Result<(), FormError> {
    let host = Host::current()?;
    let patch = UserPatch { theme: Some(theme), ..UserPatch::default() };
    service::users::update_own(&host.service, &host.caller, patch, None).await?;
    Ok(())
}
