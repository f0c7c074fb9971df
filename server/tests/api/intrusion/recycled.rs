//! Somebody new under the ID of somebody who was purged is somebody else (Z10).

use domain::Right;
use serde_json::{Value, json};

use super::{host, id, method};
use crate::{
    api::{Shown, grpc, http, key, person, session},
    support::Site,
};

#[tokio::test]
async fn nothing_of_a_purged_user_comes_back_with_the_id() {
    let site = Site::open().await;
    for name in ["phoenix", "buddy"] {
        person(&site, name, false).await;
    }
    let buddy = Shown::token(&key(&site, "buddy", &[Right::ALL]).await);
    let by_key = Shown::token(&key(&site, "phoenix", &[Right::ALL]).await);
    let by_cookie = Shown::cookie(&session(&site, "phoenix").await.1);
    let bookmark = |id: &str| json!({"entity_ids": {"user_ids": {"user_id": id}}});
    for (who, whom, shown) in [("phoenix", "buddy", &by_key), ("buddy", "phoenix", &buddy)] {
        let answer = http(&site, "POST", &format!("/api/v3/users/{who}/bookmarks"), shown, &bookmark(whom)).await;
        assert!(answer.outcome().is_ok(), "{answer:?}");
    }
    let attributes = json!({"user": {"attributes": {"one": "1"}, "console_preferences": {"console_theme": 2}},
        "field_mask": {"paths": ["attributes", "console_preferences"]}});
    assert!(http(&site, "PUT", "/api/v3/users/phoenix", &by_key, &attributes).await.outcome().is_ok());

    service::users::purge(&site.service, &host(), &id("phoenix")).await.unwrap();
    person(&site, "phoenix", false).await;

    let get = method("UserRegistry/Get");
    for shown in [&by_key, &by_cookie] {
        let request = json!({"user_ids": {"user_id": "phoenix"}});
        assert_eq!(grpc(&site, &get, shown, &request).await.0.code, 16, "{shown:?}");
        let seen = http(&site, "GET", "/api/v3/users/phoenix", shown, &Value::Null).await;
        assert_eq!(seen.outcome().code, 16, "{seen:?}");
        let renamed = json!({"user": {"name": "x"}, "field_mask": {"paths": ["name"]}});
        let written = http(&site, "PUT", "/api/v3/users/phoenix", shown, &renamed).await;
        // A cookie of nobody is none.
        assert!([7, 16].contains(&written.outcome().code), "{written:?}");
    }
    let now = Shown::token(&key(&site, "phoenix", &[Right::ALL]).await);
    for (path, shown) in [
        ("/api/v3/users/phoenix/bookmarks", &now),
        ("/api/v3/users/phoenix/sessions", &now),
        ("/api/v3/users/buddy/bookmarks", &buddy),
    ] {
        let list = http(&site, "GET", path, shown, &Value::Null).await;
        assert_eq!((list.header("x-total-count"), list.text.as_str()), ("0", "{}"), "{path}");
    }
    let list = http(&site, "GET", "/api/v3/users/phoenix/api-keys", &now, &Value::Null).await;
    assert_eq!(list.header("x-total-count"), "1");
    let mask = "attributes,console_preferences,temporary_password_created_at";
    let answer = http(&site, "GET", &format!("/api/v3/users/phoenix?field_mask={mask}"), &now, &Value::Null).await;
    let user: Value = serde_json::from_str(&answer.text).unwrap();
    let names: Vec<_> = user.as_object().unwrap().keys().cloned().collect();
    assert_eq!(names, ["created_at", "ids", "updated_at"], "{user}");
}
