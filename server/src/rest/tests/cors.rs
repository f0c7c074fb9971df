//! Pages of other sites.

use axum::{body::Body, http::Request};

use super::{Answer, OK, get, send};

const ORIGIN: &str = "https://other.example";

async fn preflight(method: &str, headers: &str) -> Answer {
    let request = Request::options("/api/v3/users/al")
        .header("origin", ORIGIN)
        .header("access-control-request-method", method)
        .header("access-control-request-headers", headers);
    send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_browser_that_asks_is_told_what_it_may_send() {
    let answer = preflight("POST", "authorization").await;
    assert_eq!((answer.status, answer.text.as_str()), (OK, ""));
    assert_eq!(answer.header("access-control-allow-origin"), ["*"]);
    assert_eq!(answer.header("access-control-allow-headers"), ["Authorization"]);
    assert_eq!(answer.header("access-control-max-age"), ["600"]);
    assert!(answer.header("access-control-allow-methods").is_empty());
    assert!(answer.header("access-control-allow-credentials").is_empty());
}

#[tokio::test]
async fn only_methods_that_browsers_ask_for_are_named() {
    for method in ["PUT", "PATCH", "DELETE"] {
        assert_eq!(preflight(method, "").await.header("access-control-allow-methods"), [method]);
    }
    for method in ["GET", "POST", "TRACE", "x"] {
        assert!(preflight(method, "").await.header("access-control-allow-methods").is_empty(), "{method}");
    }
}

#[tokio::test]
async fn only_headers_that_are_allowed_are_named() {
    let answer = preflight("PUT", "content-type, x-evil,x-csrf-token, If-Match").await;
    assert_eq!(answer.header("access-control-allow-headers"), ["Content-Type,X-CSRF-Token,If-Match"]);
    assert!(preflight("PUT", "x-evil").await.header("access-control-allow-headers").is_empty());
}

#[tokio::test]
async fn scripts_may_read_answers_and_some_headers() {
    for path in ["/api/v3/users/al", "/api/v3/nope"] {
        let request = Request::get(path).header("origin", ORIGIN).body(Body::empty()).unwrap();
        let answer = send(request).await;
        assert_eq!(answer.header("access-control-allow-origin"), ["*"]);
        assert_eq!(
            answer.header("access-control-expose-headers"),
            [
                "Date,Content-Length,X-Rate-Limit-Limit,X-Rate-Limit-Available,X-Rate-Limit-Reset,X-Rate-Limit-Retry,X-Request-Id,X-Total-Count,X-Warning"
            ]
        );
    }
    assert!(get("/api/v3/users/al").await.header("access-control-allow-origin").is_empty());
}
