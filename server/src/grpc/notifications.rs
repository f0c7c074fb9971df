//! `NotificationService`. Nothing makes notifications yet, so there are none.

use domain::{Error, Result, Right};
use proto::v3::{self, notification_service_server::NotificationService};
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
        let list = async |call: &Call, request: v3::ListNotificationsRequest| {
            convert::page(request.limit, request.page)?;
            require(call, request.receiver_ids.as_ref()).await?;
            Ok(Reply::new(v3::ListNotificationsResponse::default()).total(0))
        };
        self.answer(request, list).await
    }

    async fn update_status(&self, request: Request<v3::UpdateNotificationStatusRequest>) -> Answer<()> {
        let update = async |call: &Call, request: v3::UpdateNotificationStatusRequest| {
            require(call, request.receiver_ids.as_ref()).await.map(Reply::new)
        };
        self.answer(request, update).await
    }
}

async fn require(call: &Call, ids: Option<&v3::UserIdentifiers>) -> Result<()> {
    let id = convert::user_id(ids)?;
    let caller = call.caller_on(&id).await?;
    service::records::require(&call.service, &caller, &id, Right::USER_NOTIFICATIONS_READ).await
}
