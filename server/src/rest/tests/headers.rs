//! What comes with a request and goes with an answer.

use axum::{
    body::Body,
    http::{Method, Request},
};

use super::{call, get, send, stub::Layered};

#[tokio::test]
async fn methods_see_who_asks() {
    let request = Request::get("/api/v3/users/al")
        .header("authorization", "Bearer x")
        .header("x-request-id", "1")
        .header("user-agent", "curl")
        .header("cookie", "a=b")
        .header("if-match", "\"7\"")
        .header("x-inner", "not passed on")
        .extension(Layered("left by a layer"));
    let answer = send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(
        answer.text,
        r#"{"ids":{"user_id":"al"},"attributes":{"authorization":"Bearer x","cookie":"a=b","grpcgateway-user-agent":"curl","if-match":"\"7\"","layered":"left by a layer","x-request-id":"1"}}"#
    );
}

#[tokio::test]
async fn answers_say_what_metadata_says() {
    let answer = get("/api/v3/users?limit=12").await;
    assert_eq!(answer.header("x-total-count"), ["12"]);
    assert_eq!(answer.header("x-warning"), ["one", "two"]);
    for name in ["x-rate-limit-limit", "x-rate-limit-available", "x-rate-limit-reset", "x-rate-limit-retry"] {
        assert_eq!(answer.header(name), ["7"], "{name}");
    }
    for name in ["warning", "x-inner", "grpc-status"] {
        assert!(answer.header(name).is_empty(), "{name}");
    }
}

#[tokio::test]
async fn a_version_is_an_etag() {
    let answer = call(Method::PUT, "/api/v3/users/al", "").await;
    assert_eq!(answer.header("etag"), ["\"7\""]);
}

#[tokio::test]
async fn nothing_is_kept() {
    for path in ["/api/v3/users", "/api/v3/nope", "/api/v3/users/Bad_ID"] {
        let answer = get(path).await;
        assert_eq!(answer.header("content-type"), ["application/json"]);
        assert_eq!(answer.header("cache-control"), ["no-store"]);
        assert_eq!(answer.header("pragma"), ["no-cache"]);
    }
}
