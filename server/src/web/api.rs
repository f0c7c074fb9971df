//! Below `/api`: nothing yet.

use axum::http::StatusCode;

/// 404, which is explained as JSON.
pub(super) async fn not_found() -> StatusCode {
    StatusCode::NOT_FOUND
}
