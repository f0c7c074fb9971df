//! The users of a list as a file, streamed: memory does not grow with it. What is exported can be imported.

use std::{collections::BTreeSet, sync::Arc};

use app::fns::users::ListQuery;
use axum::{
    Extension,
    body::{Body, Bytes},
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use domain::{
    Attributes, Result, Timestamp, User, UserFilter,
    csv::{ATTRIBUTE, EXPORTED, guarded},
};
use futures_util::stream;
use serde::Serialize;
use service::{Caller, Service};

use super::{Web, failure};

/// As `file.csv`: a header line, then a user a record.
pub(super) async fn csv(
    State(web): State<Web>,
    Extension(caller): Extension<Arc<Caller>>,
    Query(query): Query<ListQuery>,
) -> Response {
    let filter = match begin(&web.service, &caller, &query).await {
        Ok(filter) => filter,
        Err(error) => return failure::answer(error),
    };
    let keys = match service::users::attribute_keys(&web.service, &caller).await {
        Ok(keys) => Arc::new(keys),
        Err(error) => return failure::answer(error),
    };
    let header = header_record(&keys);
    let body = walk(web.service.clone(), caller, filter, header, move |users| csv_records(users, &keys));
    file("text/csv; charset=utf-8", "users.csv", body)
}

/// As `file.ndjson`: a user a line, in the API's form.
pub(super) async fn ndjson(
    State(web): State<Web>,
    Extension(caller): Extension<Arc<Caller>>,
    Query(query): Query<ListQuery>,
) -> Response {
    match begin(&web.service, &caller, &query).await {
        Ok(filter) => file(
            "application/x-ndjson",
            "users.ndjson",
            walk(web.service.clone(), caller, filter, Vec::new(), ndjson_lines),
        ),
        Err(error) => failure::answer(error),
    }
}

/// What is asked for, noted in the trail before anything of it goes out.
async fn begin(service: &Service, caller: &Caller, query: &ListQuery) -> Result<UserFilter> {
    caller.require_admin(domain::Right::USER_INFO)?;
    let filter = query.filter()?;
    service::users::note_export(service, caller, &filter).await?;
    Ok(filter)
}

/// The body: `first`, and then the users, a thousand at a time. What fails breaks the transfer off, so that nobody takes
/// a part for the whole.
fn walk(
    service: Service,
    caller: Arc<Caller>,
    filter: UserFilter,
    first: Vec<u8>,
    write: impl Fn(&[(User, Attributes)]) -> Result<Vec<u8>> + Send + 'static,
) -> Body {
    let state = (service, caller, filter, Some(0), write);
    let users = stream::try_unfold(state, async |(service, caller, filter, after, write)| {
        let Some(after) = after else { return Ok::<_, domain::Error>(None) };
        let users = service::users::walk(&service, &caller, &filter, after).await?;
        let after = users.last().map(|(user, _)| user.id);
        let bytes = Bytes::from(write(&users)?);
        Ok(Some((bytes, (service, caller, filter, after, write))))
    });
    let first = stream::iter([Ok(Bytes::from(first))]);
    Body::from_stream(futures_util::StreamExt::chain(first, Box::pin(users)))
}

fn file(kind: &'static str, name: &str, body: Body) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    (headers, body).into_response()
}

fn header_record(keys: &BTreeSet<String>) -> Vec<u8> {
    let columns = EXPORTED.iter().map(|&column| column.to_owned());
    let mut header = columns.chain(keys.iter().map(|key| format!("{ATTRIBUTE}{key}"))).collect::<Vec<_>>().join(",");
    header.push_str("\r\n");
    header.into_bytes()
}

fn csv_records(users: &[(User, Attributes)], keys: &BTreeSet<String>) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let time = |at: Option<Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
    for (user, attributes) in users {
        let mut record = vec![
            user.user_id.to_string(),
            user.name.clone(),
            user.description.clone(),
            user.primary_email_address.to_string(),
            time(user.primary_email_address_validated_at),
            user.state.name(),
            user.state_description.clone(),
            user.admin.to_string(),
            time(Some(user.created_at)),
            time(user.deleted_at),
        ];
        record.extend(keys.iter().map(|key| attributes.get(key).cloned().unwrap_or_default()));
        let guarded = record.iter().map(|value| guarded(value).into_owned());
        writer.write_record(guarded).map_err(domain::Error::internal)?;
    }
    writer.into_inner().map_err(domain::Error::internal)
}

/// A user in the API's form; what is empty is left out, as there.
#[derive(Serialize)]
struct Line<'a> {
    ids: Ids<'a>,
    created_at: String,
    updated_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted_at: Option<String>,
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    attributes: &'a Attributes,
    primary_email_address: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    primary_email_address_validated_at: Option<String>,
    state: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    state_description: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    admin: bool,
}

#[derive(Serialize)]
struct Ids<'a> {
    user_id: &'a str,
}

fn ndjson_lines(users: &[(User, Attributes)]) -> Result<Vec<u8>> {
    let mut lines = Vec::new();
    for (user, attributes) in users {
        let line = Line {
            ids: Ids { user_id: user.user_id.as_str() },
            created_at: user.created_at.to_string(),
            updated_at: user.updated_at.to_string(),
            deleted_at: user.deleted_at.map(|at| at.to_string()),
            name: &user.name,
            description: &user.description,
            attributes,
            primary_email_address: user.primary_email_address.to_string(),
            primary_email_address_validated_at: user.primary_email_address_validated_at.map(|at| at.to_string()),
            state: user.state.name(),
            state_description: &user.state_description,
            admin: user.admin,
        };
        serde_json::to_writer(&mut lines, &line).map_err(domain::Error::internal)?;
        lines.push(b'\n');
    }
    Ok(lines)
}
