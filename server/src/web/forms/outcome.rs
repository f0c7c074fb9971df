//! How a function ended.

use app::form::FormError;
use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderName, HeaderValue, StatusCode, header, response::Parts},
    response::Response,
};
use domain::{Code, Error};
use leptos::server_fn::{error::SERVER_FN_ERROR_HEADER, redirect::REDIRECT_HEADER};

/// How a function ended; `parts` holds the cookies that it set.
pub(super) struct Outcome {
    pub(super) parts: Parts,
    pub(super) result: Result<Bytes, FormError>,
}

impl Outcome {
    /// Reads the answer that Leptos made.
    pub(super) async fn of(response: Response) -> Self {
        let (mut parts, body) = response.into_parts();
        let failed = parts.headers.remove(SERVER_FN_ERROR_HEADER).is_some();
        let result = match to_bytes(body, usize::MAX).await {
            Ok(body) if !failed => Ok(body),
            Ok(body) => Err(serde_json::from_slice(&body).unwrap_or_else(|cause| Error::internal(cause).into())),
            Err(cause) => Err(Error::internal(cause).into()),
        };
        Self { parts, result }
    }

    /// Where the function sends whoever called it.
    pub(super) fn location(&self) -> Option<HeaderValue> {
        self.parts.headers.get(header::LOCATION).cloned()
    }

    /// The answer to a script. A refused form is nothing that went wrong, so it is no 500.
    pub(super) fn for_script(self) -> Response {
        let Self { mut parts, result } = self;
        parts.headers.remove(header::CONTENT_LENGTH);
        match result {
            Ok(body) => Response::from_parts(parts, Body::from(body)),
            Err(error) => {
                parts.status = status(error.code);
                parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
                let retry_after = error.attributes.get("retry_after");
                if let Some(seconds) = retry_after.and_then(|seconds| HeaderValue::from_str(seconds).ok()) {
                    parts.headers.insert(header::RETRY_AFTER, seconds);
                }
                Response::from_parts(parts, Body::from(serde_json::to_vec(&error).unwrap_or_default()))
            }
        }
    }

    /// The answer to a plain form: look there next. The cookies are kept.
    pub(super) fn see_other(mut parts: Parts, location: HeaderValue) -> Response {
        parts.status = StatusCode::SEE_OTHER;
        for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH, HeaderName::from_static(REDIRECT_HEADER)] {
            parts.headers.remove(name);
        }
        parts.headers.insert(header::LOCATION, location);
        Response::from_parts(parts, Body::empty())
    }
}

fn status(code: Code) -> StatusCode {
    match code {
        Code::InvalidArgument | Code::FailedPrecondition | Code::AlreadyExists | Code::Aborted => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        other => StatusCode::from_u16(other.http()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
    }
}
