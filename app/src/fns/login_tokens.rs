//! Logging in by a link that is mailed.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::form::FormError;
#[cfg(not(target_arch = "wasm32"))]
use crate::{
    fns::{go, sessions::enter},
    host::Host,
    paths,
};

/// Whether people log in so here.
#[server(prefix = "/fn", endpoint = "login-tokens/enabled", input = server_fn::codec::GetUrl, output = super::json::Json)]
pub async fn logs_in_by_link() -> Result<bool, FormError> {
    Ok(Host::current()?.service.settings().login_tokens)
}

/// Mails a link to log in with. Whether there is such a user, the answer does not say.
#[server(prefix = "/fn", endpoint = "login-tokens/mail")]
pub async fn mail_login_link(login: String) -> Result<(), FormError> {
    let host = Host::current()?;
    service::login_tokens::mail(&host.service, &host.caller, login.trim()).await?;
    go(&paths::with(paths::LOGIN, &[("done", "mailed")]));
    Ok(())
}

/// What a link brings.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct TokenForm {
    /// The token.
    #[serde(default)]
    pub code: String,
    /// Ticked: stay logged in for longer without use.
    #[serde(default)]
    pub keep: String,
}

/// Logs in by a token, which is used up.
#[server(prefix = "/fn", endpoint = "login-tokens/use")]
pub async fn log_in_by_token(#[server(flatten)] form: TokenForm) -> Result<(), FormError> {
    let host = Host::current()?;
    let keep = !form.keep.is_empty();
    let new = service::login_tokens::log_in(&host.service, &host.caller, &form.code, keep).await?;
    enter(new, "");
    Ok(())
}
