//! What somebody may try who has an account, or had one (Z02 to Z06, Z10, T06, T08, T09).

mod answers;
mod cookies;
mod elsewhere;
mod fields;
mod freshness;
mod lists;
mod recycled;
mod rights;
mod states;
mod tokens;

use domain::UserId;
use prost_reflect::MethodDescriptor;
use service::Caller;

use crate::{api::operations, support::Site};

fn host() -> Caller {
    Caller::host("test")
}

fn id(text: &str) -> UserId {
    UserId::parse(text).unwrap()
}

/// A method by `Service/Method`.
fn method(name: &str) -> MethodDescriptor {
    operations().into_iter().find(|operation| operation.name() == name).unwrap().method
}

/// The public name of a key.
fn key_id(token: &str) -> &str {
    token.split('.').nth(1).unwrap()
}

/// What is kept of a user that somebody else could want to change.
async fn kept(site: &Site, id: &str) -> Option<String> {
    let of_user = "FROM users JOIN";
    let sql = format!(
        "SELECT (SELECT version || ' ' || name || ' ' || state || ' ' || admin || ' ' || updated_at || ' ' || \
         coalesce(deleted_at, '') || ' ' || coalesce(password_updated_at, '') FROM users WHERE user_id = '{id}') || \
         (SELECT coalesce(group_concat(key_id || rights || api_keys.name), '') {of_user} api_keys ON user_key = id \
         WHERE user_id = '{id}') || (SELECT coalesce(group_concat(session_id), '') {of_user} sessions ON user_key = id \
         WHERE user_id = '{id}') || (SELECT count(*) {of_user} bookmarks ON user_key = id WHERE user_id = '{id}')"
    );
    site.text(&sql).await
}
