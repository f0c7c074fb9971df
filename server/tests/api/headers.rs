//! Headers of every answer, failures included (W03, W05, W06).

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
    routing::get,
};
use server::web;

use crate::support::{Answer, HTML, Site, send};

/// An answer of every kind there is, with a name.
async fn all(site: &Site) -> Vec<(&'static str, Answer)> {
    let cookie = site.admin().await;
    site.user("colleague").await;
    let mut answers = Vec::new();
    for (name, path) in [
        ("page", "/users"),
        ("login", "/login"),
        ("not found", "/nowhere"),
        ("no user", "/users/nobody"),
        ("health", "/healthz"),
        ("ready", "/readyz"),
        ("robots", "/robots.txt"),
        ("no asset", "/pkg/none.0123456789abcdef.css"),
        ("api", "/api/v3/users"),
        ("function", "/fn/users/list?limit=20"),
        ("refused function", "/fn/users/list?limit=0"),
        ("no function", "/fn/none"),
    ] {
        answers.push((name, site.get(path, &cookie).await));
    }
    answers.push(("redirect", site.get("/users", "").await));
    answers.push(("head", site.send(Request::head("/login").body(Body::empty()).unwrap()).await));
    let own = |method: Method, path: &str| {
        Request::builder().method(method).uri(path).header("sec-fetch-site", "same-origin").header(header::ACCEPT, HTML)
    };
    let empty = Body::empty;
    answers.push(("wrong method", site.send(own(Method::PUT, "/users").body(empty()).unwrap()).await));
    answers.push(("foreign", site.send(Request::post("/users").body(empty()).unwrap()).await));
    let large = own(Method::POST, "/fn/users/create").header(header::CONTENT_LENGTH, "1048577");
    answers.push(("too large", site.send(large.body(empty()).unwrap()).await));
    let long = format!("/users?q={}", "x".repeat(9000));
    answers.push(("too long", site.send(own(Method::GET, &long).body(empty()).unwrap()).await));
    answers.push(("wrong type", site.send(own(Method::POST, "/fn/users/create").body(empty()).unwrap()).await));
    answers.push(("refused form", site.post("/fn/users/create", &cookie, &[]).await));
    answers.push(("refused plain form", site.post_from("/users/new", "/fn/users/create", &cookie, &[]).await));
    answers.push(("done", site.post("/fn/account/theme", &cookie, &[("theme", "dark")]).await));
    answers.push(("logged in", site.log_in("admin").await));
    let routes = web::routes(&site.web).route("/panic", get(panics));
    let broken = web::layered(site.web.clone(), routes);
    answers.push(("panic", send(&broken, own(Method::GET, "/panic").body(empty()).unwrap()).await));
    site.db.close().await;
    answers.push(("no database", site.get("/users", &cookie).await));
    answers.push(("not ready", site.get("/readyz", "").await));
    answers
}

async fn panics() -> StatusCode {
    panic!("on purpose")
}

#[tokio::test]
async fn every_answer_has_the_headers_that_protect_it() {
    let answers = all(&Site::open().await).await;
    let mut statuses: Vec<_> = answers.iter().map(|(_, answer)| answer.status.as_u16()).collect();
    statuses.sort_unstable();
    statuses.dedup();
    assert_eq!(statuses, [200, 302, 303, 403, 404, 405, 413, 414, 415, 422, 500, 503]);
    for (name, answer) in &answers {
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{name}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{name}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{name}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{name}");
        assert_eq!(answer.header("cache-control"), "no-store", "{name}");
        assert_eq!(answer.header("x-request-id").len(), 32, "{name}");
        for telling in ["server", "x-powered-by", "serverfnerror", "strict-transport-security"] {
            assert!(!answer.headers.contains_key(telling), "{name} {telling}");
        }
        let kind = answer.header("content-type");
        assert!(answer.text.is_empty() || kind.ends_with("charset=utf-8") || *name == "api", "{name} {kind}");
    }
}

#[tokio::test]
async fn every_page_has_a_policy_and_stands_in_no_frame() {
    let answers = all(&Site::open().await).await;
    let pages: Vec<_> =
        answers.iter().filter(|(_, answer)| answer.header("content-type").starts_with("text/html")).collect();
    assert!(pages.len() > 10);
    for (name, page) in pages {
        let policy = page.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "style-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "object-src 'none'",
            "require-trusted-types-for 'script'",
        ] {
            assert!(policy.contains(part), "{name}: {part} is not in {policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{name}: {policy}");
        assert_eq!(page.header("x-frame-options"), "DENY", "{name}");
        // Scripts only where the nonce is, which only pages of the console have.
        let scripts = page.text.contains("<script");
        assert_eq!(policy.contains("script-src 'self' 'nonce-"), scripts || page.method == Method::HEAD, "{name}");
    }
}

#[tokio::test]
async fn the_nonce_is_new_each_time_and_stands_on_every_script() {
    let site = Site::open().await;
    let mut nonces = Vec::new();
    for _ in 0..5 {
        let page = site.get("/login", "").await;
        let policy = page.header("content-security-policy");
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
        assert!(nonce.len() >= 22, "{nonce}");
        let scripts = page.text.matches("<script").count();
        assert_eq!(page.text.matches(&format!("nonce=\"{nonce}\"")).count(), scripts);
        nonces.push(nonce);
    }
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 5);
}

#[tokio::test]
async fn by_tls_browsers_are_told_to_stay_with_it() {
    let answers = all(&Site::at("https://roster.example.com").await).await;
    for (name, answer) in answers {
        assert_eq!(answer.header("strict-transport-security"), "max-age=31536000", "{name}");
    }
}

#[tokio::test]
async fn no_answer_tells_what_is_inside() {
    let site = Site::open().await;
    let path = site.url.trim_start_matches("sqlite://").to_owned();
    for (name, answer) in all(&site).await {
        let headers = format!("{:?}", answer.headers);
        for secret in ["SELECT", "sqlx", "sqlite", "src/", ".rs", "panicked", "on purpose", "pool", &path] {
            assert!(
                !answer.text.contains(secret) && !headers.contains(secret),
                "{name} shows {secret}: {}",
                answer.text
            );
        }
        if answer.status.is_server_error() && answer.text != "down\n" {
            assert!(answer.text.contains(answer.header("x-request-id")), "{name}");
        }
    }
}

#[tokio::test]
async fn a_request_id_from_outside_is_not_taken() {
    let site = Site::open().await;
    let request = Request::get("/healthz").header("x-request-id", "mine").body(Body::empty()).unwrap();
    let answer = site.send(request).await;
    let id = answer.header("x-request-id");
    assert!(id.len() == 32 && id.bytes().all(|digit| digit.is_ascii_hexdigit()), "{id}");
    assert_ne!(id, site.get("/healthz", "").await.header("x-request-id"));
}

#[tokio::test]
async fn a_program_may_name_its_requests_as_long_as_the_name_is_plain() {
    let site = Site::open().await;
    let asked = async |name: &str| {
        let request = Request::get("/api/v3/users/nobody").header("x-request-id", name).body(Body::empty());
        site.send(request.unwrap()).await.header("x-request-id").to_owned()
    };
    for name in ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "a.b_c-1", &"x".repeat(64)] {
        assert_eq!(asked(name).await, name);
    }
    for name in ["", "a b", "a\tb", "a=b", "<b>", &"x".repeat(65)] {
        let id = asked(name).await;
        assert!(id.len() == 32 && id != name, "{name:?} became {id}");
    }
}

#[tokio::test]
async fn pages_are_compressed_where_that_is_taken() {
    let site = Site::open().await;
    let cookie = site.admin().await;
    for (taken, coding) in [("br", "br"), ("gzip", "gzip"), ("identity", ""), ("gzip, br", "br")] {
        let request = Request::get("/users").header(header::COOKIE, &cookie).header(header::ACCEPT_ENCODING, taken);
        let page = site.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!((page.status, page.header("content-encoding")), (StatusCode::OK, coding), "{taken}");
        assert_eq!(page.header("vary"), "accept-encoding");
    }
}
