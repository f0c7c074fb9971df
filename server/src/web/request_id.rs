//! A name for every request, in its answer and in the log.

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use service::{OsRng, Rng as _};

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The name of the request being answered: 128 random bits in hexadecimal digits.
#[derive(Clone, Debug)]
pub(super) struct RequestId(pub(super) String);

/// Names the request. A name that comes from outside is not taken: it could be anybody's.
pub(super) async fn give(mut request: Request, next: Next) -> Response {
    let mut bytes = [0; 16];
    // Without randomness nobody can log in, but requests can still be answered.
    let _ = OsRng.fill(&mut bytes);
    let id = format!("{:032x}", u128::from_ne_bytes(bytes));
    let value = HeaderValue::from_str(&id);
    request.extensions_mut().insert(RequestId(id));
    let mut response = next.run(request).await;
    if let Ok(value) = value {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }
    response
}

/// The name that [`give`] gave.
pub(super) fn of(request: &Request) -> String {
    request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default()
}
