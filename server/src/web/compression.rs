//! Compression of what is made for each request. Assets are compressed when they are built.

use axum::{
    body::HttpBody,
    http::{HeaderValue, Response, header},
};
use tower_http::{
    CompressionLevel,
    compression::{CompressionLayer, Predicate},
};

/// Smaller answers fit one packet anyway.
const WORTH_IT: u64 = 1200;

/// Compresses pages and JSON, as fast as it goes.
pub(super) fn layer() -> CompressionLayer<Texts> {
    CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(Texts)
}

/// Pages and JSON of some length.
#[derive(Clone, Copy, Debug)]
pub(super) struct Texts;

impl Predicate for Texts {
    fn should_compress<B: HttpBody>(&self, response: &Response<B>) -> bool {
        let kind = response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
        let text = kind.is_some_and(|kind| kind.starts_with(b"text/html") || kind.starts_with(b"application/json"));
        text && response.body().size_hint().exact().is_none_or(|length| length >= WORTH_IT)
    }
}
