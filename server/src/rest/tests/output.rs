//! JSON that goes out.

use super::{echo, get, post};

#[tokio::test]
async fn members_stand_in_the_order_of_the_files() {
    let user = r#"{"console_preferences":{},"admin":true,"state_description":"d","state":1,"deleted_at":"2026-11-23T16:02:53Z",
        "name":"n","ids":{"email":"e","user_id":"al"},"updated_at":"2026-11-23T16:02:53Z","profile_picture":{}}"#;
    let expected = r#"{"ids":{"user_id":"al","email":"e"},"updated_at":"2026-11-23T16:02:53Z","deleted_at":"2026-11-23T16:02:53Z","name":"n","state":"STATE_APPROVED","state_description":"d","admin":true,"profile_picture":{},"console_preferences":{}}"#;
    assert_eq!(echo(user).await.text, expected);
}

#[tokio::test]
async fn what_is_zero_or_empty_is_left_out() {
    let user = r#"{"name":"","admin":false,"state":0,"attributes":{},"contact_info":[]}"#;
    assert_eq!(echo(user).await.text, "{}");
    assert_eq!(get("/api/v3/users").await.text, "{}");
}

#[tokio::test]
async fn a_message_that_is_there_is_shown_though_it_is_empty() {
    let user = r#"{"ids":{},"console_preferences":{"sort_by":{}},"contact_info":[{}]}"#;
    assert_eq!(echo(user).await.text, r#"{"ids":{},"contact_info":[{}],"console_preferences":{"sort_by":{}}}"#);
}

#[tokio::test]
async fn keys_of_maps_are_sorted() {
    let user = r#"{"attributes":{"team":"x","room":"1","area":"\"\n"}}"#;
    assert_eq!(echo(user).await.text, r#"{"attributes":{"area":"\"\n","room":"1","team":"x"}}"#);
}

#[tokio::test]
async fn messages_of_any_type_say_which_it_is() {
    assert_eq!(
        get("/api/v3/users/al/notifications").await.text,
        r#"{"notifications":[{"data":{"@type":"type.googleapis.com/ttn.lorawan.v3.APIKey","id":"K","rights":["RIGHT_USER_INFO",99]}}]}"#
    );
}

#[tokio::test]
async fn an_empty_answer_is_an_empty_object() {
    assert_eq!(super::call(axum::http::Method::DELETE, "/api/v3/users/al", "").await.text, "{}");
    assert_eq!(post("/api/v3/users", r#"{"user":{}}"#).await.text, "{}");
}
