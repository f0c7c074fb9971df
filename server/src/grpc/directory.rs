//! `UserDirectory`: users by filter, page by page, and changes of many at once.

use domain::{Error, Order, Result, UserFilter, UserRecord, terms};
use futures_util::{StreamExt as _, stream};
use proto::{
    Validate as _,
    roster::v1::{
        ChangeUserResult, ChangeUsersResponse, DeleteUsersRequest, FilterUsersRequest, FilterUsersResponse,
        PurgeUsersRequest, RestoreUsersRequest, UpdateUsersRequest, change_user_result::Outcome,
        user_directory_server::UserDirectory,
    },
    v3::{ErrorDetails, UpdateUserRequest, UserIdentifiers},
};
use service::{Caller, records, users};
use tonic::{Request, async_trait};

use super::{
    Answer, Api,
    call::{Call, Reply},
    convert, mask, patch,
    status::{error_details, violation_details},
    users::{many, unless_admin},
};

/// How many changes of a request are made at a time; the database makes them durable together.
const AT_ONCE: usize = 16;

#[async_trait]
impl UserDirectory for Api {
    async fn filter(&self, request: Request<FilterUsersRequest>) -> Answer<FilterUsersResponse> {
        self.answer(request, filter).await
    }

    async fn update(&self, request: Request<UpdateUsersRequest>) -> Answer<ChangeUsersResponse> {
        self.answer(request, update).await
    }

    async fn delete(&self, request: Request<DeleteUsersRequest>) -> Answer<ChangeUsersResponse> {
        self.answer(request, delete).await
    }

    async fn restore(&self, request: Request<RestoreUsersRequest>) -> Answer<ChangeUsersResponse> {
        self.answer(request, restore).await
    }

    async fn purge(&self, request: Request<PurgeUsersRequest>) -> Answer<ChangeUsersResponse> {
        self.answer(request, purge).await
    }
}

async fn filter(call: &Call, request: FilterUsersRequest) -> Result<Reply<FilterUsersResponse>> {
    let caller = call.caller().await?;
    let terms::Filter { deleted, terms } = terms::parse(&request.filter)?;
    let filter = UserFilter { deleted, terms, order: Order::parse(&request.order)?, ..UserFilter::default() };
    let (page, fields) = (convert::page(request.limit, request.page)?, mask::fields(request.field_mask.as_ref()));
    let after = convert::cursor(&request.after)?;
    let shown = |records: &[UserRecord]| many(records, mask::paths(request.field_mask.as_ref())).users;
    if request.order.is_empty() && request.page == 0 {
        let (records, next) = records::walk(&call.service, &caller, &filter, after, page, fields).await?;
        let next = next.map(convert::place).unwrap_or_default();
        return Ok(Reply::new(FilterUsersResponse { users: shown(&records), next }));
    }
    if after.is_some() {
        return Err(Error::invalid("after", "Pages are numbered where “order” or “page” is given. Send “page” alone."));
    }
    let (records, total) = records::list(&call.service, &caller, &filter, page, fields).await?;
    Ok(Reply::new(FilterUsersResponse { users: shown(&records), next: String::new() }).total(total))
}

async fn update(call: &Call, request: UpdateUsersRequest) -> Result<Reply<ChangeUsersResponse>> {
    let caller = &call.caller().await?;
    caller.require_known()?;
    let changes = stream::iter(request.changes).map(|change| update_one(call, caller, change));
    Ok(Reply::new(response(changes.buffered(AT_ONCE).collect().await)))
}

async fn delete(call: &Call, request: DeleteUsersRequest) -> Result<Reply<ChangeUsersResponse>> {
    remove(call, request.user_ids, Removal::Delete).await
}

async fn restore(call: &Call, request: RestoreUsersRequest) -> Result<Reply<ChangeUsersResponse>> {
    remove(call, request.user_ids, Removal::Restore).await
}

async fn purge(call: &Call, request: PurgeUsersRequest) -> Result<Reply<ChangeUsersResponse>> {
    remove(call, request.user_ids, Removal::Purge).await
}

/// What is done to users as a whole.
#[derive(Clone, Copy)]
enum Removal {
    Delete,
    Restore,
    Purge,
}

async fn remove(call: &Call, user_ids: Vec<UserIdentifiers>, removal: Removal) -> Result<Reply<ChangeUsersResponse>> {
    let caller = &call.caller().await?;
    caller.require_known()?;
    let deeds = stream::iter(user_ids).map(|ids| remove_one(call, caller, ids, removal));
    Ok(Reply::new(response(deeds.buffered(AT_ONCE).collect().await)))
}

/// What became of one user.
type Became = Result<(), Box<ErrorDetails>>;

async fn update_one(call: &Call, caller: &Caller, change: UpdateUserRequest) -> Became {
    change.validate(call.service.now().micros()).map_err(|violation| Box::new(violation_details(violation)))?;
    let updated = async {
        let user = change.user.unwrap_or_default();
        let id = convert::user_id(user.ids.as_ref())?;
        let update = patch::update(user, mask::paths(change.field_mask.as_ref()))?;
        records::update(&call.service, caller, &id, update, None).await
    };
    updated.await.map(drop).map_err(|error| Box::new(error_details(&error, String::new())))
}

async fn remove_one(call: &Call, caller: &Caller, ids: UserIdentifiers, removal: Removal) -> Became {
    let removed = async {
        let id = convert::user_id(Some(&ids))?;
        match removal {
            Removal::Delete => users::delete(&call.service, caller, &id, None).await,
            Removal::Restore => {
                let restored = users::restore(&call.service, caller, &id).await.map(drop);
                restored.map_err(|error| unless_admin(error, || Error::no_user_rights(id.as_str())))
            }
            Removal::Purge => {
                let purged = users::purge_deleted(&call.service, caller, &id).await;
                purged.map_err(|error| unless_admin(error, Error::admins_purge_users))
            }
        }
    };
    removed.await.map_err(|error| Box::new(error_details(&error, String::new())))
}

fn response(became: Vec<Became>) -> ChangeUsersResponse {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let done = became.iter().filter(|one| one.is_ok()).count();
    let (failed, done) = (number(became.len() - done), number(done));
    let outcome = |one: Became| match one {
        Ok(()) => Outcome::Done(true),
        Err(error) => Outcome::Error(*error),
    };
    let results = (0..).zip(became);
    let results = results.map(|(index, one)| ChangeUserResult { index, outcome: Some(outcome(one)) }).collect();
    ChangeUsersResponse { results, done, failed }
}
