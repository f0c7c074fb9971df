//! `UserAccess`: what the caller may do to a user, the user's API keys, and tokens to log in with.

use domain::{ApiKeyOrder, ApiKeyPatch, NewApiKey, Result, Rights};
use proto::v3::{self, user_access_server::UserAccess};
use secrecy::ExposeSecret as _;
use service::{api_keys, login_tokens};
use tonic::{Request, async_trait};

use super::{
    Answer, Api,
    call::{Call, Reply},
    convert, mask,
};

#[async_trait]
impl UserAccess for Api {
    async fn list_rights(&self, request: Request<v3::UserIdentifiers>) -> Answer<v3::Rights> {
        self.answer(request, list_rights).await
    }

    async fn create_api_key(&self, request: Request<v3::CreateUserApiKeyRequest>) -> Answer<v3::ApiKey> {
        self.answer(request, create).await
    }

    async fn list_api_keys(&self, request: Request<v3::ListUserApiKeysRequest>) -> Answer<v3::ApiKeys> {
        self.answer(request, list).await
    }

    async fn get_api_key(&self, request: Request<v3::GetUserApiKeyRequest>) -> Answer<v3::ApiKey> {
        self.answer(request, get).await
    }

    async fn update_api_key(&self, request: Request<v3::UpdateUserApiKeyRequest>) -> Answer<v3::ApiKey> {
        self.answer(request, update).await
    }

    async fn delete_api_key(&self, request: Request<v3::DeleteUserApiKeyRequest>) -> Answer<()> {
        self.answer(request, delete).await
    }

    async fn create_login_token(
        &self,
        request: Request<v3::CreateLoginTokenRequest>,
    ) -> Answer<v3::CreateLoginTokenResponse> {
        self.answer(request, create_login_token).await
    }
}

/// Nobody learns by it whether a user exists: who has no rights is told so of everybody.
async fn list_rights(call: &Call, request: v3::UserIdentifiers) -> Result<Reply<v3::Rights>> {
    let id = convert::user_id(Some(&request))?;
    let caller = call.caller().await?;
    let rights = caller.rights_on(&id).intersection(Rights::of_entities());
    if !rights.is_empty() {
        service::records::get(&call.service, &caller, &id, mask::fields(None)).await?;
    }
    Ok(Reply::new(v3::Rights { rights: convert::rights(rights) }))
}

async fn create(call: &Call, request: v3::CreateUserApiKeyRequest) -> Result<Reply<v3::ApiKey>> {
    let id = convert::user_id(request.user_ids.as_ref())?;
    let caller = call.caller_on(&id).await?;
    let new = NewApiKey {
        name: request.name,
        rights: convert::rights_of(&request.rights),
        expires_at: request.expires_at.as_ref().map(convert::moment),
    };
    let (key, token) = api_keys::create(&call.service, &caller, &id, new).await?;
    let shown = convert::api_key(&key, key.rights);
    Ok(Reply::new(v3::ApiKey { key: token.expose_secret().to_owned(), ..shown }))
}

async fn list(call: &Call, request: v3::ListUserApiKeysRequest) -> Result<Reply<v3::ApiKeys>> {
    let id = convert::user_id(request.user_ids.as_ref())?;
    let caller = call.caller_on(&id).await?;
    let (order, page) = (ApiKeyOrder::parse(&request.order)?, convert::page(request.limit, request.page)?);
    let (keys, total) = api_keys::list(&call.service, &caller, &id, order, page).await?;
    let api_keys = keys.iter().map(|key| convert::api_key(key, key.rights)).collect();
    Ok(Reply::new(v3::ApiKeys { api_keys }).total(total))
}

async fn get(call: &Call, request: v3::GetUserApiKeyRequest) -> Result<Reply<v3::ApiKey>> {
    let id = convert::user_id(request.user_ids.as_ref())?;
    let caller = call.caller_on(&id).await?;
    let key = api_keys::get(&call.service, &caller, &id, &request.key_id).await?;
    Ok(Reply::new(convert::api_key(&key, key.rights)))
}

/// Rights that are taken away altogether end the key, as the contract has it (§7.10).
async fn update(call: &Call, request: v3::UpdateUserApiKeyRequest) -> Result<Reply<v3::ApiKey>> {
    let id = convert::user_id(request.user_ids.as_ref())?;
    let caller = call.caller_on(&id).await?;
    let key = request.api_key.unwrap_or_default();
    let paths = mask::paths(request.field_mask.as_ref());
    let has = |field: &str| match paths {
        [] => ["name", "rights"].contains(&field),
        paths => paths.iter().any(|path| path == field),
    };
    if has("rights") && key.rights.is_empty() {
        api_keys::delete(&call.service, &caller, &id, &key.id).await?;
        return Ok(Reply::new(v3::ApiKey::default()));
    }
    let patch = ApiKeyPatch {
        name: has("name").then_some(key.name),
        rights: has("rights").then(|| convert::rights_of(&key.rights)),
        expires_at: has("expires_at").then(|| key.expires_at.as_ref().map(convert::moment)),
    };
    let key = api_keys::update(&call.service, &caller, &id, &key.id, patch).await?;
    Ok(Reply::new(convert::api_key(&key, key.rights)))
}

/// Anybody asks, and only an admin is answered the token.
async fn create_login_token(
    call: &Call,
    request: v3::CreateLoginTokenRequest,
) -> Result<Reply<v3::CreateLoginTokenResponse>> {
    let caller = call.caller_or_nobody().await?;
    let id = convert::user_id(request.user_ids.as_ref())?;
    let token = login_tokens::create(&call.service, &caller, &id, request.skip_email).await?;
    let token = token.map(|token| token.expose_secret().to_owned()).unwrap_or_default();
    Ok(Reply::new(v3::CreateLoginTokenResponse { token }))
}

async fn delete(call: &Call, request: v3::DeleteUserApiKeyRequest) -> Result<Reply<()>> {
    let id = convert::user_id(request.user_ids.as_ref())?;
    let caller = call.caller_on(&id).await?;
    api_keys::delete(&call.service, &caller, &id, &request.key_id).await.map(Reply::new)
}
