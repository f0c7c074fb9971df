//! What users were told, as programs and browsers read it.

use domain::Right;
use serde_json::{Value, json};

use crate::{
    api::{Shown, http, key, person},
    support::{Answer, Site},
};

fn json_of(answer: &Answer) -> Value {
    assert!(answer.status.is_success(), "{answer:?}");
    serde_json::from_str(&answer.text).unwrap()
}

#[tokio::test]
async fn a_program_reads_what_its_user_was_told_and_marks_it() {
    let site = Site::open().await;
    person(&site, "boss", true).await;
    person(&site, "ada", false).await;
    let boss = Shown::token(&key(&site, "boss", &[Right::ALL]).await);
    let flagged = json!({ "user": { "state": "STATE_FLAGGED", "state_description": "odd" },
                          "field_mask": { "paths": ["state", "state_description"] } });
    json_of(&http(&site, "PUT", "/api/v3/users/ada", &boss, &flagged).await);
    let ada = Shown::token(&key(&site, "ada", &[Right::ALL]).await);
    let path = "/api/v3/users/ada/notifications";
    let listed = http(&site, "GET", path, &ada, &Value::Null).await;
    assert_eq!(listed.header("x-total-count"), "2");
    let listed = json_of(&listed);
    let (made, state) = (&listed["notifications"][0], &listed["notifications"][1]);
    assert_eq!(made["notification_type"], "api_key_created");
    assert_eq!(made["data"]["@type"], "type.googleapis.com/ttn.lorawan.v3.APIKey");
    assert!(made["data"]["id"].is_string() && made["data"]["key"].is_null(), "{made}");
    assert_eq!(made["receivers"], json!(["NOTIFICATION_RECEIVER_ADMINISTRATIVE_CONTACT"]));
    let expected = json!({ "@type": "type.googleapis.com/ttn.lorawan.v3.EntityStateChangedNotification",
                           "state": "STATE_FLAGGED", "state_description": "odd" });
    assert_eq!((&state["notification_type"], &state["data"]), (&json!("entity_state_changed"), &expected));
    assert_eq!((&state["sender_ids"], &state["email"]), (&json!({ "user_id": "boss" }), &json!(true)));
    assert_eq!(state["entity_ids"], json!({ "user_ids": { "user_id": "ada" } }));
    assert_eq!(state["receivers"], json!(["NOTIFICATION_RECEIVER_COLLABORATOR"]));

    let seen = json!({ "ids": [state["id"]], "status": "NOTIFICATION_STATUS_SEEN" });
    assert_eq!(json_of(&http(&site, "PATCH", path, &ada, &seen).await), json!({}));
    let unseen = http(&site, "GET", &format!("{path}?status=NOTIFICATION_STATUS_UNSEEN"), &ada, &Value::Null).await;
    assert_eq!(json_of(&unseen)["notifications"], json!([made]));
    let first =
        http(&site, "GET", &format!("{path}?status=NOTIFICATION_STATUS_SEEN&limit=1"), &ada, &Value::Null).await;
    assert_eq!(json_of(&first)["notifications"][0]["status"], "NOTIFICATION_STATUS_SEEN");
}

#[tokio::test]
async fn the_page_lists_them_and_keeps_of_what_one_wants_to_be_mailed() {
    let site = Site::open().await;
    let ada = site.person("ada", false).await;
    key(&site, "ada", &[Right::USER_INFO]).await;
    let page = site.get("/account/notifications", &ada).await.text;
    assert!(page.contains("was made") && page.contains("/fn/notifications/see-all"), "{page}");
    assert!(!page.contains("somebody waits for approval"), "{page}");
    let saved = site.post_from("/account/notifications", "/fn/notifications/mailed", &ada, &[]).await;
    assert_eq!(saved.location(), "/account/notifications?done=saved", "{saved:?}");
    let all = site.post_from("/account/notifications", "/fn/notifications/see-all", &ada, &[]).await;
    assert_eq!(all.location(), "/account/notifications", "{all:?}");
    let page = site.get("/account/notifications", &ada).await.text;
    assert!(!page.contains("/fn/notifications/see"), "{page}");
    let muted = "SELECT CAST(count(*) AS TEXT) FROM muted_notifications";
    assert_eq!(site.text(muted).await.unwrap(), "5");
    let nobody = site.post("/fn/notifications/see-all", "", &[]).await;
    assert_eq!(nobody.error().name, "unauthenticated");
}
