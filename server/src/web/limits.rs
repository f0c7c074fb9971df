//! How long, how large: limits of every request.

use std::time::Duration;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http_body_util::Limited;
use tower_http::timeout::TimeoutLayer;

use super::{Web, caller};

/// The most bytes of a body.
pub(super) const BODY: usize = 1024 * 1024;
/// The same where somebody who is known may send a picture, which the API has as base64 (contract §9.4: 8 MiB).
const PICTURE: usize = 12 * BODY;
/// The most bytes of path and query.
const URI: usize = 8 * 1024;
/// The most header fields; HTTP/2 counts only their bytes.
const FIELDS: usize = 100;
const TIME: Duration = Duration::from_secs(30);

/// Answers 503 to what takes too long.
pub(super) fn time() -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIME)
}

/// How much a body that was refused may have had; stands among the extensions of the answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Most(pub(super) usize);

/// Refuses what is too large by its own account, and cuts off what turns out to be.
pub(super) async fn size(State(web): State<Web>, request: Request, next: Next) -> Response {
    let large = length(&request).is_some_and(|length| length > BODY) && takes_pictures(&request);
    let known = large.then(|| caller::is_known(&web, &request));
    let most = match known {
        Some(known) => {
            if known.await {
                PICTURE
            } else {
                BODY
            }
        }
        None => BODY,
    };
    match refusal(&request, most) {
        Some(status) => {
            let mut response = status.into_response();
            response.extensions_mut().insert(Most(most));
            response
        }
        None => next.run(request.map(|body| Body::new(Limited::new(body, most)))).await,
    }
}

/// Whether a picture may be in it: in the console's form, or where the API makes and changes users.
fn takes_pictures(request: &Request) -> bool {
    let (method, path) = (request.method(), request.uri().path());
    match path {
        app::paths::PICTURE => method == Method::POST,
        path => (method == Method::POST || method == Method::PUT) && path.starts_with("/api/v3/users"),
    }
}

fn length(request: &Request) -> Option<usize> {
    request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn refusal(request: &Request, most: usize) -> Option<StatusCode> {
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
    if length(request).is_some_and(|length| length > most) {
        return Some(StatusCode::PAYLOAD_TOO_LARGE);
    }
    // A small compressed body can be a large one.
    headers.contains_key(header::CONTENT_ENCODING).then_some(StatusCode::UNSUPPORTED_MEDIA_TYPE)
}
