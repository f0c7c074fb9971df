//! `login`

mod callback;

use std::path::PathBuf;

use clap::Args;
use proto::v3::{AuthInfoResponse, auth_info_response::AccessMethod, entity_identifiers::Ids};
use serde_json::Value;
use tonic::Code;

use super::logout;
use crate::{
    browser,
    context::Context,
    credentials::Token,
    failure::{Failure, Result},
    oauth,
    program::Program,
    prompt, secret,
};

/// What every authorization code begins with.
const CODE: &str = "MF2XI";

/// How to log in.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Login {
    /// Keep this API key; a key in a file stands in no list of processes
    #[arg(long, value_name = "KEY")]
    api_key: Option<String>,
    /// Keep the API key in this file; - is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "api_key")]
    api_key_file: Option<PathBuf>,
    /// Wait for the browser of this machine; without, the code is pasted, from any browser
    #[arg(long, default_value = "true")]
    callback: bool,
}

const EXAMPLES: &str = "Examples:
  roster login
  roster login --callback=false
  roster login --api-key-file key.txt";

impl Login {
    pub(crate) fn run(self, context: &Context) -> Result<()> {
        context.warn_of_plain_text()?;
        let key = match (self.api_key, self.api_key_file) {
            (Some(key), _) => Some(key),
            (None, Some(file)) => Some(secret::from_file(&file)?),
            (None, None) => None,
        };
        if key.as_ref().is_some_and(|key| key.trim().is_empty()) {
            return Err(Failure::here("no_api_key", "the API key is empty"));
        }
        context.refuse_to_show("login")?;
        let mut login = context.login();
        login.forget();
        match key {
            Some(key) => login.api_key = key,
            None if self.callback => login.oauth_token = Some(by_callback(context)?),
            None => login.oauth_token = Some(by_code(context)?),
        }
        login.hosts = Some(context.hosts()?);
        let by_key = !login.api_key.is_empty() && context.program == Program::Roster;
        if by_key {
            context.trying(login.clone(), check)?;
        }
        // The one before is ended; whether that works says nothing about the new one.
        if context.login().oauth_token.is_some() {
            let _ = logout::revoke(context);
        }
        context.change_login(|kept| *kept = login)?;
        if by_key {
            return Ok(());
        }
        context.log.hint(&format!("`{} auth-info` shows who is logged in.", context.program.name()));
        Ok(())
    }
}

/// Says who a key is of.
///
/// # Errors
/// That the server does not take it. Whether it would is not known where the server does not answer, and no failure.
fn check(context: &Context) -> Result<()> {
    let info: AuthInfoResponse = match context.call("EntityAccess/AuthInfo", &()) {
        Ok(answer) => answer.message()?,
        Err(Failure::Named(named)) if !says_nothing_of_the_key(named.code) => return Err(Failure::Named(named)),
        Err(failure) => {
            context.log.warn(&format!("The key could not be tried: {failure}"));
            return Ok(());
        }
    };
    let user_id = match info.access_method {
        Some(AccessMethod::ApiKey(key)) => match key.entity_ids.and_then(|entity| entity.ids) {
            Some(Ids::UserIds(ids)) => ids.user_id,
            _ => String::new(),
        },
        _ => String::new(),
    };
    context.log.info(&format!("Logged in as {user_id}"));
    Ok(())
}

/// Whether a refusal says nothing about who asks.
fn says_nothing_of_the_key(code: Code) -> bool {
    matches!(
        code,
        Code::Unavailable | Code::ResourceExhausted | Code::DeadlineExceeded | Code::Internal | Code::Unknown
    )
}

/// The browser of this machine brings the code.
fn by_callback(context: &Context) -> Result<Token> {
    let Ok(listener) = callback::Listener::open() else {
        context.log.warn(&format!("Port {} of this machine is taken, so the code has to be pasted", callback::PORT));
        return by_code(context);
    };
    send_to_browser(context, "local-callback", Some(listener.state()));
    context.log.info("Waiting for your authorization...");
    let token = listener.wait(&context.log, |code| oauth::exchange(&context.settings, code, "local-callback"))?;
    context.log.info("Successfully got an access token.");
    Ok(token)
}

/// Any browser shows a code, which is pasted here.
fn by_code(context: &Context) -> Result<Token> {
    send_to_browser(context, "code", None);
    loop {
        context.log.info("Please paste the authorization code and press enter");
        let code = prompt::line("> ")?.ok_or_else(|| Failure::text("EOF: no authorization code was given"))?;
        if is_code(&code) {
            let token = oauth::exchange(&context.settings, &code, "code")?;
            context.log.info("Got OAuth access token");
            return Ok(token);
        }
        context.log.warn_with(
            "Could not parse authorization code",
            &[("error", Value::from("error:pkg/auth:token (invalid token)"))],
        );
    }
}

fn is_code(text: &str) -> bool {
    let parts: Vec<_> = text.split('.').collect();
    parts.len() == 3 && parts.first() == Some(&CODE) && parts.iter().all(|part| !part.is_empty())
}

fn send_to_browser(context: &Context, redirect_uri: &str, state: Option<&str>) {
    let base = context.settings.text("oauth-server-address").trim_end_matches('/');
    let state = state.map(|state| format!("&state={state}")).unwrap_or_default();
    let client_id = oauth::CLIENT_ID;
    let url = format!("{base}/authorize?client_id={client_id}&redirect_uri={redirect_uri}&response_type=code{state}");
    context.log.info(&format!("Opening your browser on {url}"));
    if !browser::open(&url) {
        context.log.warn("Could not open your browser, you'll have to go there yourself");
    }
    context.log.info("After logging in and authorizing the CLI, we'll get an access token for future commands.");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_three_parts() {
        assert!(is_code("MF2XI.AAAA.BBBB"));
        for text in ["foo", "MF2XI.A", "NNSXS.A.B", "MF2XI..B", ""] {
            assert!(!is_code(text), "{text}");
        }
    }
}
