//! Bodies that are forms, or JSON where they say so to the letter (contract §12.1).

use axum::{
    body::Bytes,
    http::{HeaderMap, header},
};
use domain::{Error, Result};
use serde::de::DeserializeOwned;

/// Reads a body. What is wrong with it is not told, since it holds secrets.
pub(super) fn read<T: DeserializeOwned>(headers: &HeaderMap, body: &Bytes) -> Result<T> {
    let json = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    let read = if json { serde_json::from_slice(body).ok() } else { serde_urlencoded::from_bytes(body).ok() };
    read.ok_or_else(Error::oauth_body)
}
