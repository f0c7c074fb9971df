//! `logout`

use proto::v3::{AuthInfoResponse, OAuthAccessTokenIdentifiers, auth_info_response::AccessMethod};

use crate::{context::Context, credentials::Login, failure::Result};

/// Forgets the login. An access token is revoked, if the server still knows it.
pub(crate) fn run(context: &Context) -> Result<()> {
    context.warn_of_plain_text()?;
    context.refuse_to_show("logout")?;
    let login = context.login();
    if !login.api_key.is_empty() {
        context.log.info("Removing API key from cache");
        context.log.warn("Delete the API key if it was compromised");
    } else if login.oauth_token.is_some() {
        context.log.info("Revoking the old OAuth token...");
        if let Err(failure) = revoke(context) {
            context
                .log
                .warn(&format!("Could not revoke it: {}", failure.to_string().lines().next().unwrap_or_default()));
        }
    }
    context.change_login(Login::forget)?;
    context.log.info("Logged out");
    Ok(())
}

/// Ends the access token that is used.
pub(crate) fn revoke(context: &Context) -> Result<()> {
    let info: AuthInfoResponse = context.call("EntityAccess/AuthInfo", &())?.message()?;
    if let Some(AccessMethod::OauthAccessToken(token)) = info.access_method {
        let ids = OAuthAccessTokenIdentifiers { user_ids: token.user_ids, client_ids: token.client_ids, id: token.id };
        context.call("OAuthAuthorizationRegistry/DeleteToken", &ids)?;
    }
    Ok(())
}
