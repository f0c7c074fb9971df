//! `EmailValidationRegistry`, and `ContactInfoRegistry`, which has nothing to validate any more.

use domain::{Error, Result, Right};
use proto::v3::{
    self, contact_info_registry_server::ContactInfoRegistry, email_validation_registry_server::EmailValidationRegistry,
    entity_identifiers::Ids,
};
use service::validations;
use tonic::{Request, async_trait};

use super::{
    Answer, Api,
    call::{Call, Reply},
    convert,
};

#[async_trait]
impl EmailValidationRegistry for Api {
    async fn request_validation(&self, request: Request<v3::UserIdentifiers>) -> Answer<v3::EmailValidation> {
        self.answer(request, ask).await
    }

    async fn validate(&self, request: Request<v3::ValidateEmailRequest>) -> Answer<()> {
        self.answer(request, validate).await
    }
}

#[async_trait]
impl ContactInfoRegistry for Api {
    async fn request_validation(&self, request: Request<v3::EntityIdentifiers>) -> Answer<v3::ContactInfoValidation> {
        let ask = async |call: &Call, request: v3::EntityIdentifiers| {
            let Some(Ids::UserIds(ids)) = request.ids else { return Err(Error::no_validation_needed()) };
            require(call, &ids).await?;
            Err(Error::no_validation_needed())
        };
        self.answer(request, ask).await
    }

    async fn validate(&self, request: Request<v3::ContactInfoValidation>) -> Answer<()> {
        let validate =
            async |_: &Call, request: v3::ContactInfoValidation| Err(Error::validation_token_not_found(&request.id));
        self.answer(request, validate).await
    }
}

/// The token is left out: it is in the mail alone.
async fn ask(call: &Call, request: v3::UserIdentifiers) -> Result<Reply<v3::EmailValidation>> {
    let id = convert::user_id(Some(&request))?;
    let caller = call.caller_on(&id).await?;
    let made = validations::request(&call.service, &caller, &id).await?;
    // The contract leaves the time of the change out where there was none.
    let renewed = made.updated_at != made.created_at;
    Ok(Reply::new(v3::EmailValidation {
        id: made.reference,
        token: String::new(),
        address: made.email.to_string(),
        created_at: Some(convert::time(made.created_at)),
        expires_at: Some(convert::time(made.expires_at)),
        updated_at: renewed.then(|| convert::time(made.updated_at)),
    }))
}

async fn validate(call: &Call, request: v3::ValidateEmailRequest) -> Result<Reply<()>> {
    let caller = call.caller_or_nobody().await?;
    validations::confirm(&call.service, &caller, &request.id, &request.token).await?;
    Ok(Reply::new(()))
}

async fn require(call: &Call, ids: &v3::UserIdentifiers) -> Result<()> {
    let id = convert::user_id(Some(ids))?;
    let caller = call.caller_on(&id).await?;
    service::records::require(&call.service, &caller, &id, Right::USER_SETTINGS_BASIC).await
}
