//! Who is suspended, rejected, deleted or purged between two calls gets no further (Z05, T06).

use domain::Right;
use futures_util::{StreamExt as _, stream};
use serde_json::{Value, json};

use super::method;
use crate::{
    api::{Door, Operation, Shown, ask, http, key, operations, person, session, tokens},
    support::Site,
};

/// How often each of the twenty-four ways is tried.
const ROUNDS: usize = 17;

const ENDS: [&str; 4] = ["suspend", "reject", "delete", "purge"];

/// Does it, as an admin does over HTTP. Once that is answered, it holds.
async fn end(site: &Site, admin: &Shown, how: &str, id: &str) {
    let state = |state: &str| json!({"user": {"state": state}, "field_mask": {"paths": ["state"]}});
    let (verb, path, body) = match how {
        "suspend" => ("PUT", format!("/api/v3/users/{id}"), state("STATE_SUSPENDED")),
        "reject" => ("PUT", format!("/api/v3/users/{id}"), state("STATE_REJECTED")),
        "delete" => ("DELETE", format!("/api/v3/users/{id}"), Value::Null),
        _ => ("DELETE", format!("/api/v3/users/{id}/purge"), Value::Null),
    };
    let answer = http(site, verb, &path, admin, &body).await;
    assert!(answer.outcome().is_ok(), "{how}: {answer:?}");
}

const CREDENTIALS: [&str; 3] = ["cookie", "key", "access-token"];

async fn credential(site: &Site, kind: &str, id: &str) -> Shown {
    match kind {
        "cookie" => Shown::cookie(&session(site, id).await.1),
        "key" => Shown::token(&key(site, id, &[Right::ALL]).await),
        _ => Shown::token(&tokens(site, id).await.0),
    }
}

/// An operation, and its request by the user's ID.
type Attempt = (Operation, fn(&str) -> Value);

/// What is tried: to read oneself, to change oneself, and to make another key.
fn attempts() -> Vec<Attempt> {
    let find = |name: &str| operations().into_iter().find(|operation| operation.name() == name).unwrap();
    vec![
        (find("UserRegistry/Get"), |id| json!({"user_ids": {"user_id": id}, "field_mask": {"paths": ["attributes"]}})),
        (
            find("UserRegistry/Update"),
            |id| json!({"user": {"ids": {"user_id": id}, "name": "x"}, "field_mask": {"paths": ["name"]}}),
        ),
        (find("UserAccess/CreateAPIKey"), |id| json!({"user_ids": {"user_id": id}, "rights": ["RIGHT_USER_INFO"]})),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_works_any_more_once_an_account_has_ended() {
    let site = &Site::open().await;
    person(site, "boss", true).await;
    let admin = &Shown::token(&key(site, "boss", &[Right::ALL]).await);
    let attempts = &attempts();
    let mut cells = Vec::new();
    for how in ENDS {
        for kind in CREDENTIALS {
            for door in [Door::Http, Door::Grpc] {
                cells.extend((0..ROUNDS).map(|round| (how, kind, door, round)));
            }
        }
    }
    let tried = stream::iter(cells).map(async |(how, kind, door, round)| {
        let id = format!("{how}-{kind}-{}-{round}", if door == Door::Http { "http" } else { "grpc" });
        person(site, &id, false).await;
        let shown = credential(site, kind, &id).await;
        for (operation, body) in attempts {
            let outcome = ask(site, door, operation, &shown, &body(&id)).await;
            assert!(outcome.is_ok(), "{id}: {outcome:?}");
        }
        end(site, admin, how, &id).await;
        for (operation, body) in attempts {
            let outcome = ask(site, door, operation, &shown, &body(&id)).await;
            assert!([5, 7, 16].contains(&outcome.code), "{id} {}: {outcome:?}", operation.name());
        }
    });
    tried.buffer_unordered(4).collect::<Vec<()>>().await;
}

#[tokio::test]
async fn a_session_does_not_come_back_with_the_account() {
    let site = Site::open().await;
    person(&site, "boss", true).await;
    let admin = Shown::token(&key(&site, "boss", &[Right::ALL]).await);
    for how in ["suspend", "reject", "delete"] {
        let id = format!("somebody-{how}");
        person(&site, &id, false).await;
        let shown = credential(&site, "cookie", &id).await;
        end(&site, &admin, how, &id).await;
        let approve = json!({"user": {"state": "STATE_APPROVED"}, "field_mask": {"paths": ["state"]}});
        let back = match how {
            "delete" => http(&site, "POST", &format!("/api/v3/users/{id}/restore"), &admin, &Value::Null).await,
            _ => http(&site, "PUT", &format!("/api/v3/users/{id}"), &admin, &approve).await,
        };
        assert!(back.outcome().is_ok(), "{back:?}");
        let get = method("UserRegistry/Get");
        let outcome = crate::api::grpc(&site, &get, &shown, &json!({"user_ids": {"user_id": id}})).await.0;
        assert_eq!(outcome.code, 16, "{how}: {outcome:?}");
    }
}
