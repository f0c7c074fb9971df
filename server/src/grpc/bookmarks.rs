//! `UserBookmarkRegistry`: users whom a user wants to find again. There is nothing else here to be marked.

use domain::{Error, Result, Right, UserId};
use proto::v3::{self, entity_identifiers::Ids, user_bookmark_registry_server::UserBookmarkRegistry};
use service::bookmarks::{self, Listing};
use tonic::{Request, async_trait};

use super::{
    Answer, Api,
    call::{Call, Reply},
    convert,
};

#[async_trait]
impl UserBookmarkRegistry for Api {
    async fn create(&self, request: Request<v3::CreateUserBookmarkRequest>) -> Answer<v3::UserBookmark> {
        self.answer(request, create).await
    }

    async fn list(&self, request: Request<v3::ListUserBookmarksRequest>) -> Answer<v3::UserBookmarks> {
        self.answer(request, list).await
    }

    async fn delete(&self, request: Request<v3::DeleteUserBookmarkRequest>) -> Answer<()> {
        self.answer(request, delete).await
    }

    async fn batch_delete(&self, request: Request<v3::BatchDeleteUserBookmarksRequest>) -> Answer<()> {
        self.answer(request, batch_delete).await
    }
}

async fn create(call: &Call, request: v3::CreateUserBookmarkRequest) -> Result<Reply<v3::UserBookmark>> {
    let id = convert::user_id(request.user_ids.as_ref())?;
    let caller = call.caller_on(&id).await?;
    caller.require_on(&id, Right::USER_SETTINGS_BASIC)?;
    let target = target(request.entity_ids.as_ref())?;
    bookmarks::create(&call.service, &caller, &id, &target).await?;
    let (user_ids, entity_ids) = (Some(convert::ids(&id)), Some(convert::entity(&target)));
    // As the contract has it, without the time (§15).
    Ok(Reply::new(v3::UserBookmark { user_ids, entity_ids, created_at: None }))
}

async fn list(call: &Call, request: v3::ListUserBookmarksRequest) -> Result<Reply<v3::UserBookmarks>> {
    let id = convert::user_id(request.user_ids.as_ref())?;
    let caller = call.caller_on(&id).await?;
    let (order, descending) = bookmarks::order(&request.order)?;
    let page = convert::page(request.limit, request.page)?;
    let listing = Listing { order, descending, deleted: request.deleted, page };
    let (found, total) = bookmarks::list(&call.service, &caller, &id, listing).await?;
    let others_only = !request.entity_types.is_empty() && !request.entity_types.iter().any(|kind| kind == "user");
    if others_only {
        return Ok(Reply::new(v3::UserBookmarks::default()).total(0));
    }
    let bookmarks = found.iter().map(|bookmark| v3::UserBookmark {
        user_ids: Some(convert::ids(&id)),
        entity_ids: Some(convert::entity(&bookmark.user_id)),
        // As the contract has it, without the time.
        created_at: None,
    });
    Ok(Reply::new(v3::UserBookmarks { bookmarks: bookmarks.collect() }).total(total))
}

async fn delete(call: &Call, request: v3::DeleteUserBookmarkRequest) -> Result<Reply<()>> {
    let id = convert::user_id(request.user_ids.as_ref())?;
    let caller = call.caller_on(&id).await?;
    caller.require_on(&id, Right::USER_SETTINGS_BASIC)?;
    let target = target(request.entity_ids.as_ref()).map_err(|_| Error::bookmark_not_found())?;
    match bookmarks::delete(&call.service, &caller, &id, &[target]).await? {
        0 => Err(Error::bookmark_not_found()),
        _ => Ok(Reply::new(())),
    }
}

async fn batch_delete(call: &Call, request: v3::BatchDeleteUserBookmarksRequest) -> Result<Reply<()>> {
    let id = convert::user_id(request.user_ids.as_ref())?;
    let caller = call.caller_on(&id).await?;
    // Those that are not there are passed over, and so are things that can't be.
    let targets: Vec<_> = request.entity_ids.iter().filter_map(|ids| target(Some(ids)).ok()).collect();
    bookmarks::delete(&call.service, &caller, &id, &targets).await?;
    Ok(Reply::new(()))
}

/// The user who is meant.
fn target(ids: Option<&v3::EntityIdentifiers>) -> Result<UserId> {
    match ids.and_then(|ids| ids.ids.as_ref()) {
        Some(Ids::UserIds(ids)) => convert::user_id(Some(ids)),
        Some(Ids::ApplicationIds(ids)) => Err(Error::entity_not_found("application", &ids.application_id)),
        Some(Ids::ClientIds(ids)) => Err(Error::entity_not_found("client", &ids.client_id)),
        Some(Ids::DeviceIds(ids)) => Err(Error::entity_not_found("end device", &ids.device_id)),
        Some(Ids::GatewayIds(ids)) => Err(Error::entity_not_found("gateway", &ids.gateway_id)),
        Some(Ids::OrganizationIds(ids)) => Err(Error::entity_not_found("organization", &ids.organization_id)),
        None => Err(Error::invalid("entity_ids", "Say what is meant.")),
    }
}
