//! `EntityAccess`: who the caller is, and with what they have shown it.

use domain::{Result, Rights, State};
use proto::v3::{
    self,
    auth_info_response::{AccessMethod, ApiKeyAccess},
    entity_access_server::EntityAccess,
};
use service::{Caller, Credential, credentials};
use tonic::{Request, async_trait};

use super::{
    Answer, Api,
    call::{Call, Reply},
    convert,
};

#[async_trait]
impl EntityAccess for Api {
    async fn auth_info(&self, request: Request<()>) -> Answer<v3::AuthInfoResponse> {
        self.answer(request, auth_info).await
    }
}

/// Fails for nobody who is nobody; who may not act is told why, and has no rights (contract §5.1, §5.3).
async fn auth_info(call: &Call, _request: ()) -> Result<Reply<v3::AuthInfoResponse>> {
    let caller = call.caller().await?;
    let Some(user) = caller.user() else { return Ok(Reply::new(v3::AuthInfoResponse::default())) };
    let shown = |rights: Rights| match caller.refusal() {
        Some(_) => Rights::NONE,
        None if caller.is_unvalidated() => caller.rights_on(&user.user_id),
        None => rights.implied(),
    };
    let access_method = match caller.credential() {
        Some(Credential::ApiKey(key)) => {
            let api_key = Some(convert::api_key(key, shown(key.rights)));
            AccessMethod::ApiKey(ApiKeyAccess { api_key, entity_ids: Some(convert::entity(&user.user_id)) })
        }
        Some(Credential::AccessToken(token)) => {
            AccessMethod::OauthAccessToken(convert::access_token(&user.user_id, token, shown(token.rights)))
        }
        None => {
            let session = credentials::session(&call.service, &caller).await?;
            AccessMethod::UserSession(convert::session(&user.user_id, &session))
        }
    };
    let is_admin = user.acts_as_admin() && caller.refusal().is_none() && !caller.is_unvalidated();
    let universal_rights = is_admin.then(|| v3::Rights { rights: convert::rights(caller.universal_rights()) });
    let reply = Reply::new(v3::AuthInfoResponse { universal_rights, is_admin, access_method: Some(access_method) });
    Ok(match warning(&caller) {
        Some(warning) => reply.warning(warning),
        None => reply,
    })
}

/// What the contract says beside the answer to who may not act, or not much.
fn warning(caller: &Caller) -> Option<String> {
    if caller.refusal().is_none() {
        return caller.is_unvalidated().then(|| "Restricted rights until email address validated".to_owned());
    }
    let user = caller.user()?;
    let because = match user.state_description.as_str() {
        "" => String::new(),
        reason => format!(": {reason}"),
    };
    Some(match user.state {
        State::Requested => "Restricted rights while account pending".to_owned(),
        State::Rejected => format!("Restricted rights after account rejection{because}"),
        _ => format!("Restricted rights after account suspension{because}"),
    })
}
