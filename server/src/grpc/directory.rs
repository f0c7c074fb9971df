//! `UserDirectory`: users by filter, page by page.

use domain::{Result, UserFilter, terms};
use proto::roster::v1::{FilterUsersRequest, FilterUsersResponse, user_directory_server::UserDirectory};
use service::records;
use tonic::{Request, async_trait};

use super::{
    Answer, Api,
    call::{Call, Reply},
    convert, mask,
    users::many,
};

#[async_trait]
impl UserDirectory for Api {
    async fn filter(&self, request: Request<FilterUsersRequest>) -> Answer<FilterUsersResponse> {
        self.answer(request, filter).await
    }
}

async fn filter(call: &Call, request: FilterUsersRequest) -> Result<Reply<FilterUsersResponse>> {
    let caller = call.caller().await?;
    let terms::Filter { deleted, terms } = terms::parse(&request.filter)?;
    let filter = UserFilter { deleted, terms, ..UserFilter::default() };
    let (page, fields) = (convert::page(request.limit, 1)?, mask::fields(request.field_mask.as_ref()));
    let found = records::walk(&call.service, &caller, &filter, &request.after, page, fields).await;
    let (records, next) = found?;
    let users = many(&records, mask::paths(request.field_mask.as_ref())).users;
    Ok(Reply::new(FilterUsersResponse { users, next: next.unwrap_or_default() }))
}
