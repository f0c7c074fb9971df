//! The functions of the console, for scripts and for plain forms alike.
//!
//! Leptos's own answer to a plain form writes the failure and what was typed into the URL; here both wait in
//! the database instead, for the page that shows them.

mod flash;
mod origin;
mod outcome;

use std::sync::Arc;

use axum::{
    Extension,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse as _, Response},
};
use leptos::{prelude::provide_context, server_fn::axum::get_server_fn_service};
use service::Caller;

pub(super) use self::flash::Form;
use self::outcome::Outcome;
use super::{Web, accept};

/// Calls the function of the path, and answers as whoever called understands.
pub(super) async fn answer(
    State(web): State<Web>,
    Extension(caller): Extension<Arc<Caller>>,
    request: Request,
) -> Response {
    let (mut parts, body) = request.into_parts();
    if let Some(status) = refusal(&parts) {
        return status.into_response();
    }
    // `limits` has put an end to it already.
    let body = match to_bytes(body, usize::MAX).await {
        Ok(body) => body,
        Err(cause) => return unreadable(&cause).into_response(),
    };
    let plain = parts.method == Method::POST && accept::html(&parts.headers);
    let form = plain.then(|| Form::new(&web, &parts, body.clone()));
    // What Leptos does for plain forms is done here.
    parts.headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    let outcome = call(&web, &caller, parts, body).await;
    match form {
        Some(form) => form.answer(&web, &caller, outcome).await,
        None => outcome.for_script(),
    }
}

/// Only known functions are called, and only with what a form or a query can carry.
fn refusal(parts: &Parts) -> Option<StatusCode> {
    let path = parts.uri.path();
    let known = |method: &Method| get_server_fn_service(path, method.clone()).is_some();
    if !known(&parts.method) {
        let other = [Method::GET, Method::POST].iter().any(known);
        return Some(if other { StatusCode::METHOD_NOT_ALLOWED } else { StatusCode::NOT_FOUND });
    }
    let form = parts.method == Method::GET || is_form(&parts.headers);
    (!form).then_some(StatusCode::UNSUPPORTED_MEDIA_TYPE)
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// A body is unreadable because it is too large, or because the client has gone.
fn unreadable(cause: &axum::Error) -> StatusCode {
    let mut source: Option<&dyn std::error::Error> = Some(cause);
    while let Some(error) = source {
        if error.is::<http_body_util::LengthLimitError>() {
            return StatusCode::PAYLOAD_TOO_LARGE;
        }
        source = error.source();
    }
    StatusCode::BAD_REQUEST
}

async fn call(web: &Web, caller: &Arc<Caller>, parts: Parts, body: Bytes) -> Outcome {
    let host = web.host(Arc::clone(caller));
    let request = Request::from_parts(parts, Body::from(body));
    let provide = move || provide_context(host.clone());
    let response = leptos_axum::handle_server_fns_with_context(provide, request).await.into_response();
    Outcome::of(response).await
}
