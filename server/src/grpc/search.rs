//! `EntityRegistrySearch`: users who match.

use domain::{Contains, Error, Needle, Order, Page, Result, Right, State, UserFilter};
use proto::v3::{self, entity_registry_search_server::EntityRegistrySearch, search_accounts_request::CollaboratorOf};
use service::records;
use tonic::{Request, async_trait};

use super::{
    Answer, Api,
    call::{Call, Reply},
    convert, mask, patch,
    users::{many, unless_admin},
};

/// How many accounts are shown to who is no admin, and from how many bytes of a query on (contract §7.16).
const FEW: u32 = 10;
const SHORTEST: usize = 2;

#[async_trait]
impl EntityRegistrySearch for Api {
    async fn search_users(&self, request: Request<v3::SearchUsersRequest>) -> Answer<v3::Users> {
        self.answer(request, search_users).await
    }

    async fn search_accounts(&self, request: Request<v3::SearchAccountsRequest>) -> Answer<v3::SearchAccountsResponse> {
        self.answer(request, search_accounts).await
    }
}

async fn search_users(call: &Call, request: v3::SearchUsersRequest) -> Result<Reply<v3::Users>> {
    let caller = call.caller().await?;
    let page = convert::page(request.limit, request.page)?;
    let mut paths = mask::paths(request.field_mask.as_ref()).to_vec();
    // What was searched is shown.
    let used = [
        ("name", !request.name_contains.is_empty()),
        ("description", !request.description_contains.is_empty()),
        ("attributes", !request.attributes_contain.is_empty()),
        ("state", !request.state.is_empty()),
    ];
    paths.extend(used.into_iter().filter(|(_, used)| *used).map(|(field, _)| field.to_owned()));
    let fields = mask::fields(Some(&prost_types::FieldMask { paths: paths.clone() }));
    let found = records::list(&call.service, &caller, &filter(request)?, page, fields).await;
    let (records, total) = found.map_err(|error| unless_admin(error, Error::search_forbidden))?;
    Ok(Reply::new(many(&records, &paths)).total(total))
}

fn filter(request: v3::SearchUsersRequest) -> Result<UserFilter> {
    let states = request.state.into_iter().map(patch::state).collect::<Result<Vec<State>>>()?;
    let (state, states) = match states.as_slice() {
        [state] => (Some(*state), Vec::new()),
        _ => (None, states),
    };
    // The index knows all texts together; shorter queries, which it can't serve, look at each text by itself.
    let (query, any) = match Needle::of(&request.query) {
        Needle::Part(_) => (request.query, String::new()),
        Needle::All | Needle::Start(_) => (String::new(), request.query),
    };
    Ok(UserFilter {
        deleted: request.deleted,
        query,
        state,
        states,
        contains: Contains {
            any,
            user_id: request.id_contains,
            name: request.name_contains,
            description: request.description_contains,
        },
        attributes: request.attributes_contain.into_iter().collect(),
        order: Order::parse(&request.order)?,
        ..UserFilter::default()
    })
}

/// Accounts are users here; nobody collaborates on anything. Everybody who is known may look for some, by their IDs.
async fn search_accounts(call: &Call, request: v3::SearchAccountsRequest) -> Result<Reply<v3::SearchAccountsResponse>> {
    let caller = call.caller().await?;
    caller.require_known()?;
    if let Some(entity) = request.collaborator_of {
        return Err(not_here(&entity));
    }
    let admin = caller.acts_as_admin(Right::USER_INFO);
    if !admin && request.query.len() < SHORTEST {
        return Ok(Reply::new(v3::SearchAccountsResponse::default()).total(0));
    }
    let limit = if admin { Page::MAX_LIMIT } else { FEW };
    let (found, total) = records::search_ids(&call.service, &caller, &request.query, limit).await?;
    let account_ids = found.iter().map(|id| v3::OrganizationOrUserIdentifiers {
        ids: Some(v3::organization_or_user_identifiers::Ids::UserIds(convert::ids(id))),
    });
    let reply = Reply::new(v3::SearchAccountsResponse { account_ids: account_ids.collect() });
    Ok(if admin { reply } else { reply.total(total) })
}

/// The thing whose collaborators are asked for; there are only users here.
fn not_here(entity: &CollaboratorOf) -> Error {
    let (kind, id) = match entity {
        CollaboratorOf::ApplicationIds(ids) => ("application", &ids.application_id),
        CollaboratorOf::ClientIds(ids) => ("client", &ids.client_id),
        CollaboratorOf::GatewayIds(ids) => ("gateway", &ids.gateway_id),
        CollaboratorOf::OrganizationIds(ids) => ("organization", &ids.organization_id),
    };
    Error::entity_not_found(kind, id)
}
