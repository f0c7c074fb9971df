//! A panic is a bug: it is counted, and costs one request and nothing more.

use std::{
    any::Any,
    sync::atomic::{AtomicU64, Ordering},
};

use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use tower_http::catch_panic::CatchPanicLayer;

static COUNT: AtomicU64 = AtomicU64::new(0);

/// How many requests have panicked since the process began.
pub fn count() -> u64 {
    COUNT.load(Ordering::Relaxed)
}

/// Answers 500 in place of a panic. The hook has logged it with its cause.
pub(super) fn layer() -> CatchPanicLayer<fn(Box<dyn Any + Send>) -> Response> {
    CatchPanicLayer::custom(|_| {
        COUNT.fetch_add(1, Ordering::Relaxed);
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    })
}
