//! `UserImport`: many users at once, for who may do everything.

use domain::{ImportRecord, Result, import::ImportIds};
use prost_types::Timestamp;
use proto::roster::v1::{
    ImportUser, ImportUserResult, ImportUsersRequest, ImportUsersResponse, import_user_result::Outcome as Became,
    user_import_server::UserImport,
};
use service::imports::{self, OnConflict, Options, Outcome, Row};
use tonic::{Request, async_trait};

use super::{
    Answer, Api,
    call::{Call, Reply},
    convert, patch,
    status::error_details,
};

#[async_trait]
impl UserImport for Api {
    async fn import(&self, request: Request<ImportUsersRequest>) -> Answer<ImportUsersResponse> {
        self.answer(request, import).await
    }
}

async fn import(call: &Call, request: ImportUsersRequest) -> Result<Reply<ImportUsersResponse>> {
    let caller = call.caller().await?;
    let options = Options {
        on_conflict: if request.allow_existing { OnConflict::Skip } else { OnConflict::Fail },
        allow_blocked: false,
        dry_run: request.dry_run,
    };
    let count = request.records.len();
    let rows = (0..).zip(request.records).map(|(line, record)| Row { line, record: record_of(record) }).collect();
    let outcome = imports::records(&call.service, &caller, options, rows).await?;
    Ok(Reply::new(response(count, &outcome)))
}

/// A record as files have it, so that both are checked alike.
fn record_of(record: ImportUser) -> Result<ImportRecord> {
    let user = record.user.unwrap_or_default();
    let time = |at: Option<Timestamp>| at.map(|at| convert::moment(&at).to_string()).unwrap_or_default();
    Ok(ImportRecord {
        ids: ImportIds { user_id: user.ids.unwrap_or_default().user_id },
        name: user.name,
        description: user.description,
        attributes: user.attributes.into_iter().collect(),
        primary_email_address: user.primary_email_address,
        primary_email_address_validated_at: time(user.primary_email_address_validated_at),
        state: patch::state(user.state)?.name(),
        state_description: user.state_description,
        admin: user.admin,
        created_at: time(user.created_at),
        updated_at: time(user.updated_at),
        deleted_at: time(user.deleted_at),
        password: user.password,
        password_hash: record.password_hash,
    })
}

fn response(count: usize, outcome: &Outcome) -> ImportUsersResponse {
    let mut results: Vec<_> = (0..u32::try_from(count).unwrap_or(u32::MAX))
        .map(|index| ImportUserResult { index, outcome: Some(Became::Created(true)) })
        .collect();
    let mut set = |line: i64, became: Became| {
        if let Some(result) = usize::try_from(line).ok().and_then(|line| results.get_mut(line)) {
            result.outcome = Some(became);
        }
    };
    for line in &outcome.skipped_lines {
        set(*line, Became::Skipped(true));
    }
    for refused in &outcome.refused {
        set(refused.line, Became::Error(error_details(&refused.error, String::new())));
    }
    let number = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    let failed = u32::try_from(outcome.refused.len()).unwrap_or(u32::MAX);
    ImportUsersResponse { results, created: number(outcome.created), skipped: number(outcome.skipped), failed }
}
