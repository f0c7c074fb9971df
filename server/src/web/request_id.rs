//! A name for every request, in its answer and in the log.

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use service::{OsRng, Rng as _};

use super::api;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The name of the request being answered: 128 random bits in hexadecimal digits, or what its program calls it.
#[derive(Clone, Debug)]
pub(super) struct RequestId(pub(super) String);

/// Names the request. A program may bring a name of its own, by which it finds the request in its log and in ours (contract
/// §2.4); that of a page could be anybody's.
pub(super) async fn give(mut request: Request, next: Next) -> Response {
    let id = own(&request).unwrap_or_else(random);
    let value = HeaderValue::from_str(&id);
    request.extensions_mut().insert(RequestId(id));
    let mut response = next.run(request).await;
    if let Ok(value) = value {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }
    response
}

/// The name that a program brings, if it is short and plain.
fn own(request: &Request) -> Option<String> {
    const LONGEST: usize = 64;
    let program = request.uri().path().starts_with("/api/") || api::is_grpc(request);
    let name = request.headers().get_all(X_REQUEST_ID).iter().next_back().filter(|_| program)?.to_str().ok()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    ((1..=LONGEST).contains(&name.len()) && name.bytes().all(plain)).then(|| name.to_owned())
}

fn random() -> String {
    let mut bytes = [0; 16];
    // Without randomness nobody can log in, but requests can still be answered.
    let _ = OsRng.fill(&mut bytes);
    format!("{:032x}", u128::from_ne_bytes(bytes))
}

/// The name that [`give`] gave.
pub(super) fn of(request: &Request) -> String {
    request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default()
}
