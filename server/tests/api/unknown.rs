//! Addresses at which there is nothing, and those used in the wrong way.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};

use crate::support::{HTML, ORIGIN, Site};

#[tokio::test]
async fn unknown_paths_below_api_answer_json() {
    let site = Site::open().await;
    for path in ["/api", "/api/", "/api/v3", "/api/v3/nothing/x", "/api/roster/v1/none", "/api/v4/users"] {
        for method in [Method::GET, Method::POST, Method::DELETE] {
            let request = Request::builder().method(method).uri(path).header("sec-fetch-site", "same-origin");
            let answer = site.send(request.header(header::ACCEPT, HTML).body(Body::empty()).unwrap()).await;
            assert_eq!(
                (answer.status, answer.header("content-type")),
                (StatusCode::NOT_FOUND, "application/json"),
                "{path}"
            );
            assert!(answer.text.starts_with(r#"{"code":5,"message":""#), "{path}: {}", answer.text);
        }
    }
}

#[tokio::test]
async fn unknown_pages_are_a_page_of_their_own() {
    let site = Site::open().await;
    let cookie = site.admin().await;
    for path in ["/nowhere", "/users/nobody", "/users/x/y", "/users/%ff", "/%00", "//evil.example", "/index.php"] {
        let answer = site.get(path, &cookie).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.text.contains("Not here"), "{path}");
    }
}

#[tokio::test]
async fn pages_can_only_be_read() {
    let site = Site::open().await;
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS, Method::TRACE] {
        let request = Request::builder().method(method.clone()).uri("/users").header(header::ORIGIN, ORIGIN);
        let answer = site.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!((answer.status, answer.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, "GET,HEAD"), "{method}");
    }
}

#[tokio::test]
async fn functions_are_called_in_one_way_only() {
    let site = Site::open().await;
    for (method, path, status) in [
        (Method::GET, "/fn/none", StatusCode::NOT_FOUND),
        (Method::POST, "/fn/none", StatusCode::NOT_FOUND),
        (Method::GET, "/fn/users/create", StatusCode::METHOD_NOT_ALLOWED),
        (Method::HEAD, "/fn/users/list", StatusCode::METHOD_NOT_ALLOWED),
        (Method::POST, "/fn/users/list", StatusCode::METHOD_NOT_ALLOWED),
        (Method::DELETE, "/fn/users/delete", StatusCode::METHOD_NOT_ALLOWED),
        (Method::POST, "/fn/users/create", StatusCode::UNSUPPORTED_MEDIA_TYPE),
    ] {
        let request = Request::builder().method(method.clone()).uri(path).header("sec-fetch-site", "same-origin");
        assert_eq!(site.send(request.body(Body::empty()).unwrap()).await.status, status, "{method} {path}");
    }
}

#[tokio::test]
async fn no_address_makes_the_server_fail() {
    let site = Site::open().await;
    let cookie = site.admin().await;
    let paths = [
        "/",
        "/users",
        "/users/",
        "/users/admin",
        "/users/admin/activity",
        "/users/%ff",
        "/login",
        "/account",
        "/fn/users/list",
        "/fn/users/get",
        "/fn/activity/list",
        "/%",
        "/%zz",
    ];
    let queries = [
        "?",
        "?&&&=&=",
        "?q=%ff%fe",
        "?q=%00",
        "?q=%",
        "?page=-1",
        "?page=99999999999999999999",
        "?page=x&limit=x",
        "?tab=%22&state=%22&order=%22",
        "?q=a&q=b&page=1&page=2",
        "?flash=../../x",
        "?n=%0d%0aset-cookie:x",
        "?dialog=%3C",
        "?q=\u{fc}",
        "?__path=x&__err=x",
        "?user_id=%F0%9F%98%80",
        "?limit=20&page=4294967295",
        "?limit[]=1&q[x][y]=2",
    ];
    for path in paths {
        for query in queries {
            let Ok(uri) = format!("{path}{query}").parse::<axum::http::Uri>() else { continue };
            let request = Request::get(uri).header(header::COOKIE, &cookie).body(Body::empty()).unwrap();
            let answer = site.send(request).await;
            assert!(answer.status.as_u16() < 500, "{path}{query}: {}", answer.text);
        }
    }
}
