//! The table of rules between HTTP and gRPC, each against services that only say what reached them.

mod bodies;
mod cors;
mod failures;
mod headers;
mod output;
mod queries;
mod stub;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode},
};
use prost_reflect::{DynamicMessage, ReflectMessage as _};
use proto::{Validate as _, Violation, v3};
use tower::ServiceExt as _;

/// What came back.
#[derive(Debug)]
struct Answer {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    /// All values of a header.
    fn header(&self, name: &str) -> Vec<&str> {
        self.headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect()
    }

    /// The sentence of a refusal of input, which has nothing but code 3 and it.
    fn refusal(&self) -> String {
        assert_eq!(self.status, 400, "{self:?}");
        let body = serde_json::from_str::<serde_json::Value>(&self.text).unwrap();
        assert_eq!((body["code"].as_i64(), body.as_object().unwrap().len()), (Some(3), 2), "{self:?}");
        body["message"].as_str().unwrap().to_owned()
    }
}

fn router() -> Router {
    super::router(stub::routes())
}

async fn send(request: Request<Body>) -> Answer {
    let response = router().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let text = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
    Answer { status: parts.status.as_u16(), headers: parts.headers, text }
}

async fn call(method: Method, path: &str, body: impl Into<Body>) -> Answer {
    send(Request::builder().method(method).uri(path).body(body.into()).unwrap()).await
}

async fn get(path: &str) -> Answer {
    call(Method::GET, path, Body::empty()).await
}

async fn post(path: &str, body: impl Into<Body>) -> Answer {
    call(Method::POST, path, body).await
}

/// Sends a user to a method that answers with it.
async fn echo(user: &str) -> Answer {
    post("/api/v3/users", format!(r#"{{"user":{user}}}"#)).await
}

/// Asks the validator of a message that takes a whole body.
pub(super) fn valid(message: &DynamicMessage) -> Result<(), Violation> {
    macro_rules! validate {
        ($($name:literal: $kind:ty),* $(,)?) => {
            match message.descriptor().full_name() {
                $($name => message.transcode_to::<$kind>().unwrap().validate(0),)*
                other => panic!("{other}"),
            }
        };
    }
    validate! {
        "roster.v1.CreateInvitationsRequest": proto::roster::v1::CreateInvitationsRequest,
        "roster.v1.CreateReservationRequest": proto::roster::v1::CreateReservationRequest,
        "roster.v1.DeleteUsersRequest": proto::roster::v1::DeleteUsersRequest,
        "roster.v1.ImportUsersRequest": proto::roster::v1::ImportUsersRequest,
        "roster.v1.PurgeUsersRequest": proto::roster::v1::PurgeUsersRequest,
        "roster.v1.RestoreUsersRequest": proto::roster::v1::RestoreUsersRequest,
        "roster.v1.UpdateUsersRequest": proto::roster::v1::UpdateUsersRequest,
        "ttn.lorawan.v3.ContactInfoValidation": v3::ContactInfoValidation,
        "ttn.lorawan.v3.CreateUserAPIKeyRequest": v3::CreateUserApiKeyRequest,
        "ttn.lorawan.v3.CreateUserBookmarkRequest": v3::CreateUserBookmarkRequest,
        "ttn.lorawan.v3.CreateUserRequest": v3::CreateUserRequest,
        "ttn.lorawan.v3.EntityIdentifiers": v3::EntityIdentifiers,
        "ttn.lorawan.v3.SendInvitationRequest": v3::SendInvitationRequest,
        "ttn.lorawan.v3.UpdateNotificationStatusRequest": v3::UpdateNotificationStatusRequest,
        "ttn.lorawan.v3.UpdateUserAPIKeyRequest": v3::UpdateUserApiKeyRequest,
        "ttn.lorawan.v3.UpdateUserPasswordRequest": v3::UpdateUserPasswordRequest,
        "ttn.lorawan.v3.UpdateUserRequest": v3::UpdateUserRequest,
        "ttn.lorawan.v3.UserIdentifiers": v3::UserIdentifiers,
        "ttn.lorawan.v3.ValidateEmailRequest": v3::ValidateEmailRequest,
    }
}

const OK: u16 = StatusCode::OK.as_u16();
