//! Paths that mean something else to whom they pass than to us.

use domain::Right;
use serde_json::{Value, json};

use crate::{
    api::{Shown, http, key, person, session},
    support::Site,
};

/// Ways to write what leads, or could lead, to the victim.
const TO_VICTIM: [&str; 34] = [
    "/api/v3/users/victim",
    "/api/v3/users/victim/",
    "/api/v3/users/victim//",
    "/api/v3/users//victim",
    "/api/v3//users/victim",
    "/api//v3/users/victim",
    "//api/v3/users/victim",
    "/api/v3/./users/victim",
    "/api/v3/users/./victim",
    "/api/v3/users/me/../victim",
    "/api/v3/users/me/%2e%2e/victim",
    "/api/v3/users/me/%2E%2E/victim",
    "/api/v3/users/me%2f..%2fvictim",
    "/api/v3/users/me%2fvictim",
    "/api/v3/users/%2fvictim",
    "/api/v3/users/victim%2f",
    "/api/v3/users/me%5c..%5cvictim",
    "/api/v3/users/me\\victim",
    "/api/v3/users/victim;",
    "/api/v3/users/victim;x=me",
    "/api/v3/users;x/victim",
    "/api/v3/users/me;/../victim",
    "/api/v3/users/%76ictim",
    "/api/v3/users/%2576ictim",
    "/api/v3/users/VICTIM",
    "/api/v3/users/victim%00",
    "/api/v3/users/me%00victim",
    "/api/v3/users/victim%20",
    "/api/v3/users/%EF%BB%BFvictim",
    "/api/v3/users/%ff",
    "/API/v3/users/victim",
    "/api/v3/users%2fvictim",
    "/api%2fv3%2fusers%2fvictim",
    "http://localhost:8080/api/v3/users/victim",
];

/// What may follow.
const BELOW: [&str; 6] = ["", "/api-keys", "/purge", "/restore", "/sessions", "?user_id=me"];

async fn open() -> (Site, Vec<Shown>) {
    let site = Site::open().await;
    for name in ["me", "victim"] {
        person(&site, name, false).await;
        session(&site, name).await;
    }
    let shown = Shown::token(&key(&site, "me", &[Right::ALL]).await);
    let cookie = Shown::cookie(&session(&site, "me").await.1);
    (site, vec![Shown::nothing(), shown, cookie])
}

#[tokio::test]
async fn no_way_to_write_a_path_leads_around_the_rights() {
    let (site, callers) = open().await;
    for shown in &callers {
        http(&site, "GET", "/api/v3/auth_info", shown, &Value::Null).await;
    }
    let before = site.contents().await;
    let body = json!({"user": {"ids": {"user_id": "me"}, "name": "x"}, "user_ids": {"user_id": "me"},
        "rights": ["RIGHT_ALL"], "field_mask": {"paths": ["name"]}});
    for shown in &callers {
        for path in TO_VICTIM {
            for below in BELOW {
                for verb in ["PUT", "POST", "PATCH", "DELETE"] {
                    let path = format!("{path}{below}");
                    let answer = http(&site, verb, &path, shown, &body).await;
                    let is_refused = answer.status.is_client_error() || answer.status == 501;
                    assert!(is_refused, "{verb} {path}: {answer:?}");
                }
            }
        }
    }
    assert_eq!(site.contents().await, before);
}

#[tokio::test]
async fn a_path_is_what_it_is_letter_by_letter() {
    let (site, callers) = open().await;
    let read = async |path: &str| http(&site, "GET", path, &callers[1], &Value::Null).await;
    let plain = read("/api/v3/users/victim").await;
    assert_eq!(plain.status, 200);
    // Only these are the same: a letter that is escaped, and the whole address.
    for path in TO_VICTIM {
        let answer = read(path).await;
        match path {
            "/api/v3/users/victim" | "/api/v3/users/%76ictim" | "http://localhost:8080/api/v3/users/victim" => {
                assert_eq!(answer.text, plain.text, "{path}");
            }
            _ => assert!(answer.status.is_client_error(), "{path}: {answer:?}"),
        }
    }
}
