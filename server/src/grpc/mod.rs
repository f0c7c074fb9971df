//! What the API says over gRPC, and through it over HTTP.

pub(crate) mod status;
