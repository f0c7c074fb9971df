//! Calls of gRPC whose bytes are no message, and texts that no message should hold.

use axum::{
    body::Body,
    http::{Request, header},
};
use domain::Right;
use prost::Message as _;
use prost_reflect::Kind;
use serde_json::{Value, json};

use crate::{
    access::request,
    api::{Shown, grpc, key, message, operations, person},
    support::Site,
};

/// A message with a length before it, as it goes over the wire.
fn frame(compressed: u8, length: usize, message: &[u8]) -> Vec<u8> {
    [&[compressed][..], &u32::try_from(length).unwrap().to_be_bytes(), message].concat()
}

#[tokio::test]
async fn no_bytes_over_grpc_change_anything_or_make_the_server_panic() {
    let site = Site::open().await;
    person(&site, "somebody", false).await;
    let update = operations().into_iter().find(|operation| operation.name() == "UserRegistry/Update").unwrap();
    let sound = json!({"user": {"ids": {"user_id": "somebody"}, "name": "x"}, "field_mask": {"paths": ["name"]}});
    let sound = message(&update.method.input(), &sound).encode_to_vec();
    let whole = sound.len();
    let mut bodies = vec![
        Vec::new(),
        vec![0],
        frame(0, 0, b""),
        frame(1, whole, &sound),
        frame(7, whole, &sound),
        frame(0, whole + 1, &sound),
        frame(0, whole - 1, &sound),
        frame(0, u32::MAX as usize, &sound),
        frame(0, 17 * 1024 * 1024, &sound),
        frame(0, 10, &[0xff; 10]),
        frame(0, 4, b"\x0a\x02\xff\xfe"),
        [frame(0, whole, &sound), frame(0, whole, &sound)].concat(),
    ];
    bodies.extend((0..whole).map(|length| frame(0, length, &sound[..length])));
    bodies.extend((0..whole).flat_map(|place| {
        [0x00, 0x7f, 0x80, 0xff].map(|byte| {
            let mut changed = sound.clone();
            changed[place] = byte;
            frame(0, whole, &changed)
        })
    }));
    let before = site.contents().await;
    for body in bodies {
        let request = Request::post("/ttn.lorawan.v3.UserRegistry/Update");
        let request = request.header(header::CONTENT_TYPE, "application/grpc").header("te", "trailers");
        let shown = format!("{body:?}");
        let answer = site.send(request.body(Body::from(body)).unwrap()).await;
        assert_eq!(answer.status, 200, "{shown}: {answer:?}");
        assert!(!answer.header("grpc-message").contains("panicked"), "{shown}: {answer:?}");
        assert_ne!(answer.header("grpc-status"), "2", "{shown}: {answer:?}");
    }
    assert_eq!(site.contents().await, before);
}

/// The request with another text in each place where one stands.
fn with_each_text(body: &Value, text: &str) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for (name, value) in body.as_object().into_iter().flatten() {
        let mut put = |value: Value, below: &str| {
            let mut whole = body.clone();
            whole[name] = value;
            all.push((format!("{name}{below}"), whole));
        };
        match value {
            Value::String(_) => put(text.into(), ""),
            Value::Array(_) => {}
            _ => with_each_text(value, text).into_iter().for_each(|(below, value)| put(value, &format!(".{below}"))),
        }
    }
    all
}

#[tokio::test]
async fn no_text_that_a_database_can_not_keep_comes_in_over_grpc() {
    let site = Site::open().await;
    person(&site, "boss", true).await;
    let shown = Shown::token(&key(&site, "boss", &[Right::ALL]).await);
    let mut tried = 0;
    for operation in operations() {
        let input = operation.method.input();
        // Every text of the request, whether the table names it or not.
        let mut body = request(&operation, "boss");
        for field in input.fields().filter(|field| field.kind() == Kind::String && !field.is_list()) {
            body[field.name()] = "x".into();
        }
        for (place, body) in with_each_text(&body, "a\0b") {
            let outcome = grpc(&site, &operation.method, &shown, &body).await.0;
            // A mask that does not name the key's name says nothing of it; there is no such key all the same.
            let expected = if place == "api_key.id" { 5 } else { 3 };
            assert_eq!(outcome.code, expected, "{} {place}: {outcome:?}", operation.name());
            tried += 1;
        }
    }
    assert!(tried > 60, "{tried}");
}
