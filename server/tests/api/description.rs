//! The description of the API, for programs and for people.

use axum::http::{Method, Request, StatusCode};

use crate::support::Site;

#[tokio::test]
async fn the_document_is_served_as_it_stands_in_the_repository() {
    let site = Site::open().await;
    let answer = site.get("/api/openapi.json", "").await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/json"));
    assert!(answer.text == include_str!("../../../docs/openapi.json"));
}

#[tokio::test]
async fn the_page_needs_nothing_but_the_style_sheet() {
    let site = Site::open().await;
    let answer = site.get("/api/docs", "").await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "text/html; charset=utf-8"));
    assert!(answer.header("content-security-policy").starts_with("default-src 'none'; style-src 'self'"));
    assert!(answer.text.contains("<h1>API of Roster</h1>"));
    assert!(answer.text.contains("UserRegistry_Create"));
}

#[tokio::test]
async fn both_can_only_be_read() {
    let site = Site::open().await;
    for path in ["/api/openapi.json", "/api/docs"] {
        let request = Request::builder().method(Method::POST).uri(path).header("sec-fetch-site", "same-origin");
        let answer = site.send(request.body(axum::body::Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
    }
}
