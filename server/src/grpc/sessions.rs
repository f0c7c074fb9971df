//! `UserSessionRegistry`: the browsers in which a user is logged in.

use domain::Result;
use proto::v3::{self, user_session_registry_server::UserSessionRegistry};
use service::sessions;
use tonic::{Request, async_trait};

use super::{
    Answer, Api,
    call::{Call, Reply},
    convert,
};

#[async_trait]
impl UserSessionRegistry for Api {
    async fn list(&self, request: Request<v3::ListUserSessionsRequest>) -> Answer<v3::UserSessions> {
        self.answer(request, list).await
    }

    async fn delete(&self, request: Request<v3::UserSessionIdentifiers>) -> Answer<()> {
        self.answer(request, delete).await
    }
}

async fn list(call: &Call, request: v3::ListUserSessionsRequest) -> Result<Reply<v3::UserSessions>> {
    let id = convert::user_id(request.user_ids.as_ref())?;
    let caller = call.caller_on(&id).await?;
    let page = convert::page(request.limit, request.page)?;
    let mut sessions = sessions::list_of(&call.service, &caller, &id).await?;
    match request.order.as_str() {
        "created_at" => {}
        "-created_at" => sessions.reverse(),
        _ => sessions.sort_by(|one, other| one.session_id.cmp(&other.session_id)),
    }
    let total = sessions.len() as u64;
    let sessions = convert::cut(sessions, page).iter().map(|session| convert::session(&id, session)).collect();
    Ok(Reply::new(v3::UserSessions { sessions }).total(total))
}

async fn delete(call: &Call, request: v3::UserSessionIdentifiers) -> Result<Reply<()>> {
    let id = convert::user_id(request.user_ids.as_ref())?;
    let caller = call.caller_on(&id).await?;
    sessions::end_of(&call.service, &caller, &id, &request.session_id).await.map(Reply::new)
}
