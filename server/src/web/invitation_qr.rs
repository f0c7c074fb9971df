//! The link of an invitation as a picture.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Query, State},
    response::{Html, IntoResponse as _, Redirect, Response},
};
use domain::{Code, EmailAddress, Error, InvitationStatus, Result};
use serde::Deserialize;
use service::{Caller, invitations};

use super::{Web, failure};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Parameters {
    #[serde(default)]
    email: String,
}

/// Shows it, while the invitation can be accepted.
pub(super) async fn answer(
    State(web): State<Web>,
    Extension(caller): Extension<Arc<Caller>>,
    Query(parameters): Query<Parameters>,
) -> Response {
    match page(&web, &caller, &parameters.email).await {
        Ok(page) => Html(page).into_response(),
        Err(error) if error.code == Code::Unauthenticated => {
            Redirect::to(&app::paths::login_then(app::paths::INVITATIONS)).into_response()
        }
        Err(error) => failure::answer(error),
    }
}

async fn page(web: &Web, caller: &Caller, email: &str) -> Result<String> {
    caller.require_known()?;
    let invitation = invitations::get(&web.service, caller, &EmailAddress::parse(email)?).await?;
    let open = matches!(invitation.status, InvitationStatus::Pending | InvitationStatus::MailFailed);
    let token = invitation.token.filter(|_| open).ok_or_else(Error::invitation_not_found)?;
    let link = format!("{}{}#{token}", web.public_url.origin(), app::paths::REGISTER);
    app::plain::qr(&web.assets, invitation.email.as_str(), &link)
}
