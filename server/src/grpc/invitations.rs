//! `UserInvitationRegistry`. Invitations need mails, which are not sent yet.

use domain::{Error, Result, Right};
use proto::v3::{self, user_invitation_registry_server::UserInvitationRegistry};
use tonic::{Request, async_trait};

use super::{
    Answer, Api,
    call::{Call, Reply},
};

#[async_trait]
impl UserInvitationRegistry for Api {
    async fn send(&self, request: Request<v3::SendInvitationRequest>) -> Answer<v3::Invitation> {
        self.answer(request, async |call, _| refuse(call).await).await
    }

    async fn list(&self, request: Request<v3::ListInvitationsRequest>) -> Answer<v3::Invitations> {
        self.answer(request, async |call, _| refuse(call).await).await
    }

    async fn delete(&self, request: Request<v3::DeleteInvitationRequest>) -> Answer<()> {
        self.answer(request, async |call, _| refuse(call).await).await
    }
}

async fn refuse<T>(call: &Call) -> Result<Reply<T>> {
    let caller = call.caller_or_nobody().await?;
    if caller.acts_as_admin(Right::SEND_INVITES) {
        Err(Error::unimplemented("This server sends no invitations yet."))
    } else {
        Err(Error::no_invite_rights())
    }
}
