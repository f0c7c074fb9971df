//! Pages of other sites may use the API with a key, never with our cookie.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

const ANYBODY: HeaderValue = HeaderValue::from_static("*");
/// What scripts of other sites may read of an answer.
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "Date,Content-Length,X-Rate-Limit-Limit,X-Rate-Limit-Available,X-Rate-Limit-Reset,X-Rate-Limit-Retry,\
     X-Request-Id,X-Total-Count,X-Warning",
);
/// What they may send; the last is ours, for those who change what they have read.
const ALLOWED: [&str; 4] = ["Authorization", "Content-Type", "X-CSRF-Token", "If-Match"];
/// Methods that browsers ask for and don't allow by themselves.
const METHODS: [&str; 3] = ["PUT", "PATCH", "DELETE"];
/// Seconds for which a browser need not ask again.
const MAX_AGE: HeaderValue = HeaderValue::from_static("600");

/// Answers a browser that asks beforehand, and lets scripts read every other answer.
pub(crate) async fn answer(request: Request, next: Next) -> Response {
    if !request.headers().contains_key(header::ORIGIN) {
        return next.run(request).await;
    }
    if request.method() == Method::OPTIONS && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD) {
        return preflight(request.headers());
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, ANYBODY);
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    response
}

fn preflight(asked: &HeaderMap) -> Response {
    let mut response = StatusCode::OK.into_response();
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, ANYBODY);
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let method = text(asked, &header::ACCESS_CONTROL_REQUEST_METHOD);
    if METHODS.contains(&method)
        && let Ok(method) = HeaderValue::from_str(method)
    {
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, method);
    }
    let names = text(asked, &header::ACCESS_CONTROL_REQUEST_HEADERS).split(',').map(str::trim);
    let known = |name: &str| ALLOWED.into_iter().find(|allowed| allowed.eq_ignore_ascii_case(name));
    let allowed = names.filter_map(known).collect::<Vec<_>>().join(",");
    if let Some(allowed) = Some(allowed).filter(|allowed| !allowed.is_empty())
        && let Ok(allowed) = HeaderValue::from_str(&allowed)
    {
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed);
    }
    response
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
