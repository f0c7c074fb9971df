//! Things of others, and requests that say two things at once (Z02, I10).

use serde_json::{Value, json};

use super::{host, id, kept, key_id};
use crate::{
    access::request,
    api::{Operation, Shown, http, key, operations, person, session},
    support::{Answer, Site},
};

/// The answer without what is another in each: IDs of the request and of the answer.
fn told(answer: &Answer, asked_for: &str) -> String {
    let text = answer.text.replace(asked_for, "$ID");
    match text.split_once("\"correlation_id\":\"") {
        Some((before, rest)) => format!("{} {before}{}", answer.status, &rest[32..]),
        None => format!("{} {text}", answer.status),
    }
}

#[tokio::test]
async fn under_ones_own_id_the_keys_and_sessions_of_others_are_not_there() {
    let site = Site::open().await;
    for name in ["me", "victim"] {
        person(&site, name, false).await;
    }
    let shown = Shown::token(&key(&site, "me", &[domain::Right::ALL]).await);
    let theirs = key(&site, "victim", &[domain::Right::ALL]).await;
    let (theirs, none) = (key_id(&theirs), "A".repeat(39));
    let ((session_id, _), no_session) = (session(&site, "victim").await, "A".repeat(22));
    let change = json!({"api_key": {"name": "mine"}, "field_mask": {"paths": ["name"]}});
    // The use of the key is noted once a minute.
    http(&site, "GET", "/api/v3/auth_info", &shown, &Value::Null).await;
    let before = site.contents().await;
    for (verb, place, theirs, none, body) in [
        ("GET", "api-keys", theirs, none.as_str(), Value::Null),
        ("PUT", "api-keys", theirs, &none, change),
        ("PUT", "api-keys", theirs, &none, json!({"api_key": {}, "field_mask": {"paths": ["rights"]}})),
        ("DELETE", "api-keys", theirs, &none, Value::Null),
        ("DELETE", "sessions", &session_id, &no_session, Value::Null),
    ] {
        let real = http(&site, verb, &format!("/api/v3/users/me/{place}/{theirs}"), &shown, &body).await;
        let unreal = http(&site, verb, &format!("/api/v3/users/me/{place}/{none}"), &shown, &body).await;
        assert_eq!(real.outcome().code, 5, "{verb} {place}: {real:?}");
        assert_eq!(told(&real, theirs), told(&unreal, none), "{verb} {place}");
    }
    assert_eq!(site.contents().await, before);
}

/// The methods with a user in their path, and the request about one.
fn about_users(name: &str) -> Vec<(Operation, Value)> {
    let operations = operations().into_iter();
    let about = operations
        .filter(|operation| operation.binding.as_ref().is_some_and(|(_, path, _)| path.starts_with("/api/v3/users/{")));
    about.map(|operation| (request(&operation, name), operation)).map(|(body, operation)| (operation, body)).collect()
}

/// The same request, in which body and query speak of somebody else than the path.
fn contradicted(operation: &Operation, body: &Value, one: &str, other: &str) -> (String, String, Value) {
    let (verb, path, body) = operation.request(body).unwrap();
    let body = serde_json::from_str(&body.to_string().replace(&format!("\"{one}\""), &format!("\"{other}\""))).unwrap();
    let more = ["user_id", "user_ids.user_id", "userIds.userId", "user.ids.user_id", "receiver_ids.user_id"];
    let more: Vec<_> = more.iter().map(|name| format!("{name}={other}")).collect();
    let separator = if path.contains('?') { '&' } else { '?' };
    (verb, format!("{path}{separator}{}", more.join("&")), body)
}

#[tokio::test]
async fn rights_are_judged_on_whom_the_path_names_whatever_else_is_said() {
    let site = Site::open().await;
    for name in ["me", "victim"] {
        person(&site, name, false).await;
    }
    let shown = Shown::token(&key(&site, "me", &[domain::Right::ALL]).await);
    key(&site, "victim", &[domain::Right::ALL]).await;
    session(&site, "victim").await;
    http(&site, "GET", "/api/v3/auth_info", &shown, &Value::Null).await;
    let before = site.contents().await;
    let mut about = about_users("victim");
    // Whoever that is, a stranger may have a code mailed to them, and is told nothing.
    about.retain(|(operation, _)| operation.method.name() != "CreateTemporaryPassword");
    assert!(about.len() > 25, "{}", about.len());
    for (operation, body) in about {
        let (verb, path, plain) = operation.request(&body).unwrap();
        let honest = http(&site, &verb, &path, &shown, &plain).await.outcome();
        let (verb, path, other) = contradicted(&operation, &body, "victim", "me");
        let answer = http(&site, &verb, &path, &shown, &other).await.outcome();
        assert_eq!(answer, honest, "{verb} {path} {other}");
        // What a guess at a password leaves is counted against who guesses.
        testdb::execute(&site.url, "DELETE FROM guesses").await;
    }
    assert_eq!(site.contents().await, before);
}

#[tokio::test]
async fn nothing_happens_to_whom_only_body_and_query_name() {
    let site = Site::open().await;
    person(&site, "victim", false).await;
    key(&site, "victim", &[domain::Right::ALL]).await;
    session(&site, "victim").await;
    let before = kept(&site, "victim").await;
    assert!(before.is_some());
    for (number, (operation, _)) in about_users("x").into_iter().enumerate() {
        let me = format!("me-{number}");
        person(&site, &me, false).await;
        let shown = Shown::token(&key(&site, &me, &[domain::Right::ALL]).await);
        let (verb, path, body) = contradicted(&operation, &request(&operation, &me), &me, "victim");
        http(&site, &verb, &path, &shown, &body).await;
        assert_eq!(kept(&site, "victim").await, before, "{verb} {path} {body}");
    }
    assert!(service::users::get(&site.service, &host(), &id("victim")).await.is_ok());
}
