//! The endpoints of OAuth: tokens for a code, and for a token that is about to end.

use std::{env, fs, sync::Arc, time::Duration};

use serde::Deserialize;
use ureq::{
    Agent, Proxy,
    tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem},
};

use crate::{
    clock,
    credentials::Token,
    failure::{Failure, Result},
    settings::Settings,
};

/// Under which name this program is known to servers.
pub(crate) const CLIENT_ID: &str = "cli";
/// Whoever takes longer is not there.
const PATIENCE: Duration = Duration::from_secs(30);
/// Answers that are longer are none.
const ANSWER_BYTES: u64 = 1 << 20;

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    token_type: String,
    expires_in: i64,
    #[serde(default)]
    refresh_token: String,
}

/// The tokens for an authorization code.
pub(crate) fn exchange(settings: &Settings, code: &str, redirect_uri: &str) -> Result<Token> {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", redirect_uri),
        ("client_id", CLIENT_ID),
    ];
    token(settings, &form)
}

/// New tokens for old ones.
pub(crate) fn refresh(settings: &Settings, refresh_token: &str) -> Result<Token> {
    token(settings, &[("grant_type", "refresh_token"), ("refresh_token", refresh_token), ("client_id", CLIENT_ID)])
}

fn token(settings: &Settings, form: &[(&str, &str)]) -> Result<Token> {
    let url = format!("{}/token", settings.text("oauth-server-address").trim_end_matches('/'));
    let unreachable = |error: ureq::Error| Failure::text(format!("{url}: {error} (oauth-server-address says where)"));
    let mut response = agent(settings)?
        .post(&url)
        .header("accept", "application/json")
        .send_form(form.iter().copied())
        .map_err(unreachable)?;
    let status = response.status();
    let text = response.body_mut().with_config().limit(ANSWER_BYTES).read_to_string().map_err(unreachable)?;
    if !status.is_success() {
        return Err(refused(&url, status.as_u16(), &text));
    }
    let granted: Granted = serde_json::from_str(&text)
        .map_err(|_| Failure::text(format!("{url}: what answers there gives no tokens; check oauth-server-address")))?;
    Ok(Token {
        access_token: granted.access_token,
        token_type: granted.token_type,
        refresh_token: granted.refresh_token,
        expiry: clock::text(clock::now().saturating_add(granted.expires_in)),
    })
}

/// What the server says of it, in the form that its other errors have.
fn refused(url: &str, status: u16, text: &str) -> Failure {
    #[derive(Deserialize)]
    struct Body {
        message: String,
    }
    match serde_json::from_str::<Body>(text) {
        Ok(body) => Failure::text(format!("could not get an access token: {}", body.message)),
        Err(_) => Failure::text(format!("{url}: {status}; check oauth-server-address")),
    }
}

/// Speaks HTTP through the proxies of the environment, and trusts whom the system trusts.
fn agent(settings: &Settings) -> Result<Agent> {
    let mut config = Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(PATIENCE))
        .user_agent(concat!("roster/", env!("CARGO_PKG_VERSION")))
        .proxy(Proxy::try_from_env());
    if settings.text("oauth-server-address").starts_with("https") {
        let roots = RootCerts::Specific(Arc::new(certificates(settings.text("ca"))?));
        config = config.tls_config(TlsConfig::builder().root_certs(roots).build());
    }
    Ok(config.build().into())
}

fn certificates(ca: &str) -> Result<Vec<Certificate<'static>>> {
    let system = rustls_native_certs::load_native_certs();
    // Some of what a system has may be unreadable; but whoever names a file means it.
    if let (true, Some(file), Some(error)) =
        (system.certs.is_empty(), env::var_os("SSL_CERT_FILE"), system.errors.first())
    {
        return Err(Failure::text(format!("SSL_CERT_FILE: {}: {error}", file.display())));
    }
    let mut certificates: Vec<_> = system.certs.iter().map(|der| Certificate::from_der(der).to_owned()).collect();
    if !ca.is_empty() {
        let pem = fs::read(ca).map_err(|error| Failure::text(format!("ca: {ca}: {error}")))?;
        for item in parse_pem(&pem) {
            match item {
                Ok(PemItem::Certificate(certificate)) => certificates.push(certificate.to_owned()),
                Ok(_) => {}
                Err(error) => return Err(Failure::text(format!("ca: {ca}: {error}"))),
            }
        }
    }
    Ok(certificates)
}
