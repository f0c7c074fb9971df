//! `OAuthAuthorizationRegistry`: what users have let OAuth clients do.

use domain::{Authorization, Result, UserId, page};
use proto::v3::{self, o_auth_authorization_registry_server::OAuthAuthorizationRegistry};
use service::authorizations;
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
        self.answer(request, list).await
    }

    async fn list_tokens(&self, request: Request<v3::ListOAuthAccessTokensRequest>) -> Answer<v3::OAuthAccessTokens> {
        self.answer(request, list_tokens).await
    }

    async fn delete(&self, request: Request<v3::OAuthClientAuthorizationIdentifiers>) -> Answer<()> {
        self.answer(request, delete).await
    }

    async fn delete_token(&self, request: Request<v3::OAuthAccessTokenIdentifiers>) -> Answer<()> {
        self.answer(request, delete_token).await
    }
}

async fn list(
    call: &Call,
    request: v3::ListOAuthClientAuthorizationsRequest,
) -> Result<Reply<v3::OAuthClientAuthorizations>> {
    let id = convert::user_id(request.user_ids.as_ref())?;
    let caller = call.caller_on(&id).await?;
    let page = convert::page(request.limit, request.page)?;
    let (descending, _) = page::direction(&request.order);
    let (found, total) = authorizations::list(&call.service, &caller, &id, descending, page).await?;
    let authorizations = found.iter().map(|one| authorization(&id, one)).collect();
    Ok(Reply::new(v3::OAuthClientAuthorizations { authorizations }).total(total))
}

async fn list_tokens(call: &Call, request: v3::ListOAuthAccessTokensRequest) -> Result<Reply<v3::OAuthAccessTokens>> {
    let id = convert::user_id(request.user_ids.as_ref())?;
    let caller = call.caller_on(&id).await?;
    let page = convert::page(request.limit, request.page)?;
    let (descending, _) = page::direction(&request.order);
    let client_id = request.client_ids.unwrap_or_default().client_id;
    let of = (&id, client_id.as_str());
    let (found, total) = authorizations::list_tokens(&call.service, &caller, of, descending, page).await?;
    let tokens = found.iter().map(|token| convert::access_token(&id, token, token.rights)).collect();
    Ok(Reply::new(v3::OAuthAccessTokens { tokens }).total(total))
}

async fn delete(call: &Call, request: v3::OAuthClientAuthorizationIdentifiers) -> Result<Reply<()>> {
    let id = convert::user_id(request.user_ids.as_ref())?;
    let caller = call.caller_on(&id).await?;
    let client_id = request.client_ids.unwrap_or_default().client_id;
    authorizations::delete(&call.service, &caller, &id, &client_id).await.map(Reply::new)
}

async fn delete_token(call: &Call, request: v3::OAuthAccessTokenIdentifiers) -> Result<Reply<()>> {
    let id = convert::user_id(request.user_ids.as_ref())?;
    let caller = call.caller_on(&id).await?;
    let client_id = request.client_ids.unwrap_or_default().client_id;
    let of = (&id, client_id.as_str());
    authorizations::delete_token(&call.service, &caller, of, &request.id).await.map(Reply::new)
}

fn authorization(id: &UserId, one: &Authorization) -> v3::OAuthClientAuthorization {
    v3::OAuthClientAuthorization {
        user_ids: Some(convert::ids(id)),
        client_ids: Some(convert::client_ids(&one.client_id)),
        rights: convert::rights(one.rights),
        created_at: Some(convert::time(one.created_at)),
        updated_at: Some(convert::time(one.updated_at)),
    }
}
