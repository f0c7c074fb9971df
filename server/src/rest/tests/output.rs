//! JSON that goes out.

use prost_reflect::{DynamicMessage, ReflectMessage};
use prost_types::{Duration, Timestamp};
use proto::v3::*;

use super::{echo, get, post};
use crate::rest::json::write;

/// A message as JSON.
fn json(name: &str, message: &impl prost::Message) -> String {
    let of = proto::pool().get_message_by_name(&format!("ttn.lorawan.v3.{name}")).unwrap();
    let mut dynamic = DynamicMessage::new(of);
    dynamic.transcode_from(message).unwrap();
    assert!(dynamic.descriptor().full_name().ends_with(name));
    let mut out = String::new();
    write::message(&mut out, &dynamic);
    out
}

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

#[test]
fn times_have_as_many_digits_as_they_need() {
    let at = |seconds, nanos| {
        json("LoginToken", &LoginToken { created_at: Some(Timestamp { seconds, nanos }), ..Default::default() })
    };
    assert_eq!(at(0, 0), r#"{"created_at":"1970-01-01T00:00:00Z"}"#);
    assert_eq!(at(1, 500_000_000), r#"{"created_at":"1970-01-01T00:00:01.500Z"}"#);
    assert_eq!(at(1, 1000), r#"{"created_at":"1970-01-01T00:00:01.000001Z"}"#);
}

#[test]
fn settings_show_durations_and_truths_even_where_they_are_false() {
    use is_configuration::{UserRegistration, user_registration};
    let invitation = |seconds, nanos| user_registration::Invitation {
        required: Some(false),
        token_ttl: Some(Duration { seconds, nanos }),
    };
    let whole = |invitation| IsConfiguration {
        user_registration: Some(UserRegistration { invitation: Some(invitation), ..Default::default() }),
        ..Default::default()
    };
    for (seconds, nanos, text) in
        [(604_800, 0, "604800s"), (1, 500_000_000, "1.500s"), (-1, -1000, "-1.000001s"), (0, 1, "0.000000001s")]
    {
        assert_eq!(
            json("IsConfiguration", &whole(invitation(seconds, nanos))),
            format!(r#"{{"user_registration":{{"invitation":{{"required":false,"token_ttl":"{text}"}}}}}}"#)
        );
    }
}

#[test]
fn masks_are_objects() {
    let field_mask = Some(prost_types::FieldMask { paths: vec!["name".into(), "primary_email_address".into()] });
    assert_eq!(
        json("GetUserRequest", &GetUserRequest { field_mask, user_ids: None }),
        r#"{"field_mask":{"paths":["name","primary_email_address"]}}"#
    );
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
