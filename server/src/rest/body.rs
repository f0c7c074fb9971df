//! The body of a request.

use axum::body::{Body, Bytes, to_bytes};
use http_body_util::LengthLimitError;

use super::{failure::Failure, refused::Refused};

/// Reads all of it; a layer further out has bounded it.
pub(super) async fn read(body: Body) -> Result<Bytes, Failure> {
    to_bytes(body, usize::MAX).await.map_err(|cause| {
        let mut causes = std::iter::successors(Some(&cause as &dyn std::error::Error), |cause| cause.source());
        if causes.any(<dyn std::error::Error>::is::<LengthLimitError>) {
            Failure::TooLarge
        } else {
            Refused("the body ended before it was complete".to_owned()).into()
        }
    })
}

/// As text. Where the name of a member stands before the first byte that is none, it is told.
pub(super) fn text(body: &[u8]) -> Result<&str, Refused> {
    std::str::from_utf8(body).map_err(|error| {
        let before = body.get(..error.valid_up_to()).map(String::from_utf8_lossy).unwrap_or_default();
        let mut parts = before.rsplit('"').skip(1);
        let named = parts.next().is_some_and(|between| between.trim() == ":");
        match parts.next().filter(|_| named) {
            Some(name) => Refused::not_utf8(&format!("the body at \"{name}\"")),
            None => Refused::not_utf8("the body"),
        }
    })
}
