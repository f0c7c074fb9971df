//! What is too large is refused, whoever sends it (D02, D03).

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

use axum::{
    body::{Body, Bytes, HttpBody},
    http::{Request, StatusCode, header},
};
use hyper::body::Frame;

use crate::support::Site;

fn post() -> axum::http::request::Builder {
    let request = Request::post("/fn/sessions/create").header("sec-fetch-site", "same-origin");
    request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
}

#[tokio::test]
async fn a_body_of_a_mebibyte_is_read_and_one_byte_more_is_not() {
    let site = Site::open().await;
    let fill = |length: usize| format!("password=x&user_id={}", "a".repeat(length - 19));
    let most = post().body(Body::from(fill(1024 * 1024))).unwrap();
    assert_eq!(site.send(most).await.error().name, "no_user_id_password_match");
    let more = site.send(post().body(Body::from(fill(1024 * 1024 + 1))).unwrap()).await;
    assert_eq!((more.status, more.error().name.as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "request_body_too_large"));
}

#[tokio::test]
async fn a_length_that_is_too_large_is_refused_unread() {
    let site = Site::open().await;
    for length in ["1048577", "18446744073709551615"] {
        let answer = site.send(post().header(header::CONTENT_LENGTH, length).body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{length}");
    }
}

#[tokio::test]
async fn a_body_without_a_length_is_cut_off() {
    let site = Site::open().await;
    // Ten gigabytes, if anybody were to read them.
    let body = Body::new(Endless { left: 160_000, chunk: Bytes::from(vec![b'a'; 64 * 1024]) });
    assert_eq!(site.send(post().body(body).unwrap()).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn to_programs_it_is_said_by_the_name_of_the_contract() {
    let site = Site::open().await;
    let declared = Request::post("/api/v3/users").header(header::CONTENT_LENGTH, "1048577").body(Body::empty());
    let endless = Body::new(Endless { left: 160_000, chunk: Bytes::from(vec![b' '; 64 * 1024]) });
    for request in [declared.unwrap(), Request::post("/api/v3/users").body(endless).unwrap()] {
        let answer = site.send(request).await;
        let error: serde_json::Value = serde_json::from_str(&answer.text).unwrap();
        let detail = &error["details"][0];
        let named = (detail["namespace"].as_str(), detail["name"].as_str(), &detail["attributes"]["maximum"]);
        assert_eq!((answer.status, &error["code"]), (StatusCode::BAD_REQUEST, &3.into()));
        assert_eq!(named, (Some("pkg/webmiddleware"), Some("request_body_too_large"), &1_048_576.into()));
    }
}

struct Endless {
    left: u32,
    chunk: Bytes,
}

impl HttpBody for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.left = self.left.saturating_sub(1);
        Poll::Ready((self.left > 0).then(|| Ok(Frame::data(self.chunk.clone()))))
    }
}

#[tokio::test]
async fn compressed_bodies_are_not_taken() {
    let site = Site::open().await;
    for coding in ["gzip", "br", "deflate", "zstd"] {
        let request = post().header(header::CONTENT_ENCODING, coding).body(Body::from(vec![0; 1000])).unwrap();
        assert_eq!(site.send(request).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{coding}");
    }
}

#[tokio::test]
async fn long_addresses_and_many_headers_are_refused() {
    let site = Site::open().await;
    let long = format!("/login?n={}", "x".repeat(8 * 1024));
    assert_eq!(site.get(&long, "").await.status, StatusCode::URI_TOO_LONG);
    let mut many = Request::get("/login");
    for number in 0..101 {
        many = many.header(format!("x-{number}"), "x");
    }
    let answer = site.send(many.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
}

#[tokio::test]
async fn a_target_that_is_no_path_is_refused() {
    let site = Site::open().await;
    for target in ["*", "roster.example.com:443"] {
        let request = Request::options(target).body(Body::empty()).unwrap();
        assert_eq!(site.send(request).await.status, StatusCode::BAD_REQUEST, "{target}");
    }
}
