//! Logging out at the wish of a program (contract §12.1): its token ends, and the session of the browser.

use std::sync::Arc;

use app::cookie;
use axum::{
    Extension,
    extract::{Query, State},
    http::{HeaderMap, header},
    response::{AppendHeaders, IntoResponse as _, Response},
};
use domain::{Error, Result};
use serde::Deserialize;
use service::{Caller, authorizations, sessions};

use super::{Web, authorize, found};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Parameters {
    access_token_id: Option<String>,
    post_logout_redirect_uri: Option<String>,
}

/// Ends both, and goes on to an address that was agreed on with the program.
pub(super) async fn answer(
    State(web): State<Web>,
    Extension(caller): Extension<Arc<Caller>>,
    headers: HeaderMap,
    Query(parameters): Query<Parameters>,
) -> Response {
    match ended(&web, &caller, parameters).await {
        Ok(to) => {
            let cookies = cookie::SESSION.clear().into_iter().map(|cookie| (header::SET_COOKIE, cookie));
            (AppendHeaders(cookies), found(&to)).into_response()
        }
        Err(error) => authorize::explained(&web, &headers, error),
    }
}

async fn ended(web: &Web, caller: &Caller, parameters: Parameters) -> Result<String> {
    let token_id = parameters.access_token_id.filter(|id| !id.is_empty()).ok_or_else(Error::missing_access_token_id)?;
    // Whoever knows the token's name only, which is no secret, can't log anybody out.
    caller.require_session()?;
    let asked = parameters.post_logout_redirect_uri;
    let to = authorizations::log_out(&web.service, caller, &token_id, asked.as_deref()).await?;
    sessions::logout(&web.service, caller).await?;
    Ok(to.unwrap_or_else(|| app::paths::LOGIN.to_owned()))
}
