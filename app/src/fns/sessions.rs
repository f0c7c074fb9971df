//! Logging in and out, setting a password by a one-time code, and one's own sessions.

use domain::{Session, User};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::form::FormError;
#[cfg(not(target_arch = "wasm32"))]
use crate::{
    cookie,
    fns::go,
    host::{Host, append_header},
    paths,
};
#[cfg(not(target_arch = "wasm32"))]
use axum::http::header::SET_COOKIE;
#[cfg(not(target_arch = "wasm32"))]
use domain::UserId;

/// What is typed to log in.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct LoginForm {
    /// A user ID or an e-mail address.
    #[serde(default)]
    pub user_id: String,
    /// The password.
    #[serde(default)]
    pub password: String,
    /// Ticked: stay logged in for longer without use.
    #[serde(default)]
    pub keep: String,
    /// Where to go then.
    #[serde(default)]
    pub n: String,
}

/// Begins a session and goes where one wanted to go.
#[server(prefix = "/fn", endpoint = "sessions/create")]
pub async fn log_in(#[server(flatten)] form: LoginForm) -> Result<(), FormError> {
    let host = Host::current()?;
    let keep = !form.keep.is_empty();
    let new =
        service::sessions::login(&host.service, &host.caller, form.user_id.trim(), form.password.into(), keep).await?;
    enter(new, &form.n);
    Ok(())
}

/// Hands the browser a new session, and goes where one wanted to go.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn enter(new: service::sessions::NewSession, next: &str) {
    for cookie in cookie::of_session(&new) {
        append_header(SET_COOKIE, cookie);
    }
    let next = paths::same_origin(next).filter(|_| !new.user.require_password_update);
    let first = if new.user.require_password_update { paths::ACCOUNT_PASSWORD } else { paths::OVERVIEW };
    go(next.as_deref().unwrap_or(first));
}

/// Ends the session.
#[server(prefix = "/fn", endpoint = "sessions/delete")]
pub async fn log_out() -> Result<(), FormError> {
    let host = Host::current()?;
    service::sessions::logout(&host.service, &host.caller).await?;
    if let Some(cookie) = cookie::SESSION.clear() {
        append_header(SET_COOKIE, cookie);
    }
    go(paths::LOGIN);
    Ok(())
}

/// Who is logged in.
#[server(prefix = "/fn", endpoint = "sessions/user", input = server_fn::codec::GetUrl, output = super::json::Json)]
pub async fn current_user() -> Result<Option<User>, FormError> {
    Ok(Host::current()?.caller.user().cloned())
}

/// One's own sessions, with the name of the one in use.
#[server(prefix = "/fn", endpoint = "sessions/list", input = server_fn::codec::GetUrl, output = super::json::Json)]
pub async fn list_sessions() -> Result<(Vec<Session>, String), FormError> {
    let host = Host::current()?;
    let sessions = service::sessions::list(&host.service, &host.caller).await?;
    Ok((sessions, host.caller.session_id().unwrap_or_default().to_owned()))
}

/// Ends one of one's own sessions.
#[server(prefix = "/fn", endpoint = "sessions/end")]
pub async fn end_session(session_id: String) -> Result<(), FormError> {
    let host = Host::current()?;
    service::sessions::end(&host.service, &host.caller, &session_id).await?;
    go(&paths::with(paths::ACCOUNT_SESSIONS, &[("done", "session")]));
    Ok(())
}

/// The sessions of a user, for admins.
#[server(prefix = "/fn", endpoint = "sessions/list-of", input = server_fn::codec::GetUrl, output = super::json::Json)]
pub async fn list_user_sessions(user_id: String) -> Result<Vec<Session>, FormError> {
    let host = Host::current()?;
    Ok(service::sessions::admin_list(&host.service, &host.caller, &UserId::parse(&user_id)?).await?)
}

/// Ends a session of a user, for admins.
#[server(prefix = "/fn", endpoint = "sessions/end-of")]
pub async fn end_user_session(user_id: String, session_id: String) -> Result<(), FormError> {
    let host = Host::current()?;
    let id = UserId::parse(&user_id)?;
    service::sessions::admin_end(&host.service, &host.caller, &id, &session_id).await?;
    go(&paths::with(&paths::user_sessions(&id), &[("done", "session")]));
    Ok(())
}

/// Ends all of one's own sessions but the one in use.
#[server(prefix = "/fn", endpoint = "sessions/end-others")]
pub async fn end_other_sessions() -> Result<(), FormError> {
    let host = Host::current()?;
    service::sessions::end_others(&host.service, &host.caller).await?;
    go(&paths::with(paths::ACCOUNT_SESSIONS, &[("done", "sessions")]));
    Ok(())
}

/// What is typed to set a password by a one-time code.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PasswordCodeForm {
    /// The code.
    #[serde(default)]
    pub code: String,
    /// The new password.
    #[serde(default)]
    pub password: String,
    /// The same again.
    #[serde(default)]
    pub confirm: String,
}

/// Sets a password by a one-time code; then one can log in with it.
#[server(prefix = "/fn", endpoint = "passwords/set")]
pub async fn set_password(#[server(flatten)] form: PasswordCodeForm) -> Result<(), FormError> {
    let host = Host::current()?;
    domain::password::check_confirmation(&form.password, &form.confirm)?;
    let user_id =
        service::passwords::set_by_code(&host.service, &host.caller, &form.code, form.password.into()).await?;
    go(&paths::with(paths::LOGIN, &[("done", "password"), ("user", user_id.as_str())]));
    Ok(())
}

/// Mails a one-time code to who has forgotten their password. Whether there is such a user, the answer does not say.
#[server(prefix = "/fn", endpoint = "passwords/mail")]
pub async fn mail_password_code(login: String) -> Result<(), FormError> {
    let host = Host::current()?;
    service::passwords::mail_link(&host.service, &host.caller, login.trim()).await?;
    go(&paths::with(paths::LOGIN, &[("done", "mailed")]));
    Ok(())
}
