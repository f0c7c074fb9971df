//! Requests that other sites make a browser send (W02).

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use leptos::server_fn::axum::server_fn_paths;

use crate::support::{Answer, ORIGIN, Site, encoded};

const KINDS: [&str; 4] =
    ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x", "application/json"];
const SITES: [Option<&str>; 5] = [Some("same-origin"), None, Some("cross-site"), Some("same-site"), Some("none")];
const ORIGINS: [Option<&str>; 4] = [Some(ORIGIN), None, Some("null"), Some("https://evil.example")];

struct Attempt<'a> {
    method: Method,
    path: &'a str,
    cookie: &'a str,
    site: Option<&'a str>,
    origin: Option<&'a str>,
    kind: &'a str,
}

impl Attempt<'_> {
    fn is_ours(&self) -> bool {
        self.site == Some("same-origin") || (self.site.is_none() && self.origin == Some(ORIGIN))
    }

    async fn send(&self, to: &Site, body: &str) -> Answer {
        let mut request = Request::builder().method(self.method.clone()).uri(self.path);
        let headers = [("sec-fetch-site", self.site), ("origin", self.origin), ("content-type", Some(self.kind))];
        for (name, value) in headers.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            request = request.header(name, value);
        }
        to.send(request.header(header::COOKIE, self.cookie).body(Body::from(body.to_owned())).unwrap()).await
    }
}

fn attempts<'a>(method: &Method, path: &'a str, cookie: &'a str) -> Vec<Attempt<'a>> {
    let mut attempts = Vec::new();
    for kind in KINDS {
        for site in SITES {
            for origin in ORIGINS {
                attempts.push(Attempt { method: method.clone(), path, cookie, site, origin, kind });
            }
        }
    }
    attempts
}

fn functions(method: &Method) -> Vec<&'static str> {
    server_fn_paths().filter(|(_, of)| of == method).map(|(path, _)| path).collect()
}

/// Fields that every function finds something in.
fn body() -> String {
    encoded(&[
        ("user_id", "victim"),
        ("state", "suspended"),
        ("how", "delete"),
        ("typed", "victim"),
        ("theme", "dark"),
        ("name", "X"),
        ("session_id", "x"),
    ])
}

#[tokio::test]
async fn a_foreign_request_with_our_cookie_changes_nothing() {
    let site = Site::open().await;
    let cookie = site.admin().await;
    site.user("victim").await;
    let before = site.contents().await;
    let functions = functions(&Method::POST);
    assert!(functions.len() > 10, "{functions:?}");
    for path in functions.into_iter().chain(["/", "/users", "/users/victim", "/api/v3/users/victim"]) {
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            for attempt in attempts(&method, path, &cookie).iter().filter(|attempt| !attempt.is_ours()) {
                let answer = attempt.send(&site, &body()).await;
                assert_eq!(
                    answer.status,
                    StatusCode::FORBIDDEN,
                    "{method} {path} {:?} {:?}",
                    attempt.site,
                    attempt.origin
                );
            }
        }
    }
    assert_eq!(site.contents().await, before);
}

#[tokio::test]
async fn a_foreign_request_without_a_cookie_is_refused_too_but_below_api() {
    let site = Site::open().await;
    let foreign = |path| Attempt {
        method: Method::POST,
        path,
        cookie: "",
        site: Some("cross-site"),
        origin: Some("https://evil.example"),
        kind: KINDS[0],
    };
    for path in ["/fn/sessions/create", "/login", "/"] {
        assert_eq!(foreign(path).send(&site, &body()).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(foreign("/api/v3/users").send(&site, "{}").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_request_of_our_own_pages_is_accepted_as_a_form_only() {
    let site = Site::open().await;
    let cookie = site.admin().await;
    let mut accepted = 0;
    for attempt in attempts(&Method::POST, "/fn/users/delete", &cookie).iter().filter(|attempt| attempt.is_ours()) {
        let user_id = format!("victim-{accepted}");
        site.user(&user_id).await;
        let before = site.contents().await;
        let answer = attempt.send(&site, &encoded(&[("user_id", &user_id), ("how", "delete")])).await;
        if attempt.kind == KINDS[0] {
            assert_eq!(answer.status, StatusCode::OK, "{:?} {:?}", attempt.site, attempt.origin);
            assert_ne!(site.contents().await, before);
        } else {
            assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{}", attempt.kind);
            assert_eq!(site.contents().await, before);
        }
        accepted += 1;
    }
    assert_eq!(accepted, 20);
}

#[tokio::test]
async fn reading_never_changes_anything() {
    let site = Site::open().await;
    let cookie = site.admin().await;
    site.user("victim").await;
    let before = site.contents().await;
    let query = format!("?{}", body());
    let pages = ["/", "/login", "/users", "/users/new", "/users/victim", "/account", "/account/password", "/nowhere"];
    for path in functions(&Method::GET).into_iter().chain(functions(&Method::POST)).chain(pages) {
        for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
            let request =
                Request::builder().method(method).uri(format!("{path}{query}")).header(header::COOKIE, &cookie);
            site.send(request.body(Body::empty()).unwrap()).await;
        }
    }
    assert_eq!(site.contents().await, before);
}
