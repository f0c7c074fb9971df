//! Paths and queries.

use axum::{body::Body, http::Method};

use super::{OK, call, get};

/// What the search was asked.
async fn asked(query: &str) -> String {
    let answer = get(&format!("/api/v3/search/users?{query}")).await;
    assert_eq!(answer.status, 409, "{answer:?}");
    answer.text
}

#[tokio::test]
async fn fields_are_named_as_in_the_files_or_in_json() {
    for query in ["id_contains=al", "idContains=al"] {
        assert!(asked(query).await.contains(r#"id_contains: \"al\""#));
    }
}

#[tokio::test]
async fn lists_are_repeated_keys_and_enums_full_names_or_numbers() {
    let text = asked("state=STATE_APPROVED&state=3").await;
    assert!(text.contains("state: [Approved, Flagged]"), "{text}");
    let refused = get("/api/v3/search/users?state=APPROVED").await.refusal();
    assert_eq!(refused, r#"parsing list "state": "APPROVED" is not a valid value"#);
}

#[tokio::test]
async fn truths_are_written_as_go_writes_them() {
    for text in ["1", "t", "T", "TRUE", "true", "True"] {
        assert!(asked(&format!("deleted={text}")).await.contains("deleted: true"), "{text}");
    }
    for text in ["0", "f", "F", "FALSE", "false", "False"] {
        assert!(asked(&format!("deleted={text}")).await.contains("deleted: false"), "{text}");
    }
    for text in ["", "yes", "tRUE", "2"] {
        assert!(get(&format!("/api/v3/search/users?deleted={text}")).await.refusal().starts_with("parsing field"));
    }
}

#[tokio::test]
async fn numbers_are_decimal_and_fit() {
    assert!(asked("limit=4294967295").await.contains("limit: 4294967295"));
    for text in ["abc", "-1", "1.0", "0x1", "4294967296", ""] {
        let refused = get(&format!("/api/v3/users?limit={text}")).await.refusal();
        assert!(refused.starts_with(r#"parsing field "limit": "#), "{refused}");
    }
}

#[tokio::test]
async fn a_single_value_is_given_once() {
    let refused = get("/api/v3/users?limit=1&limit=2").await.refusal();
    assert_eq!(refused, r#"too many values for field "limit""#);
}

#[tokio::test]
async fn maps_have_their_keys_in_brackets() {
    let text = asked("attributes_contain[team]=x&attributes_contain%5Broom%5D=y%20z").await;
    assert!(text.contains(r#"{\"room\": \"y z\", \"team\": \"x\"}"#), "{text}");
    get("/api/v3/search/users?attributes_contain=x").await.refusal();
    get("/api/v3/search/users?limit[0]=1").await.refusal();
}

#[tokio::test]
async fn masks_are_split_at_commas_and_taken_as_they_are() {
    for (query, description) in [
        ("field_mask=name,state", "name,state"),
        ("fieldMask=name", "name"),
        ("field_mask.paths=name&field_mask.paths=state", "name,state"),
    ] {
        let answer = get(&format!("/api/v3/users/alice?{query}")).await;
        assert_eq!(answer.text, format!(r#"{{"ids":{{"user_id":"alice"}},"description":"{description}"}}"#));
    }
}

#[tokio::test]
async fn an_empty_mask_is_one_empty_path() {
    let answer = get("/api/v3/users/alice?field_mask=").await;
    assert_eq!(answer.status, 400);
    assert!(answer.text.contains(r#""attributes":{"forbidden_paths":[""]}"#), "{}", answer.text);
}

#[tokio::test]
async fn unknown_parameters_are_passed_over() {
    assert_eq!(get("/api/v3/users/alice?nope=1&user_ids.nope=1&=&&x[").await.status, OK);
}

#[tokio::test]
async fn what_the_path_holds_is_not_taken_from_the_query() {
    let answer = get("/api/v3/users/alice?user_ids.user_id=bob&userIds.userId=bob&user_ids.email=a").await;
    assert_eq!(answer.text, r#"{"ids":{"user_id":"alice","email":"a"}}"#);
}

#[tokio::test]
async fn lists_of_messages_have_no_place_in_a_query() {
    let path = "/api/v3/users/alice/bookmarks/batch";
    let answer = call(Method::DELETE, &format!("{path}?entity_ids.user_ids.user_id=bob"), Body::empty()).await;
    assert_eq!(answer.refusal(), r#"invalid path: "entity_ids" is not a message"#);
    let answer = call(Method::DELETE, path, Body::empty()).await;
    assert!(answer.text.contains("value must contain between 1 and 20 items, inclusive"), "{answer:?}");
    get("/api/v3/users?field_mask.paths.x=1").await.refusal();
    get("/api/v3/search/accounts?application_ids=x").await.refusal();
}

#[tokio::test]
async fn one_of_several_is_given() {
    let query = "application_ids.application_id=app1&client_ids.client_id=cli1";
    assert_eq!(
        get(&format!("/api/v3/search/accounts?{query}")).await.refusal(),
        r#"field already set for oneof "collaborator_of""#
    );
}

#[tokio::test]
async fn a_method_is_reached_by_each_of_its_paths() {
    for (path, ids) in [
        ("applications/app1", "ApplicationIds"),
        ("clients/cli1", "ClientIds"),
        ("gateways/gtw1", "GatewayIds"),
        ("organizations/org1", "OrganizationIds"),
        ("users/bob", "UserIds"),
        ("applications/app1/devices/dev1", "DeviceIds"),
    ] {
        let answer = call(Method::DELETE, &format!("/api/v3/users/alice/bookmarks/{path}"), Body::empty()).await;
        assert!(answer.text.contains(&format!("Some({ids}(")), "{answer:?}");
    }
    for path in ["applications/app1", "clients/cli1", "gateways/gtw1", "organizations/org1"] {
        let answer = get(&format!("/api/v3/{path}/collaborators/search")).await;
        assert_eq!(answer.status, 409, "{answer:?}");
    }
}

#[tokio::test]
async fn each_segment_of_a_path_is_decoded_by_itself() {
    let answer = call(Method::PUT, "/api/v3/users/a%2Fb%20c+d/password", "").await;
    assert!(answer.text.contains(r#"user_id: \"a/b c+d\""#), "{answer:?}");
}

#[tokio::test]
async fn what_is_no_utf_8_is_named() {
    let answer = get("/api/v3/users/%ff").await;
    assert_eq!(answer.refusal(), "user_ids.user_id in the path is not valid UTF-8");
    let answer = get("/api/v3/search/users?query=%ff").await;
    assert_eq!(answer.refusal(), r#""query" in the query is not valid UTF-8"#);
}

#[tokio::test]
async fn methods_without_a_body_read_none() {
    let answer = call(Method::POST, "/api/v3/users/alice/restore", "{\"user_id\":\"bob\"").await;
    assert!(answer.text.contains(r#""user_id":"alice""#), "{answer:?}");
}
