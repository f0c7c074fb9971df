//! Headers of every answer, whatever made it.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use super::Web;

/// Of pages that need no scripts; the console's own pages bring a policy with a nonce.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'; object-src 'none'; \
                      require-trusted-types-for 'script'; trusted-types 'none'";
/// A year, after which a browser has come back or forgotten us.
const TRANSPORT: &str = "max-age=31536000";
const SAME_ORIGIN: HeaderValue = HeaderValue::from_static("same-origin");
const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Adds them.
pub(super) async fn add(State(web): State<Web>, request: Request, next: Next) -> Response {
    // The API's media type is to the letter what its clients compare with.
    let api = ["/api", "/oauth/"].iter().any(|root| request.uri().path().starts_with(root));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // With no-referrer, a form without scripts would send `Origin: null` and be refused.
    headers.insert(header::REFERRER_POLICY, SAME_ORIGIN);
    headers.insert(OPENER, SAME_ORIGIN);
    headers.insert(RESOURCE, SAME_ORIGIN);
    if web.public_url.is_https() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(TRANSPORT));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if !api {
        say_charset(headers);
    }
    if is(headers, "text/html") {
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    }
    response
}

fn is(headers: &HeaderMap, kind: &str) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(kind.as_bytes()))
}

/// Everything here that is text is UTF-8.
fn say_charset(headers: &mut HeaderMap) {
    let Some(value) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else { return };
    let text = value.starts_with("text/") || value == "application/json" || value == "image/svg+xml";
    let full = HeaderValue::from_str(&format!("{value}; charset=utf-8"));
    if let (true, false, Ok(full)) = (text, value.contains("charset"), full) {
        headers.insert(header::CONTENT_TYPE, full);
    }
}
