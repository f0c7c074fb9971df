//! Logging in and out as programs of the contract do it (contract §12.1).

use std::sync::Arc;

use app::cookie;
use axum::{
    Extension,
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{AppendHeaders, IntoResponse as _, Response},
};
use domain::{Error, Result, UserFields};
use serde::Deserialize;
use service::{
    Caller, credentials, login_tokens, records,
    sessions::{self, NewSession},
};

use super::{Web, body, refused};
use crate::{grpc::convert, rest};

#[derive(Default, Deserialize)]
struct Login {
    #[serde(default)]
    user_id: String,
    #[serde(default)]
    password: String,
}

#[derive(Default, Deserialize)]
struct TokenLogin {
    #[serde(default)]
    token: String,
}

/// Begins a session by a password.
pub(super) async fn log_in(
    State(web): State<Web>,
    Extension(caller): Extension<Arc<Caller>>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    entered(&web, begin(&web, &caller, &headers, &bytes).await)
}

/// Begins a session by a login token.
pub(super) async fn log_in_by_token(
    State(web): State<Web>,
    Extension(caller): Extension<Arc<Caller>>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    entered(&web, begin_by_token(&web, &caller, &headers, &bytes).await)
}

fn entered(web: &Web, new: Result<NewSession>) -> Response {
    match new {
        Ok(new) => {
            let cookies = cookie::of_session(&new).map(|cookie| (header::SET_COOKIE, cookie));
            (StatusCode::NO_CONTENT, AppendHeaders(cookies)).into_response()
        }
        Err(error) => refused(web, &error),
    }
}

async fn begin_by_token(web: &Web, caller: &Caller, headers: &HeaderMap, bytes: &Bytes) -> Result<NewSession> {
    let TokenLogin { token } = body::read(headers, bytes).map_err(|_| Error::account_body())?;
    if token.is_empty() {
        return Err(Error::missing_to_log_in("missing_token"));
    }
    login_tokens::log_in(&web.service, caller, &token, false).await
}

async fn begin(web: &Web, caller: &Caller, headers: &HeaderMap, bytes: &Bytes) -> Result<NewSession> {
    let Login { user_id, password } = body::read(headers, bytes).map_err(|_| Error::account_body())?;
    if user_id.is_empty() {
        return Err(Error::missing_to_log_in("missing_user_id"));
    }
    if password.is_empty() {
        return Err(Error::missing_to_log_in("missing_password"));
    }
    sessions::login(&web.service, caller, user_id.trim(), password.into(), false).await
}

/// Ends the session.
pub(super) async fn log_out(State(web): State<Web>, Extension(caller): Extension<Arc<Caller>>) -> Response {
    if caller.session_id().is_none() {
        return refused(&web, &Error::not_authenticated());
    }
    match sessions::logout(&web.service, &caller).await {
        Ok(()) => {
            let cookies = cookie::SESSION.clear().into_iter().map(|cookie| (header::SET_COOKIE, cookie));
            (StatusCode::NO_CONTENT, AppendHeaders(cookies)).into_response()
        }
        Err(error) => refused(&web, &error),
    }
}

/// Who is logged in.
pub(super) async fn me(State(web): State<Web>, Extension(caller): Extension<Arc<Caller>>) -> Response {
    match whoever(&web, &caller).await {
        Ok(json) => ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], json).into_response(),
        Err(error) => refused(&web, &error),
    }
}

async fn whoever(web: &Web, caller: &Caller) -> Result<String> {
    const PUBLIC: [&str; 7] = ["ids", "created_at", "updated_at", "name", "description", "state", "admin"];
    let user = caller.user().filter(|_| caller.session_id().is_some()).ok_or_else(Error::not_authenticated)?;
    let session = credentials::session(&web.service, caller).await?;
    let record = records::get(&web.service, caller, &user.user_id, UserFields::of(PUBLIC)).await?;
    let user = rest::written(&convert::user(&record), "ttn.lorawan.v3.User")?;
    let since = rest::written(&convert::time(session.created_at), "google.protobuf.Timestamp")?;
    Ok(format!(r#"{{"user":{user},"logged_in_at":{since},"session_id":"{}"}}"#, session.session_id))
}
