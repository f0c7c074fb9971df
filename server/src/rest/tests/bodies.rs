//! JSON that comes in.

use axum::http::Method;

use super::{OK, call, echo, post};

/// What is shown of a user that was sent.
async fn shown(user: &str) -> String {
    let answer = echo(user).await;
    assert_eq!(answer.status, OK, "{answer:?}");
    answer.text
}

/// Why a user is refused.
async fn refused(user: &str) -> String {
    echo(user).await.refusal()
}

#[tokio::test]
async fn members_are_named_as_in_the_files_or_in_json() {
    let user = r#"{"ids":{"userId":"al"},"primaryEmailAddress":"a@b"}"#;
    assert_eq!(shown(user).await, r#"{"ids":{"user_id":"al"},"primary_email_address":"a@b"}"#);
}

#[tokio::test]
async fn unknown_members_are_passed_over() {
    assert_eq!(shown(r#"{"nope":{"a":[1,{}]},"name":"x"}"#).await, r#"{"name":"x"}"#);
}

#[tokio::test]
async fn null_is_absent_but_for_truths_and_enums() {
    let user = r#"{"ids":null,"name":null,"attributes":null,"contact_info":null,"created_at":null}"#;
    assert_eq!(shown(user).await, "{}");
    for field in ["admin", "state"] {
        assert!(refused(&format!(r#"{{"{field}":null}}"#)).await.contains(&format!("user.{field}")));
    }
    for user in [r#"{"contact_info":[null]}"#, r#"{"attributes":{"team":null}}"#] {
        assert!(refused(user).await.contains("null"));
    }
}

#[tokio::test]
async fn enums_are_full_names_short_names_or_numbers() {
    for state in [r#""STATE_APPROVED""#, r#""APPROVED""#, "1", "1.0"] {
        assert_eq!(shown(&format!(r#"{{"state":{state}}}"#)).await, r#"{"state":"STATE_APPROVED"}"#);
    }
    for state in [r#""approved""#, r#""""#, "1.5", "true", "{}", "99999999999"] {
        assert!(refused(&format!(r#"{{"state":{state}}}"#)).await.contains("user.state"), "{state}");
    }
}

#[tokio::test]
async fn unknown_names_of_enums_are_refused_rather_than_dropped() {
    assert_eq!(
        refused(r#"{"state":"NOPE"}"#).await,
        r#"unmarshal error at path "user.state": unknown value for enum: "NOPE""#
    );
    let long = refused(&format!(r#"{{"state":"{}"}}"#, "N".repeat(1000))).await;
    assert!(long.len() < 200, "{long}");
}

#[tokio::test]
async fn masks_are_a_text_or_an_object() {
    for (mask, description) in [
        (r#""name,state""#, "name,state"),
        (r#"{"paths":["name","state"]}"#, "name,state"),
        (r#"" name""#, " name"),
        (r#""""#, ""),
        ("{}", ""),
    ] {
        let body = format!(r#"{{"user":{{"name":"x"}},"field_mask":{mask}}}"#);
        let answer = call(Method::PUT, "/api/v3/users/al", body).await;
        let description =
            if description.is_empty() { String::new() } else { format!(r#","description":"{description}""#) };
        assert_eq!(answer.text, format!(r#"{{"ids":{{"user_id":"al"}},"name":"x"{description}}}"#));
    }
    for mask in [r#"["name"]"#, r#"{"paths":["name"],"x":1}"#, r#"{"paths":"name"}"#, "1"] {
        let answer = call(Method::PUT, "/api/v3/users/al", format!(r#"{{"field_mask":{mask}}}"#)).await;
        assert!(answer.refusal().contains("field_mask"), "{answer:?}");
    }
}

#[tokio::test]
async fn times_are_rfc_3339_in_utc() {
    assert_eq!(
        shown(r#"{"created_at":"2026-11-23T16:02:53.1234567Z"}"#).await,
        r#"{"created_at":"2026-11-23T16:02:53.123456Z"}"#
    );
    for time in ["2026-11-23T16:02:53+02:00", "2026-11-23", "yesterday", "2026-13-01T00:00:00Z", ""] {
        assert!(refused(&format!(r#"{{"created_at":"{time}"}}"#)).await.contains("user.created_at"), "{time}");
    }
    refused(r#"{"created_at":1}"#).await;
}

#[tokio::test]
async fn bytes_are_base64_of_either_alphabet_padded_or_not() {
    for data in ["-_8=", "-_8", "+/8=", "+/8"] {
        let user = format!(r#"{{"profile_picture":{{"embedded":{{"data":"{data}"}}}}}}"#);
        assert_eq!(shown(&user).await, r#"{"profile_picture":{"embedded":{"data":"+/8="}}}"#);
    }
    refused(r#"{"profile_picture":{"embedded":{"data":"%"}}}"#).await;
}

#[tokio::test]
async fn euis_are_hexadecimal() {
    let body = r#"{"entity_ids":{"gateway_ids":{"gateway_id":"gtw1","eui":"00aBcdEF01234567"}}}"#;
    let answer = post("/api/v3/users/al/bookmarks", body).await;
    assert!(answer.text.contains(r#""eui":"00ABCDEF01234567""#), "{answer:?}");
    post("/api/v3/users/al/bookmarks", r#"{"entity_ids":{"gateway_ids":{"eui":"0"}}}"#).await.refusal();
}

#[tokio::test]
async fn keys_of_maps_may_be_numbers() {
    let user = r#"{"profile_picture":{"sizes":{"128":"b","64":"a","0":""}}}"#;
    assert_eq!(shown(user).await, r#"{"profile_picture":{"sizes":{"0":"","64":"a","128":"b"}}}"#);
    refused(r#"{"profile_picture":{"sizes":{"x":"a"}}}"#).await;
}

#[tokio::test]
async fn an_empty_body_is_an_empty_object() {
    for body in ["", "  \n", "{}"] {
        let answer = call(Method::PUT, "/api/v3/users/al", body).await;
        assert_eq!(answer.text, r#"{"ids":{"user_id":"al"},"description":"no mask"}"#);
    }
}

#[tokio::test]
async fn the_path_wins_over_the_body() {
    let body = r#"{"user":{"ids":{"user_id":"bob","email":"x"}}}"#;
    let answer = call(Method::PUT, "/api/v3/users/al", body).await;
    assert!(answer.text.starts_with(r#"{"ids":{"user_id":"al","email":"x"}"#), "{answer:?}");
}

#[tokio::test]
async fn malformed_json_is_refused_without_being_repeated() {
    for body in
        [r#"{"user":"#, "{", "nonsense-s3cret", r#"{"a":"s3cret" "b"}"#, "{} {}", r#"{"a":"\ud800"}"#, "[]", "1"]
    {
        let refusal = post("/api/v3/users", body).await.refusal();
        assert!(!refusal.contains("s3cret"), "{refusal}");
    }
    let deep = format!("{}1{}", r#"{"a":"#.repeat(1000), "}".repeat(1000));
    post("/api/v3/users", deep).await.refusal();
}

#[tokio::test]
async fn values_of_the_wrong_type_are_refused_with_their_place_and_without_themselves() {
    for (user, place) in [
        (r#"{"password":12345678}"#, "user.password"),
        (r#"{"ids":"s3cret"}"#, "user.ids"),
        (r#"{"admin":"s3cret"}"#, "user.admin"),
        (r#"{"contact_info":[{"value":"x"},{"value":{"s3cret":1}}]}"#, "user.contact_info[1].value"),
        (r#"{"attributes":["s3cret"]}"#, "user.attributes"),
        (r#"{"attributes":{"team":1}}"#, "user.attributes[team]"),
    ] {
        let refusal = refused(user).await;
        assert!(refusal.contains(&format!("\"{place}\"")), "{refusal}");
        assert!(!refusal.contains("s3cret") && !refusal.contains("1234"), "{refusal}");
    }
}

#[tokio::test]
async fn nothing_is_given_twice() {
    for user in [
        r#"{"name":"a","name":"b"}"#,
        r#"{"name":"a","name":"a"}"#,
        r#"{"state_description":"a","stateDescription":"b"}"#,
        r#"{"attributes":{"team":"a","team":"b"}}"#,
    ] {
        assert!(refused(user).await.contains("given twice"), "{user}");
    }
    let both = r#"{"entity_ids":{"user_ids":{"user_id":"bob"},"client_ids":{"client_id":"cli1"}}}"#;
    assert!(post("/api/v3/users/al/bookmarks", both).await.refusal().contains("oneof"));
}

#[tokio::test]
async fn bytes_that_are_no_utf_8_are_refused_with_their_field() {
    let body = [br#"{"user":{"name":"a","description":"x"#.as_slice(), &[0xff], b"\"}}"].concat();
    assert_eq!(post("/api/v3/users", body).await.refusal(), r#"the body at "description" is not valid UTF-8"#);
    assert_eq!(post("/api/v3/users", vec![0xff]).await.refusal(), "the body is not valid UTF-8");
}

#[tokio::test]
async fn our_own_methods_are_served_alike() {
    let answer = post("/api/roster/v1/users/import", r#"{"records":[{"user":{}},{"password_hash":"x"}]}"#).await;
    assert_eq!(answer.text, r#"{"results":[{"created":true},{"index":1,"created":true}],"created":2}"#);
}
