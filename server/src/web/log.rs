//! A line in the log for each request.

use std::time::Instant;

use axum::{extract::Request, middleware::Next, response::Response};
use tracing::Instrument as _;

use super::request_id;

/// Writes the line, and names the request in all that is logged meanwhile. Queries and headers are left out:
/// they may hold what nobody should read.
pub(super) async fn line(request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let id = request_id::of(&request);
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let span = tracing::error_span!("request", id);
    let response = next.run(request).instrument(span.clone()).await;
    let (status, ms) = (response.status().as_u16(), (begun.elapsed().as_secs_f64() * 1e6).round() / 1e3);
    span.in_scope(|| tracing::info!(%method, path, status, ms, "answered"));
    response
}
