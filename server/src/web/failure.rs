//! What went wrong, as a page or as JSON, with the request's name and nothing internal.

use std::collections::BTreeMap;

use app::form::FormError;
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use domain::{Code, Error};
use serde::Serialize;
use serde_json::{Value, json};

use super::{Web, accept, limits, request_id};

/// What an answer says of a failure; left among its extensions for [`explain`].
#[derive(Clone, Debug)]
struct Failure {
    code: Code,
    name: &'static str,
    message: String,
}

/// Who has to understand it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reader {
    /// Somebody in front of a browser.
    Person,
    /// A script of ours, which shows it beside a form.
    Form,
    /// A client of the API.
    Program,
}

impl Reader {
    fn of(request: &Request) -> Self {
        let path = request.uri().path();
        if path == "/api" || path.starts_with("/api/") {
            Self::Program
        } else if path.starts_with("/fn/") && !accept::html(request.headers()) {
            Self::Form
        } else {
            Self::Person
        }
    }
}

/// The bare answer to a failure of a use-case. The cause is logged here, and shown nowhere.
pub(super) fn answer(error: Error) -> Response {
    if let Some(cause) = &error.cause {
        tracing::error!(error = error.name, cause, "a request failed");
    }
    let status = StatusCode::from_u16(error.code.http()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let failure = Failure { code: error.code, name: error.name, message: error.message.into_owned() };
    let mut response = status.into_response();
    response.extensions_mut().insert(failure);
    response
}

/// Gives a body to every failure that has none yet.
pub(super) async fn explain(State(web): State<Web>, request: Request, next: Next) -> Response {
    let (reader, id) = (Reader::of(&request), request_id::of(&request));
    let response = next.run(request).await;
    let status = response.status();
    let failed = status.is_client_error() || status.is_server_error();
    if !failed || response.headers().contains_key(header::CONTENT_TYPE) {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    let most = parts.extensions.remove::<limits::Most>().map_or(limits::BODY, |most| most.0);
    let failure = parts.extensions.remove::<Failure>().unwrap_or_else(|| of_status(status, most));
    let (kind, body) = match reader {
        Reader::Person => ("text/html; charset=utf-8", page(&web, status, &failure, &id)),
        Reader::Form => ("application/json", form(failure, id)),
        Reader::Program => ("application/json", program(&failure, &id, most)),
    };
    // The contract has no 413.
    if reader == Reader::Program && status == StatusCode::PAYLOAD_TOO_LARGE {
        parts.status = StatusCode::BAD_REQUEST;
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    Response::from_parts(parts, Body::from(body))
}

/// What a layer or a handler means by a status alone.
fn of_status(status: StatusCode, most: usize) -> Failure {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        let message = format!("This is too much at once. Send {} MB at most.", most / limits::BODY);
        return Failure { code: Code::InvalidArgument, name: "request_body_too_large", message };
    }
    let (code, name, message) = match status {
        StatusCode::FORBIDDEN => (
            Code::PermissionDenied,
            "foreign_origin",
            "This did not come from a page of this server, so nothing was done. Open the page again and retry.",
        ),
        StatusCode::NOT_FOUND => (Code::NotFound, "route_not_found", "There is nothing at this address."),
        StatusCode::METHOD_NOT_ALLOWED => {
            (Code::InvalidArgument, "method_not_allowed", "This address can only be used in another way.")
        }
        StatusCode::URI_TOO_LONG => (Code::InvalidArgument, "uri_too_long", "This address is too long."),
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => {
            (Code::InvalidArgument, "headers_too_large", "The browser sent too many headers.")
        }
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            (Code::InvalidArgument, "unsupported_media_type", "This kind of content is not taken here.")
        }
        StatusCode::SERVICE_UNAVAILABLE => {
            (Code::Unavailable, "timeout", "This took too long and was given up. Try again in a moment.")
        }
        status if status.is_server_error() => (
            Code::Internal,
            "internal",
            "Something went wrong on our side. If it happens again, report it with the number below.",
        ),
        _ => (Code::InvalidArgument, "bad_request", "The request could not be read."),
    };
    Failure { code, name, message: message.into() }
}

fn form(failure: Failure, request_id: String) -> String {
    let error = FormError {
        code: failure.code,
        name: failure.name.into(),
        message: failure.message,
        fields: Vec::new(),
        attributes: BTreeMap::new(),
        request_id,
    };
    serde_json::to_string(&error).unwrap_or_default()
}

/// The status of the API's contract. Who met a fault of ours can name the request.
#[derive(Serialize)]
struct Status<'a> {
    code: u8,
    message: &'a str,
    details: Vec<Value>,
}

fn program(failure: &Failure, request_id: &str, most: usize) -> String {
    let (code, message) = (failure.code.grpc(), failure.message.as_str());
    let detail = |name: &str, attributes: Option<Value>| {
        let mut detail = json!({
            "@type": "type.googleapis.com/ttn.lorawan.v3.ErrorDetails",
            "namespace": "pkg/webmiddleware",
            "name": name,
            "message_format": message,
            "correlation_id": request_id,
            "code": code,
        });
        if let (Some(fields), Some(attributes)) = (detail.as_object_mut(), attributes) {
            fields.insert("attributes".to_owned(), attributes);
        }
        vec![detail]
    };
    let details = match (failure.code, failure.name) {
        (Code::Internal | Code::Unavailable, name) => detail(name, None),
        // The contract's name for it.
        (_, "foreign_origin") => detail("invalid_csrf_token", None),
        (_, name @ "request_body_too_large") => detail(name, Some(json!({ "maximum": most }))),
        _ => Vec::new(),
    };
    serde_json::to_string(&Status { code, message, details }).unwrap_or_default()
}

/// No text in it comes from the request, but for its name, which is ours.
fn page(web: &Web, status: StatusCode, failure: &Failure, request_id: &str) -> String {
    let heading = match failure.code {
        Code::NotFound => "Not here",
        Code::PermissionDenied => "Refused",
        Code::Unavailable | Code::ResourceExhausted => "Try again in a moment",
        Code::Internal => "Something went wrong",
        _ => "That did not work",
    };
    let (css, icon, home) = (&web.assets.css, &web.assets.favicon, app::paths::OVERVIEW);
    let (status, message) = (status.as_u16(), &failure.message);
    format!(
        r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{heading} · Roster</title>
<link rel="icon" href="{icon}" type="image/svg+xml">
<link rel="stylesheet" href="{css}">
</head>
<body>
<main class="page">
<section class="empty">
<p class="error-code" aria-hidden="true">{status}</p>
<h1>{heading}</h1>
<p>{message}</p>
<p class="dim">Request {request_id}</p>
<div class="buttons"><a class="button primary" href="{home}">Overview</a></div>
</section>
</main>
</body>
</html>
"#
    )
}
