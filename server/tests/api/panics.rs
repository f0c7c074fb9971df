//! A panic is a bug that costs one request (R21).

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
    routing::get,
};
use server::web;
use tokio::task::JoinSet;

use crate::support::{HTML, Site, send};

async fn panics() -> StatusCode {
    panic!("on purpose")
}

#[tokio::test]
async fn a_panic_is_counted_and_costs_no_other_request() {
    let site = Site::open().await;
    let before = web::panics();
    let known = web::routes(&site.web);
    let known = known.route("/panic", get(panics)).route("/api/panic", get(panics)).route("/fn/panic", get(panics));
    let router = web::layered(site.web.clone(), known);
    let mut others = JoinSet::new();
    for _ in 0..20 {
        let router = router.clone();
        others.spawn(async move { send(&router, Request::get("/login").body(Body::empty()).unwrap()).await.status });
    }
    let request = |path: &str| Request::get(path).header(header::ACCEPT, HTML).body(Body::empty()).unwrap();

    let page = send(&router, request("/panic")).await;
    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(page.text.starts_with("<!DOCTYPE html>") && page.text.contains(page.header("x-request-id")));

    let json = send(&router, request("/api/panic")).await;
    assert_eq!((json.status, json.header("content-type")), (StatusCode::INTERNAL_SERVER_ERROR, "application/json"));
    assert!(json.text.starts_with(r#"{"code":13,"message":"#) && json.text.contains(json.header("x-request-id")));

    let script = send(&router, Request::get("/fn/panic").body(Body::empty()).unwrap()).await;
    assert_eq!(script.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(
        (script.error().name.as_str(), script.error().request_id.as_str()),
        ("internal", script.header("x-request-id"))
    );

    // Other tests of this process make requests panic too.
    assert!(web::panics() >= before + 3);
    assert!(others.join_all().await.into_iter().all(|status| status == StatusCode::OK));
}
