//! `NotificationService`: what users were told, and what they have done with it.

use domain::{Error, Notification, NotificationData, NotificationStatus, Result, State, UserId};
use prost::Message as _;
use proto::v3::{self, notification_service_server::NotificationService};
use service::notifications;
use tonic::{Request, async_trait};

use super::{
    Answer, Api,
    call::{Call, Reply},
    convert,
};

#[async_trait]
impl NotificationService for Api {
    /// Only servers of one cluster make notifications for each other, and there are none.
    async fn create(&self, request: Request<v3::CreateNotificationRequest>) -> Answer<v3::CreateNotificationResponse> {
        self.answer(request, async |_, _| Err(Error::unauthenticated())).await
    }

    async fn list(&self, request: Request<v3::ListNotificationsRequest>) -> Answer<v3::ListNotificationsResponse> {
        self.answer(request, list).await
    }

    async fn update_status(&self, request: Request<v3::UpdateNotificationStatusRequest>) -> Answer<()> {
        self.answer(request, update_status).await
    }
}

async fn list(call: &Call, request: v3::ListNotificationsRequest) -> Result<Reply<v3::ListNotificationsResponse>> {
    let id = convert::user_id(request.receiver_ids.as_ref())?;
    let page = convert::page(request.limit, request.page)?;
    let statuses: Vec<_> = request.status.iter().filter_map(|number| status(*number)).collect();
    let caller = call.caller_on(&id).await?;
    let (found, total) = notifications::list(&call.service, &caller, &id, &statuses, page).await?;
    let notifications = found.into_iter().map(notification).collect();
    Ok(Reply::new(v3::ListNotificationsResponse { notifications }).total(total))
}

async fn update_status(call: &Call, request: v3::UpdateNotificationStatusRequest) -> Result<Reply<()>> {
    let id = convert::user_id(request.receiver_ids.as_ref())?;
    let caller = call.caller_on(&id).await?;
    let status = status(request.status).unwrap_or_default();
    notifications::set_status(&call.service, &caller, &id, &request.ids, status).await.map(Reply::new)
}

/// The rules of requests let no unknown number through.
fn status(number: i32) -> Option<NotificationStatus> {
    NotificationStatus::ALL.into_iter().find(|status| *status as i32 == number)
}

fn notification(told: Notification) -> v3::Notification {
    use v3::NotificationReceiver::{AdministrativeContact, Collaborator};
    let receiver = match &told.data {
        NotificationData::Requested { .. } | NotificationData::ApiKey(_) => AdministrativeContact,
        NotificationData::State { .. } | NotificationData::Nothing => Collaborator,
    };
    v3::Notification {
        id: told.id,
        created_at: Some(convert::time(told.created_at)),
        entity_ids: Some(convert::entity(&told.about)),
        notification_type: told.kind.as_str().to_owned(),
        data: data(&told.about, told.data),
        sender_ids: told.sender.map(|user_id| v3::UserIdentifiers { user_id, email: String::new() }),
        receivers: vec![receiver.into()],
        email: told.mailed,
        status: told.status as i32,
        status_updated_at: told.status_updated_at.map(convert::time),
    }
}

/// The message that the contract has for it (§9.2); nothing secret is in it.
fn data(about: &UserId, data: NotificationData) -> Option<prost_types::Any> {
    let (name, value) = match data {
        NotificationData::Nothing => return None,
        NotificationData::State { state, description } => {
            let message = v3::EntityStateChangedNotification { state: state as i32, state_description: description };
            ("EntityStateChangedNotification", message.encode_to_vec())
        }
        NotificationData::ApiKey(key) => ("APIKey", convert::api_key(&key, key.rights).encode_to_vec()),
        NotificationData::Requested { name, primary_email_address, state_description } => {
            let user = v3::User {
                ids: Some(convert::ids(about)),
                name,
                primary_email_address: primary_email_address.to_string(),
                state: State::Requested as i32,
                state_description,
                ..v3::User::default()
            };
            let request = v3::CreateUserRequest { user: Some(user), ..v3::CreateUserRequest::default() };
            ("CreateUserRequest", request.encode_to_vec())
        }
    };
    Some(prost_types::Any { type_url: format!("type.googleapis.com/ttn.lorawan.v3.{name}"), value })
}
