//! `Is`: how this server is set up, as far as clients have to know.

use std::time::Duration;

use domain::{RegistrationMode, Result};
use proto::v3::{
    GetIsConfigurationRequest, GetIsConfigurationResponse, IsConfiguration,
    is_configuration::{
        AdminRights, CollaboratorRights, EndDevicePicture, ProfilePicture, UserRegistration, UserRights,
        user_registration::{AdminApproval, ContactInfoValidation, Invitation, PasswordRequirements},
    },
    is_server::Is,
};
use service::validations;
use tonic::{Request, async_trait};

use super::{
    Answer, Api,
    call::{Call, Reply},
};

#[async_trait]
impl Is for Api {
    async fn get_configuration(
        &self,
        request: Request<GetIsConfigurationRequest>,
    ) -> Answer<GetIsConfigurationResponse> {
        self.answer(request, get).await
    }
}

async fn get(call: &Call, _request: GetIsConfigurationRequest) -> Result<Reply<GetIsConfigurationResponse>> {
    let settings = call.service.settings();
    let (policy, mode) = (settings.password_policy, settings.registration_mode);
    let (min, mixed) = (count(policy.min()), count(policy.mixed()));
    let user_registration = UserRegistration {
        invitation: Some(Invitation {
            required: Some(mode == RegistrationMode::Invitation),
            token_ttl: Some(seconds(settings.invitation)),
        }),
        contact_info_validation: Some(ContactInfoValidation {
            required: Some(settings.email_validation_required),
            token_ttl: Some(seconds(validations::TTL)),
            retry_interval: Some(seconds(validations::RETRY)),
        }),
        admin_approval: Some(AdminApproval { required: Some(mode == RegistrationMode::Approval) }),
        password_requirements: Some(PasswordRequirements {
            min_length: Some(min),
            max_length: Some(count(domain::password::MAX_BYTES)),
            min_uppercase: Some(mixed),
            min_digits: Some(mixed),
            min_special: Some(0),
        }),
        enabled: mode != RegistrationMode::Closed,
    };
    // Only users are kept here.
    let no = Some(false);
    let configuration = IsConfiguration {
        user_registration: Some(user_registration),
        profile_picture: Some(ProfilePicture { disable_upload: no, use_gravatar: Some(settings.gravatar) }),
        end_device_picture: Some(EndDevicePicture { disable_upload: Some(true) }),
        user_rights: Some(UserRights {
            create_applications: no,
            create_clients: no,
            create_gateways: no,
            create_organizations: no,
        }),
        user_login: None,
        admin_rights: Some(AdminRights { all: no }),
        collaborator_rights: Some(CollaboratorRights { set_others_as_contacts: no }),
    };
    Ok(Reply::new(GetIsConfigurationResponse { configuration: Some(configuration) }))
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn seconds(length: Duration) -> prost_types::Duration {
    prost_types::Duration { seconds: i64::try_from(length.as_secs()).unwrap_or(i64::MAX), nanos: 0 }
}
