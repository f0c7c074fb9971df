//! `EmailValidationRegistry` and `ContactInfoRegistry`. Addresses are not validated by mail yet, so nobody has anything to
//! validate with.

use domain::{Error, Result, Right};
use proto::v3::{
    self, contact_info_registry_server::ContactInfoRegistry, email_validation_registry_server::EmailValidationRegistry,
    entity_identifiers::Ids,
};
use tonic::{Request, async_trait};

use super::{Answer, Api, call::Call, convert};

#[async_trait]
impl EmailValidationRegistry for Api {
    async fn request_validation(&self, request: Request<v3::UserIdentifiers>) -> Answer<v3::EmailValidation> {
        let ask = async |call: &Call, request: v3::UserIdentifiers| {
            require(call, &request).await?;
            Err(Error::unimplemented("This server does not validate addresses by mail yet."))
        };
        self.answer(request, ask).await
    }

    async fn validate(&self, request: Request<v3::ValidateEmailRequest>) -> Answer<()> {
        let validate =
            async |_: &Call, request: v3::ValidateEmailRequest| Err(Error::validation_token_not_found(&request.id));
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

async fn require(call: &Call, ids: &v3::UserIdentifiers) -> Result<()> {
    let id = convert::user_id(Some(ids))?;
    let caller = call.caller_on(&id).await?;
    service::records::require(&call.service, &caller, &id, Right::USER_SETTINGS_BASIC).await
}
