//! Failures as HTTP answers: status, JSON, and the headers that go with them.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use prost::Message as _;
use proto::{json::Any, rpc_status};
use serde::Serialize;
use tonic::{Code, Status, metadata::MetadataMap};

use super::{call, refused::Refused};

/// Metadata by which a method asks for an HTTP status that gRPC has no code for.
const X_HTTP_STATUS: &str = "x-http-status";

/// Why there is no proper answer.
#[derive(Debug)]
pub(super) enum Failure {
    /// The method failed, or no method was called.
    Status(Box<Status>),
    /// The body is larger than the layers further out let through; they say so.
    TooLarge,
}

impl Failure {
    pub(super) fn not_found() -> Self {
        Status::not_found("Not Found").into()
    }

    /// What is known under another HTTP method is not implemented for this one.
    pub(super) fn method_not_allowed() -> Self {
        Status::unimplemented("Method Not Allowed").into()
    }

    /// The answer to HEAD.
    pub(super) fn without_body(self) -> Response {
        self.into_response().map(|_| Body::empty())
    }
}

impl From<Status> for Failure {
    fn from(status: Status) -> Self {
        Self::Status(Box::new(status))
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Status::invalid_argument(refused.0).into()
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Self::Status(status) = self else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
        let mut response = call::json_response(body(&status));
        *response.status_mut() = http_status(status.code(), status.metadata());
        call::copy_headers(status.metadata(), response.headers_mut());
        if response.status() == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, header_text(status.message()));
        }
        response
    }
}

/// Header values are ASCII without control characters.
fn header_text(message: &str) -> HeaderValue {
    let ascii = |c: char| if c.is_ascii() && !c.is_ascii_control() { c } else { '?' };
    let text = message.chars().map(ascii).collect::<String>();
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("Bearer"))
}

#[derive(Serialize)]
struct Written<'a> {
    code: i32,
    message: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    details: Vec<Any<'a>>,
}

/// Code, message, and what the status brings as details.
fn body(status: &Status) -> String {
    let details = rpc_status::Status::decode(status.details()).map(|whole| whole.details).unwrap_or_default();
    let details = details.iter().map(|any| Any { pool: proto::pool(), any }).collect();
    let written = Written { code: status.code() as i32, message: status.message(), details };
    serde_json::to_string(&written).unwrap_or_default()
}

fn http_status(code: Code, metadata: &MetadataMap) -> StatusCode {
    let asked = metadata.get(X_HTTP_STATUS).and_then(|value| value.to_str().ok()?.parse().ok());
    asked.unwrap_or_else(|| of_code(code))
}

/// The table of gRPC's own gateway.
pub(super) fn of_code(code: Code) -> StatusCode {
    match code {
        Code::Ok => StatusCode::OK,
        Code::Cancelled => StatusCode::from_u16(499).unwrap_or(StatusCode::BAD_REQUEST),
        Code::InvalidArgument | Code::FailedPrecondition | Code::OutOfRange => StatusCode::BAD_REQUEST,
        Code::DeadlineExceeded => StatusCode::GATEWAY_TIMEOUT,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::AlreadyExists | Code::Aborted => StatusCode::CONFLICT,
        Code::PermissionDenied => StatusCode::FORBIDDEN,
        Code::ResourceExhausted => StatusCode::TOO_MANY_REQUESTS,
        Code::Unimplemented => StatusCode::NOT_IMPLEMENTED,
        Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Code::Unauthenticated => StatusCode::UNAUTHORIZED,
        Code::Unknown | Code::Internal | Code::DataLoss => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Names of response metadata, and of the headers they become. Everything else stays inside.
pub(super) const HEADERS: [(&str, HeaderName); 8] = [
    ("x-total-count", HeaderName::from_static("x-total-count")),
    ("warning", HeaderName::from_static("x-warning")),
    ("x-rate-limit-limit", HeaderName::from_static("x-rate-limit-limit")),
    ("x-rate-limit-available", HeaderName::from_static("x-rate-limit-available")),
    ("x-rate-limit-reset", HeaderName::from_static("x-rate-limit-reset")),
    ("x-rate-limit-retry", HeaderName::from_static("x-rate-limit-retry")),
    ("etag", header::ETAG),
    ("retry-after", header::RETRY_AFTER),
];
