//! OAuth 2 and the paths of the contract's account app (contract §12).

mod account;
mod authorize;
mod body;
mod discovery;
mod logout;
mod token;

use axum::{
    Router,
    extract::{OriginalUri, RawQuery},
    http::{HeaderValue, StatusCode, header},
    middleware::from_fn,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::Error;

use super::Web;
use crate::rest;

/// Paths that other programs know our pages by.
const PAGES: [&str; 6] = ["login", "register", "forgot-password", "update-password", "validate", "token-login"];

/// Everything below `/oauth`.
pub(super) fn router() -> Router<Web> {
    let mut routes = Router::new()
        .route("/oauth", get(home))
        .route("/oauth/", get(home))
        .route("/oauth/authorize", get(authorize::ask).post(authorize::answer))
        .route("/oauth/code", get(authorize::code))
        .route("/oauth/local-callback", get(authorize::local_callback))
        .route("/oauth/logout", get(logout::answer))
        .route("/oauth/api/auth/login", post(account::log_in))
        .route("/oauth/api/auth/token-login", post(account::log_in_by_token))
        .route("/oauth/api/auth/logout", post(account::log_out))
        .route("/oauth/api/me", get(account::me));
    for page in PAGES {
        routes = routes.route(&format!("/oauth/{page}"), get(our_page));
    }
    routes.merge(programs())
}

/// What programs ask for by themselves, scripts of other sites too: no cookie is looked at.
fn programs() -> Router<Web> {
    Router::new()
        .route("/oauth/token", post(token::give))
        .route("/oauth/revoke", post(token::revoke))
        .route("/.well-known/oauth-authorization-server", get(discovery::answer))
        .layer(from_fn(rest::cors::answer))
}

async fn home() -> Response {
    found(app::paths::OVERVIEW)
}

/// The page of ours, with the query.
async fn our_page(OriginalUri(uri): OriginalUri, RawQuery(query): RawQuery) -> Response {
    let page = uri.path().trim_start_matches("/oauth");
    found(&query.map_or_else(|| page.to_owned(), |query| format!("{page}?{query}")))
}

/// A redirect as the contract has them.
fn found(to: &str) -> Response {
    see(StatusCode::FOUND, to)
}

fn see(status: StatusCode, to: &str) -> Response {
    match HeaderValue::from_str(to) {
        Ok(to) => (status, [(header::LOCATION, to)]).into_response(),
        Err(cause) => super::failure::answer(Error::internal(cause)),
    }
}

/// A failure as programs of the contract read it.
fn refused(web: &Web, error: &Error) -> Response {
    rest::refusal(error, web.service.random_name())
}
