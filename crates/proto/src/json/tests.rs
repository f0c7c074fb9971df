use prost_types::{Duration, FieldMask, Struct, Timestamp};

use super::*;
use crate::v3;

/// A message as JSON, by its name in the API.
fn json(name: &str, message: &impl prost::Message) -> String {
    let of = crate::brief_pool().get_message_by_name(&format!("ttn.lorawan.v3.{name}")).unwrap();
    let message = DynamicMessage::decode(of, message.encode_to_vec().as_slice()).unwrap();
    serde_json::to_string(&Json(&message)).unwrap()
}

#[test]
fn times_have_as_many_digits_as_they_need() {
    let at = |seconds, nanos| {
        json("LoginToken", &v3::LoginToken { created_at: Some(Timestamp { seconds, nanos }), ..Default::default() })
    };
    assert_eq!(at(0, 0), r#"{"created_at":"1970-01-01T00:00:00Z"}"#);
    assert_eq!(at(1, 500_000_000), r#"{"created_at":"1970-01-01T00:00:01.500Z"}"#);
    assert_eq!(at(1, 1000), r#"{"created_at":"1970-01-01T00:00:01.000001Z"}"#);
}

#[test]
fn settings_show_durations_and_truths_even_where_they_are_false() {
    use v3::is_configuration::{UserRegistration, user_registration};
    let invitation = |seconds, nanos| user_registration::Invitation {
        required: Some(false),
        token_ttl: Some(Duration { seconds, nanos }),
    };
    let whole = |invitation| v3::IsConfiguration {
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
    let field_mask = Some(FieldMask { paths: vec!["name".into(), "primary_email_address".into()] });
    assert_eq!(
        json("GetUserRequest", &v3::GetUserRequest { field_mask, user_ids: None }),
        r#"{"field_mask":{"paths":["name","primary_email_address"]}}"#
    );
}

#[test]
fn members_are_in_the_order_of_the_files_and_what_is_empty_is_left_out() {
    let user = v3::User {
        ids: Some(v3::UserIdentifiers { user_id: "ada".into(), email: String::new() }),
        created_at: Some(prost_types::Timestamp { seconds: 1_735_689_600, nanos: 120_000_000 }),
        deleted_at: Some(prost_types::Timestamp { seconds: 1_735_689_600, nanos: 1_000 }),
        state: v3::State::Approved.into(),
        attributes: [("b".to_owned(), "1".to_owned()), ("a".to_owned(), "2".to_owned())].into(),
        console_preferences: Some(v3::UserConsolePreferences::default()),
        ..v3::User::default()
    };
    let text = json("User", &user);
    assert_eq!(
        text,
        r#"{"ids":{"user_id":"ada"},"created_at":"2025-01-01T00:00:00.120Z","deleted_at":"2025-01-01T00:00:00.000001Z","#
            .to_owned()
            + r#""attributes":{"a":"2","b":"1"},"state":"STATE_APPROVED","console_preferences":{}}"#
    );
}

#[test]
fn a_message_of_any_type_says_which() {
    let key = v3::ApiKey { id: "X".into(), ..v3::ApiKey::default() };
    let data = prost_types::Any {
        type_url: "type.googleapis.com/ttn.lorawan.v3.APIKey".into(),
        value: prost::Message::encode_to_vec(&key),
    };
    let notification = v3::Notification { data: Some(data), email: true, ..v3::Notification::default() };
    let text = json("Notification", &notification);
    assert_eq!(text, r#"{"data":{"@type":"type.googleapis.com/ttn.lorawan.v3.APIKey","id":"X"},"email":true}"#);
}

#[test]
fn an_empty_message_is_two_brackets() {
    assert_eq!(json("Users", &v3::Users::default()), "{}");
}

#[test]
fn attributes_are_json_themselves() {
    use prost_types::{ListValue, Value, value::Kind};
    let value = |kind| Value { kind: Some(kind) };
    let items = vec![value(Kind::BoolValue(true)), value(Kind::NumberValue(1.5)), Value { kind: None }];
    let inner = Struct { fields: [("n".to_owned(), value(Kind::NumberValue(20.0)))].into() };
    let fields = [
        ("list".to_owned(), value(Kind::ListValue(ListValue { values: items }))),
        ("object".to_owned(), value(Kind::StructValue(inner))),
        ("text".to_owned(), value(Kind::StringValue("a\"b".to_owned()))),
    ];
    let details =
        v3::ErrorDetails { attributes: Some(Struct { fields: fields.into() }), ..v3::ErrorDetails::default() };
    assert_eq!(
        json("ErrorDetails", &details),
        r#"{"attributes":{"list":[true,1.5,null],"object":{"n":20},"text":"a\"b"}}"#
    );
}

#[test]
fn bytes_of_addresses_are_hexadecimal() {
    let ids = v3::EndDeviceIdentifiers { dev_eui: vec![0xab, 1], ..v3::EndDeviceIdentifiers::default() };
    assert_eq!(json("EndDeviceIdentifiers", &ids), r#"{"dev_eui":"AB01"}"#);
}
