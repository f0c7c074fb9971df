//! How programs get tokens, and end them (contract §12.3; RFC 6749 §4.1.3, §6; RFC 7009).

use std::{borrow::Cow, sync::Arc};

use axum::{
    Extension, Json,
    body::{Body, Bytes, to_bytes},
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{Code, Error, Result};
use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};
use service::{
    Caller,
    oauth_tokens::{self, ACCESS, ClientProof, NewTokens},
};

use super::{Web, body, refused};

/// For caches of old; `no-store` is said of every answer (RFC 6749 §5.1).
const UNCACHED: [(HeaderName, HeaderValue); 1] = [(header::PRAGMA, HeaderValue::from_static("no-cache"))];

/// The body; each parameter may be given once.
#[derive(Default, Deserialize)]
struct Parameters {
    #[serde(default)]
    grant_type: String,
    code: Option<String>,
    refresh_token: Option<String>,
    redirect_uri: Option<String>,
    code_verifier: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    token: Option<String>,
}

impl Parameters {
    /// Reads body and header; what the header says goes first.
    fn read(headers: &HeaderMap, bytes: &Bytes) -> Result<(Self, ClientProof)> {
        let mut parameters: Self = body::read(headers, bytes)?;
        let (client_id, secret) = (parameters.client_id.take(), parameters.client_secret.take());
        let (client_id, secret) = match headers.get(header::AUTHORIZATION) {
            Some(value) => {
                basic(value).map(|(id, secret)| (Some(id), Some(secret))).ok_or_else(Error::invalid_client)?
            }
            None => (client_id, secret.map(SecretString::from)),
        };
        Ok((parameters, ClientProof { client_id, secret }))
    }
}

/// ID and secret, each encoded as in forms (RFC 6749 §2.3.1).
fn basic(value: &HeaderValue) -> Option<(String, SecretString)> {
    let (kind, encoded) = value.to_str().ok()?.split_once(' ')?;
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':').filter(|_| kind.eq_ignore_ascii_case("basic"))?;
    let decoded = |text: &str| percent_decode_str(text).decode_utf8().ok().map(Cow::into_owned);
    Some((decoded(id)?, decoded(secret)?.into()))
}

/// Gives tokens for a code or for a refresh token.
pub(super) async fn give(
    State(web): State<Web>,
    Extension(caller): Extension<Arc<Caller>>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let answer = match granted(&web, &caller, &headers, &bytes).await {
        Ok(tokens) => Json(json!({
            "access_token": tokens.access_token.expose_secret(),
            "expires_in": ACCESS.as_secs(),
            "refresh_token": tokens.refresh_token.expose_secret(),
            "token_type": "bearer",
        }))
        .into_response(),
        Err(error) => failed(&web, &error).await,
    };
    (UNCACHED, answer).into_response()
}

async fn granted(web: &Web, caller: &Caller, headers: &HeaderMap, bytes: &Bytes) -> Result<NewTokens> {
    let (parameters, client) = Parameters::read(headers, bytes)?;
    let Parameters { code, refresh_token, redirect_uri, code_verifier, .. } = &parameters;
    let (code, shown) = (code.as_deref(), refresh_token.as_deref());
    let (redirect_uri, verifier) = (redirect_uri.as_deref(), code_verifier.as_deref());
    match parameters.grant_type.as_str() {
        "authorization_code" => {
            oauth_tokens::exchange(&web.service, caller, &client, code, redirect_uri, verifier).await
        }
        "refresh_token" => oauth_tokens::refresh(&web.service, caller, &client, shown).await,
        "" => Err(Error::missing_parameter("missing_grant_type")),
        other => Err(Error::invalid_grant_type(other)),
    }
}

/// Ends a token with everything that came of the same code.
pub(super) async fn revoke(
    State(web): State<Web>,
    Extension(caller): Extension<Arc<Caller>>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let ended = match Parameters::read(&headers, &bytes) {
        Ok((parameters, client)) => {
            let shown = parameters.token.unwrap_or_default();
            oauth_tokens::revoke(&web.service, &caller, &client, &shown).await
        }
        Err(error) => Err(error),
    };
    match ended {
        Ok(()) => ().into_response(),
        Err(error) => failed(&web, &error).await,
    }
}

/// The contract's body, and beside it what libraries of OAuth look at (RFC 6749 §5.2).
async fn failed(web: &Web, error: &Error) -> Response {
    let (mut parts, body) = refused(web, error).into_parts();
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let mut whole: Value = serde_json::from_slice(&whole).unwrap_or_default();
    if let Some(fields) = whole.as_object_mut() {
        fields.insert("error".into(), rfc_name(error).into());
        fields.insert("error_description".into(), error.message.as_ref().into());
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(whole.to_string()))
}

fn rfc_name(error: &Error) -> &'static str {
    match error.name {
        "client_not_found" | "invalid client" | "missing_client_id" | "missing_client_secret" => "invalid_client",
        "client_not_approved" | "client_rejected" | "client_suspended" => "unauthorized_client",
        "invalid_grant_type" => "unsupported_grant_type",
        "invalid_grant" | "authorization_code_not_found" | "access_token_not_found" => "invalid_grant",
        _ if error.code == Code::PermissionDenied => "invalid_grant",
        _ if error.code == Code::Unavailable || error.code == Code::ResourceExhausted => "temporarily_unavailable",
        _ if error.code == Code::Internal => "server_error",
        _ => "invalid_request",
    }
}
