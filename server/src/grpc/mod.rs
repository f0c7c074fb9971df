//! What the API says over gRPC, and through it over HTTP.

mod api_keys;
mod audit;
mod auth_info;
mod bookmarks;
mod call;
mod configuration;
pub(crate) mod convert;
pub(crate) mod deadline;
mod directory;
#[cfg(fuzzing)]
pub(crate) mod fuzzing;
mod import;
mod invitations;
mod mask;
mod notifications;
mod oauth;
mod patch;
mod reservations;
mod search;
mod sessions;
pub(crate) mod status;
mod users;
mod validations;

use std::time::Duration;

use domain::Result;
use proto::{Validate, roster, v3};
use service::Service;
use tokio::time::timeout;
use tonic::{Request, Response, Status, service::Routes};

pub(crate) use self::call::Origin;
use self::call::{Call, Reply};

/// The most bytes of a message, either way.
const MESSAGE: usize = 16 * 1024 * 1024;

/// How long a call may take whose caller names no limit; as long as any request.
const LONGEST: Duration = Duration::from_secs(30);

/// What every call is answered with.
type Answer<T> = std::result::Result<Response<T>, Status>;

/// All services of the API; each is implemented in the file of its noun.
#[derive(Clone)]
pub(crate) struct Api {
    service: Service,
}

impl Api {
    pub(crate) fn new(service: Service) -> Self {
        Self { service }
    }

    /// Checks the request, does what it asks for, and sends the answer.
    async fn answer<M: Validate, T>(
        &self,
        request: Request<M>,
        act: impl AsyncFnOnce(&Call, M) -> Result<Reply<T>>,
    ) -> Answer<T> {
        let limit = request.metadata().get("grpc-timeout").and_then(|limit| deadline::of(limit.to_str().ok()?));
        let (call, message) = Call::open(&self.service, request).map_err(|status| *status)?;
        let work = async {
            call.count().await?;
            act(&call, message).await
        };
        // What nobody waits for any more is given up, and undone.
        match timeout(limit.unwrap_or(LONGEST), work).await {
            Ok(outcome) => call.finish(outcome),
            Err(_) => Err(call.late()),
        }
    }
}

/// What a port of gRPC offers besides: whether it is there (`grpc.health.v1.Health`) and, where that is set, what there is.
pub(crate) fn port(api: &Api, reflection: bool) -> Routes {
    // From the start it answers that the server as a whole is serving.
    let (_, health) = tonic_health::server::health_reporter();
    let mut routes = routes(api).add_service(health);
    if reflection {
        let described = tonic_reflection::server::Builder::configure();
        let described = described.register_encoded_file_descriptor_set(proto::FILE_DESCRIPTOR_SET);
        match described.build_v1() {
            Ok(described) => routes = routes.add_service(described),
            Err(cause) => tracing::error!(%cause, "the API can't be described over gRPC"),
        }
    }
    routes
}

/// The paths of all services.
pub(crate) fn routes(api: &Api) -> Routes {
    macro_rules! services {
        ($($server:path),+ $(,)?) => {{
            let mut routes = Routes::builder();
            $(routes.add_service(<$server>::new(api.clone()).max_decoding_message_size(MESSAGE).max_encoding_message_size(MESSAGE));)+
            routes.routes()
        }};
    }
    services!(
        v3::user_registry_server::UserRegistryServer<Api>,
        v3::user_access_server::UserAccessServer<Api>,
        v3::user_session_registry_server::UserSessionRegistryServer<Api>,
        v3::user_invitation_registry_server::UserInvitationRegistryServer<Api>,
        v3::user_bookmark_registry_server::UserBookmarkRegistryServer<Api>,
        v3::entity_registry_search_server::EntityRegistrySearchServer<Api>,
        v3::entity_access_server::EntityAccessServer<Api>,
        v3::is_server::IsServer<Api>,
        v3::email_validation_registry_server::EmailValidationRegistryServer<Api>,
        v3::contact_info_registry_server::ContactInfoRegistryServer<Api>,
        v3::notification_service_server::NotificationServiceServer<Api>,
        v3::o_auth_authorization_registry_server::OAuthAuthorizationRegistryServer<Api>,
        roster::v1::audit_trail_server::AuditTrailServer<Api>,
        roster::v1::invitation_directory_server::InvitationDirectoryServer<Api>,
        roster::v1::reservation_registry_server::ReservationRegistryServer<Api>,
        roster::v1::user_directory_server::UserDirectoryServer<Api>,
        roster::v1::user_import_server::UserImportServer<Api>,
    )
}
