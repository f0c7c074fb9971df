//! `UserInvitationRegistry` and `InvitationDirectory`: who was invited, by whom, on which terms, and with which token.

use domain::{EmailAddress, Error, Invitation, InvitationTerms, Result, Right};
use proto::{
    roster::v1::{
        CreateInvitationResult, CreateInvitationsRequest, CreateInvitationsResponse, ExtendInvitationRequest,
        ResendInvitationRequest, create_invitation_result::Outcome, invitation_directory_server::InvitationDirectory,
    },
    v3::{self, user_invitation_registry_server::UserInvitationRegistry},
};
use service::invitations;
use tonic::{Request, async_trait};

use super::{
    Answer, Api,
    call::{Call, Reply},
    convert, patch,
    status::error_details,
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

#[async_trait]
impl InvitationDirectory for Api {
    async fn create(&self, request: Request<CreateInvitationsRequest>) -> Answer<CreateInvitationsResponse> {
        self.answer(request, create).await
    }

    async fn resend(&self, request: Request<ResendInvitationRequest>) -> Answer<v3::Invitation> {
        self.answer(request, async |call, ResendInvitationRequest { email }| {
            let caller = call.caller().await?;
            let again = invitations::resend(&call.service, &caller, &address(&email)?).await?;
            Ok(Reply::new(invitation(again)))
        })
        .await
    }

    async fn extend(&self, request: Request<ExtendInvitationRequest>) -> Answer<v3::Invitation> {
        self.answer(request, async |call, ExtendInvitationRequest { email }| {
            let caller = call.caller().await?;
            let extended = invitations::extend(&call.service, &caller, &address(&email)?).await?;
            Ok(Reply::new(invitation(extended)))
        })
        .await
    }
}

async fn create(call: &Call, request: CreateInvitationsRequest) -> Result<Reply<CreateInvitationsResponse>> {
    let caller = call.caller().await?;
    // Before anything is done with what may be many addresses of anybody's.
    caller.require_admin(Right::SEND_INVITES)?;
    let terms = InvitationTerms {
        note: request.note,
        state: request.state.map(patch::state).transpose()?,
        admin: request.admin,
        attributes: request.attributes.into_iter().collect(),
        bound: request.bound,
    };
    let expires_at = request.expires_at.as_ref().map(convert::moment);
    let read: Vec<_> = request.emails.iter().map(|email| address(email)).collect();
    let sound: Vec<_> = read.iter().flatten().cloned().collect();
    let mut sent = Vec::new();
    if !sound.is_empty() {
        sent = invitations::create(&call.service, &caller, &sound, &terms, expires_at).await?;
    }
    let mut sent = sent.into_iter();
    let outcomes = read.into_iter().map(|read| read.and_then(|_| sent.next().unwrap_or_else(|| Err(unanswered()))));
    let results = (0..).zip(outcomes).map(|(index, outcome)| {
        let outcome = match outcome {
            Ok(sent) => Outcome::Invitation(invitation(sent)),
            Err(error) => Outcome::Error(error_details(&error, String::new())),
        };
        CreateInvitationResult { index, outcome: Some(outcome) }
    });
    Ok(Reply::new(CreateInvitationsResponse { results: results.collect() }))
}

fn unanswered() -> Error {
    Error::internal("each address has an outcome")
}

async fn send(call: &Call, request: v3::SendInvitationRequest) -> Result<Reply<v3::Invitation>> {
    let caller = call.caller_or_nobody().await?;
    let emails = [address(&request.email)?];
    let sent = invitations::create(&call.service, &caller, &emails, &InvitationTerms::default(), None).await;
    let sent = sent.map_err(|error| unless_admin(error, Error::no_invite_rights))?;
    let sent = sent.into_iter().next().ok_or_else(unanswered)??;
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
