//! How long, how large: limits of every request.

use std::time::Duration;

use axum::{
    body::Body,
    extract::Request,
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http_body_util::Limited;
use tower_http::timeout::TimeoutLayer;

/// The most bytes of a body.
pub(super) const BODY: usize = 1024 * 1024;
/// The most bytes of path and query.
const URI: usize = 8 * 1024;
/// The most header fields; HTTP/2 counts only their bytes.
const FIELDS: usize = 100;
const TIME: Duration = Duration::from_secs(30);

/// Answers 503 to what takes too long.
pub(super) fn time() -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIME)
}

/// Refuses what is too large by its own account, and cuts off what turns out to be.
pub(super) async fn size(request: Request, next: Next) -> Response {
    match refusal(&request) {
        Some(status) => status.into_response(),
        None => next.run(request.map(|body| Body::new(Limited::new(body, BODY)))).await,
    }
}

fn refusal(request: &Request) -> Option<StatusCode> {
    let (headers, uri) = (request.headers(), request.uri());
    if uri.path_and_query().is_some_and(|path| path.as_str().len() > URI) {
        return Some(StatusCode::URI_TOO_LONG);
    }
    if headers.len() > FIELDS {
        return Some(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    }
    // The target of OPTIONS may be `*`, that of CONNECT an authority; neither is anything here.
    if !uri.path().starts_with('/') {
        return Some(StatusCode::BAD_REQUEST);
    }
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > BODY) {
        return Some(StatusCode::PAYLOAD_TOO_LARGE);
    }
    // A small compressed body can be a large one.
    headers.contains_key(header::CONTENT_ENCODING).then_some(StatusCode::UNSUPPORTED_MEDIA_TYPE)
}
