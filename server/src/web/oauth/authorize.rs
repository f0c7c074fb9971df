//! Letting a program act for oneself, in a browser (contract §12.2).

use std::sync::Arc;

use app::plain;
use axum::{
    Extension,
    body::Bytes,
    extract::{OriginalUri, Query, RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::{Html, IntoResponse as _, Response},
};
use domain::{Bearer, BearerKind, Code, Error, Result, oauth::OWN_PAGES};
use serde::Deserialize;
use service::{
    Caller,
    authorizations::{self, Answer, AuthorizationRequest, Redirect, Step},
    passwords,
};

use super::{Web, body, found, refused, see};
use crate::web::{accept, failure};

/// The port on which a program of the contract waits for its code.
const CALLBACK_PORT: u16 = 11_885;

/// The parameters; each may be given once.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Parameters {
    response_type: Option<String>,
    #[serde(default)]
    client_id: String,
    redirect_uri: Option<String>,
    state: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
}

impl From<Parameters> for AuthorizationRequest {
    fn from(parameters: Parameters) -> Self {
        let Parameters { response_type, client_id, redirect_uri, state, code_challenge, code_challenge_method } =
            parameters;
        Self { response_type, client_id, redirect_uri, state, code_challenge, code_challenge_method }
    }
}

/// What was pressed, and typed.
#[derive(Debug, Default, Deserialize)]
struct Pressed {
    authorize: Option<String>,
    #[serde(default)]
    own_password: String,
}

/// Where a browser begins.
pub(super) async fn ask(
    State(web): State<Web>,
    Extension(caller): Extension<Arc<Caller>>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    parameters: Query<Parameters>,
) -> Response {
    if caller.session_id().is_none() {
        let here = uri.path_and_query().map_or("/", |path| path.as_str());
        return found(&app::paths::with("/oauth/login", &[("n", here)]));
    }
    let request = AuthorizationRequest::from(parameters.0);
    match authorizations::authorize(&web.service, &caller, &request, Answer::Open).await {
        Ok(step) => go(&web, &headers, StatusCode::FOUND, step, None),
        Err(error) => explained(&web, &headers, error),
    }
}

/// What the user has pressed.
pub(super) async fn answer(
    State(web): State<Web>,
    Extension(caller): Extension<Arc<Caller>>,
    headers: HeaderMap,
    parameters: Query<Parameters>,
    pressed: Bytes,
) -> Response {
    let request = AuthorizationRequest::from(parameters.0);
    let outcome = match body::read::<Pressed>(&headers, &pressed) {
        Ok(pressed) => decided(&web, &caller, &request, pressed).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(step) => go(&web, &headers, StatusCode::SEE_OTHER, step, None),
        // Shown beside the field, on the same page again.
        Err(error) if error.fields.iter().any(|field| field.field == "own_password") => {
            match authorizations::authorize(&web.service, &caller, &request, Answer::Open).await {
                Ok(step) => go(&web, &headers, StatusCode::SEE_OTHER, step, Some(&error)),
                Err(error) => explained(&web, &headers, error),
            }
        }
        Err(error) => explained(&web, &headers, error),
    }
}

async fn decided(web: &Web, caller: &Caller, request: &AuthorizationRequest, pressed: Pressed) -> Result<Step> {
    let answer = if pressed.authorize.as_deref() == Some("true") { Answer::Yes } else { Answer::No };
    if answer == Answer::No || pressed.own_password.is_empty() {
        return authorizations::authorize(&web.service, caller, request, answer).await;
    }
    let confirmed = passwords::confirm(&web.service, caller, pressed.own_password.into()).await?;
    authorizations::authorize(&web.service, &confirmed, request, answer).await
}

fn go(web: &Web, headers: &HeaderMap, status: StatusCode, step: Step, error: Option<&Error>) -> Response {
    match step {
        Step::Ask(consent) => {
            let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
            (status, Html(plain::consent(&web.assets, &consent, error))).into_response()
        }
        Step::Redirect(redirect) => {
            let to = location(&redirect);
            if to.starts_with('/') { see(status, &to) } else { away(web, headers, status, &to) }
        }
    }
}

/// An address of the client with the parameters, or a page of ours that stands for it.
fn location(redirect: &Redirect) -> String {
    let own = OWN_PAGES.contains(&redirect.uri.as_str());
    let mut to = if own { format!("/oauth/{}", redirect.uri) } else { redirect.uri.clone() };
    let query = serde_urlencoded::to_string(&redirect.parameters).unwrap_or_default();
    to.push(if to.contains('?') { '&' } else { '?' });
    to.push_str(&query);
    to
}

/// To another site. Browsers that have come here from a form would not follow it there, so that they get a page that goes on
/// by itself; programs are redirected.
fn away(web: &Web, headers: &HeaderMap, status: StatusCode, to: &str) -> Response {
    let browser = headers.get("sec-fetch-dest").is_some_and(|dest| dest == "document");
    if browser { Html(plain::onward(&web.assets, to)).into_response() } else { see(status, to) }
}

/// A failure that may not be sent to the client: a page for people, JSON for programs.
pub(super) fn explained(web: &Web, headers: &HeaderMap, error: Error) -> Response {
    let person = accept::html(headers);
    match error.code {
        Code::Unauthenticated if person => found(app::paths::LOGIN),
        _ if person => failure::answer(error),
        _ => refused(web, &error),
    }
}

/// What a page of ours gets to know instead of a client.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Shown {
    code: Option<String>,
}

/// Shows the code, to be copied.
pub(super) async fn code(State(web): State<Web>, Query(shown): Query<Shown>) -> Html<String> {
    let is_code = |code: &&str| Bearer::parse(code).is_ok_and(|bearer| bearer.kind == BearerKind::AuthorizationCode);
    Html(plain::code(&web.assets, shown.code.as_deref().filter(is_code)))
}

/// Passes everything on to a program on the same machine.
pub(super) async fn local_callback(State(web): State<Web>, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    let parameters: Vec<(String, String)> =
        serde_urlencoded::from_str(query.as_deref().unwrap_or_default()).unwrap_or_default();
    let port = parameters.iter().find(|(name, _)| name == "port");
    let port = port.map_or(Ok(CALLBACK_PORT), |(_, port)| port.parse::<u16>());
    let Some(port) = port.ok().filter(|port| *port > 0) else {
        return explained(&web, &headers, Error::invalid("port", "Use a port from 1 to 65535."));
    };
    let rest: Vec<_> = parameters.into_iter().filter(|(name, _)| name != "port").collect();
    let query = serde_urlencoded::to_string(rest).unwrap_or_default();
    away(&web, &headers, StatusCode::FOUND, &format!("http://localhost:{port}/oauth/callback?{query}"))
}
