//! Statuses and errors.

use axum::{
    body::Body,
    http::{Method, Request},
};

use super::{OK, call, get, send};

#[tokio::test]
async fn each_code_has_its_status() {
    let table = [
        (1, 499),
        (2, 500),
        (3, 400),
        (4, 504),
        (5, 404),
        (6, 409),
        (7, 403),
        (8, 429),
        (9, 400),
        (10, 409),
        (11, 400),
        (12, 501),
        (13, 500),
        (14, 503),
        (15, 500),
        (16, 401),
    ];
    for (code, status) in table {
        let answer = call(Method::DELETE, &format!("/api/v3/users/code-{code}"), "").await;
        assert_eq!(answer.status, status, "{code}");
        assert_eq!(answer.text, format!(r#"{{"code":{code},"message":"failed “so”"}}"#));
        assert_eq!(answer.header("content-type"), ["application/json"]);
        let challenge = if status == 401 { vec!["failed ?so?"] } else { vec![] };
        assert_eq!(answer.header("www-authenticate"), challenge);
    }
    assert_eq!(call(Method::DELETE, "/api/v3/users/al", "").await.status, OK);
}

#[tokio::test]
async fn unknown_paths_are_not_found() {
    for path in [
        "/api/v3",
        "/api/v3/",
        "/api/v3/nope",
        "/api/v3/users/al/",
        "/api/v3/users/al/x",
        "/api/roster/v1/x",
        "/api/v3//users",
    ] {
        let answer = get(path).await;
        assert_eq!((answer.status, answer.text.as_str()), (404, r#"{"code":5,"message":"Not Found"}"#), "{path}");
    }
}

#[tokio::test]
async fn a_known_path_is_not_implemented_for_other_methods() {
    for (method, path) in [
        (Method::DELETE, "/api/v3/users"),
        (Method::PATCH, "/api/v3/users/al"),
        (Method::OPTIONS, "/api/v3/users"),
        (Method::GET, "/api/roster/v1/users/import"),
    ] {
        let answer = call(method, path, "").await;
        assert_eq!((answer.status, answer.text.as_str()), (501, r#"{"code":12,"message":"Method Not Allowed"}"#));
    }
}

#[tokio::test]
async fn head_is_not_implemented_and_has_no_body() {
    let answer = call(Method::HEAD, "/api/v3/users/al", "").await;
    assert_eq!((answer.status, answer.text.as_str()), (501, ""));
}

#[tokio::test]
async fn an_empty_id_is_an_invalid_id() {
    let answer = get("/api/v3/users/").await;
    assert_eq!(answer.status, 400);
    assert!(answer.text.contains("UserIdentifiersValidationError"), "{answer:?}");
}

#[tokio::test]
async fn an_error_shows_its_details_in_the_order_of_the_files() {
    let answer = call(Method::POST, "/api/v3/users/bob/restore", "").await;
    let expected = r#"{"code":5,"message":"error:pkg/identityserver/store:user_not_found (There is no user “bob”.)","details":[{"@type":"type.googleapis.com/ttn.lorawan.v3.ErrorDetails","namespace":"pkg/identityserver/store","name":"user_not_found","message_format":"There is no user “bob”.","attributes":{"user_id":"bob"},"correlation_id":"c0ffee","code":5}]}"#;
    assert_eq!((answer.status, answer.text.as_str()), (404, expected));
}

#[tokio::test]
async fn a_broken_rule_shows_each_message_around_the_field() {
    let answer = get("/api/v3/users/Bad_ID").await;
    let expected = r#"{"code":3,"message":"error:pkg/errors:validation (invalid `user_ids`: embedded message failed validation)","details":[{"@type":"type.googleapis.com/ttn.lorawan.v3.ErrorDetails","namespace":"pkg/errors","name":"validation","message_format":"invalid `{field}`: {reason}","attributes":{"field":"user_ids","name":"GetUserRequestValidationError","reason":"embedded message failed validation"},"correlation_id":"c0ffee","cause":{"namespace":"pkg/errors","name":"validation","message_format":"invalid `{field}`: {reason}","attributes":{"field":"user_id","name":"UserIdentifiersValidationError","reason":"value does not match regex pattern \"^[a-z0-9](?:[-]?[a-z0-9]){1,}$\""},"code":3},"code":3}]}"#;
    assert_eq!((answer.status, answer.text.as_str()), (400, expected));
}

#[tokio::test]
async fn forbidden_paths_of_a_mask_are_listed() {
    let answer = get("/api/v3/users/alice?field_mask=name,nope,password").await;
    assert!(answer.text.contains(r#""attributes":{"forbidden_paths":["nope","password"]}"#), "{answer:?}");
}

#[tokio::test]
async fn a_method_may_ask_for_a_status_that_grpc_has_no_code_for() {
    let request = Request::put("/api/v3/users/al").header("if-match", "\"6\"").body(Body::empty()).unwrap();
    let answer = send(request).await;
    assert_eq!((answer.status, answer.text.as_str()), (412, r#"{"code":9,"message":"changed meanwhile"}"#));
}

#[tokio::test]
async fn a_method_that_nobody_serves_is_not_implemented() {
    assert_eq!(get("/api/v3/auth_info").await.status, 501);
}

#[tokio::test]
async fn a_call_ends_when_its_caller_would_wait_no_longer() {
    let request = Request::post("/api/v3/users/al/temporary_password").header("grpc-timeout", "1m");
    let answer = send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, 504);
    assert!(answer.text.contains("context_deadline_exceeded"), "{answer:?}");
}
