//! `OAuthAuthorizationRegistry`. There are no OAuth clients yet, so nobody has granted them anything.

use domain::{Error, Result, Right};
use proto::v3::{self, o_auth_authorization_registry_server::OAuthAuthorizationRegistry};
use tonic::{Request, async_trait};

use super::{
    Answer, Api,
    call::{Call, Reply},
    convert,
};

#[async_trait]
impl OAuthAuthorizationRegistry for Api {
    async fn list(
        &self,
        request: Request<v3::ListOAuthClientAuthorizationsRequest>,
    ) -> Answer<v3::OAuthClientAuthorizations> {
        let list = async |call: &Call, request: v3::ListOAuthClientAuthorizationsRequest| {
            convert::page(request.limit, request.page)?;
            require(call, request.user_ids.as_ref()).await?;
            Ok(Reply::new(v3::OAuthClientAuthorizations::default()).total(0))
        };
        self.answer(request, list).await
    }

    async fn list_tokens(&self, request: Request<v3::ListOAuthAccessTokensRequest>) -> Answer<v3::OAuthAccessTokens> {
        let list = async |call: &Call, request: v3::ListOAuthAccessTokensRequest| {
            convert::page(request.limit, request.page)?;
            require(call, request.user_ids.as_ref()).await?;
            Ok(Reply::new(v3::OAuthAccessTokens::default()).total(0))
        };
        self.answer(request, list).await
    }

    async fn delete(&self, request: Request<v3::OAuthClientAuthorizationIdentifiers>) -> Answer<()> {
        let delete = async |call: &Call, request: v3::OAuthClientAuthorizationIdentifiers| {
            require(call, request.user_ids.as_ref()).await?;
            let user = request.user_ids.unwrap_or_default().user_id;
            Err(Error::authorization_not_found(&user, &request.client_ids.unwrap_or_default().client_id))
        };
        self.answer(request, delete).await
    }

    async fn delete_token(&self, request: Request<v3::OAuthAccessTokenIdentifiers>) -> Answer<()> {
        let delete = async |call: &Call, request: v3::OAuthAccessTokenIdentifiers| {
            require(call, request.user_ids.as_ref()).await?;
            Err(Error::access_token_not_found(&request.id))
        };
        self.answer(request, delete).await
    }
}

async fn require(call: &Call, ids: Option<&v3::UserIdentifiers>) -> Result<()> {
    let id = convert::user_id(ids)?;
    let caller = call.caller_on(&id).await?;
    service::records::require(&call.service, &caller, &id, Right::USER_AUTHORIZED_CLIENTS).await
}
