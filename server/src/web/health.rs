//! Whether the server is up; nothing else is told.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};

use super::Web;

/// `GET /healthz`: the process answers.
pub(super) async fn process() -> &'static str {
    "up\n"
}

/// `GET /readyz`: the database answers too.
pub(super) async fn database(State(web): State<Web>) -> Response {
    match web.service.ready().await {
        Ok(()) => "up\n".into_response(),
        Err(error) => {
            tracing::error!(cause = error.cause, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "down\n").into_response()
        }
    }
}
