//! `UserInvitationRegistry`: who was invited, by whom, and with which token.

use domain::{EmailAddress, Error, Invitation, InvitationTerms, Result};
use proto::v3::{self, user_invitation_registry_server::UserInvitationRegistry};
use service::invitations;
use tonic::{Request, async_trait};

use super::{
    Answer, Api,
    call::{Call, Reply},
    convert,
    users::unless_admin,
};

/// Stands for a token that can't be read, since the key is not there.
const MASKED: &str = "********";

#[async_trait]
impl UserInvitationRegistry for Api {
    async fn send(&self, request: Request<v3::SendInvitationRequest>) -> Answer<v3::Invitation> {
        self.answer(request, send).await
    }

    async fn list(&self, request: Request<v3::ListInvitationsRequest>) -> Answer<v3::Invitations> {
        self.answer(request, list).await
    }

    async fn delete(&self, request: Request<v3::DeleteInvitationRequest>) -> Answer<()> {
        self.answer(request, delete).await
    }
}

async fn send(call: &Call, request: v3::SendInvitationRequest) -> Result<Reply<v3::Invitation>> {
    let caller = call.caller_or_nobody().await?;
    let emails = [address(&request.email)?];
    let sent = invitations::create(&call.service, &caller, &emails, &InvitationTerms::default(), None).await;
    let sent = sent.map_err(|error| unless_admin(error, Error::no_invite_rights))?;
    let sent = sent.into_iter().next().ok_or_else(|| Error::internal("one address has one outcome"))??;
    Ok(Reply::new(invitation(sent)))
}

async fn list(call: &Call, request: v3::ListInvitationsRequest) -> Result<Reply<v3::Invitations>> {
    let caller = call.caller_or_nobody().await?;
    let page = convert::page(request.limit, request.page)?;
    // One that was revoked is gone, as far as programs are concerned.
    let found = invitations::list(&call.service, &caller, false, page).await;
    let (found, total) = found.map_err(|error| unless_admin(error, Error::no_invite_rights))?;
    Ok(Reply::new(v3::Invitations { invitations: found.into_iter().map(invitation).collect() }).total(total))
}

async fn delete(call: &Call, request: v3::DeleteInvitationRequest) -> Result<Reply<()>> {
    let caller = call.caller_or_nobody().await?;
    let deleted = invitations::revoke(&call.service, &caller, &address(&request.email)?).await;
    deleted.map_err(|error| unless_admin(error, Error::no_invite_rights)).map(Reply::new)
}

fn address(text: &str) -> Result<EmailAddress> {
    EmailAddress::parse(text).map_err(|_| Error::invalid("email", "Use an address like name@example.com."))
}

fn invitation(invitation: Invitation) -> v3::Invitation {
    v3::Invitation {
        email: invitation.email.to_string(),
        token: invitation.token.unwrap_or_else(|| MASKED.to_owned()),
        expires_at: Some(convert::time(invitation.expires_at)),
        created_at: Some(convert::time(invitation.created_at)),
        updated_at: Some(convert::time(invitation.updated_at)),
        accepted_at: invitation.accepted_at.map(convert::time),
        accepted_by: invitation.accepted_by.map(|user_id| v3::UserIdentifiers { user_id, email: String::new() }),
    }
}
