//! Programs that are let act for people, in a browser and by themselves.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{NewClient, Right};
use serde_json::Value;
use service::{Caller, secrecy::ExposeSecret as _};

use crate::{
    api::{Shown, http, person, session, tokens},
    support::{Answer, HTML, ORIGIN, PASSWORD, Site, encoded},
};

/// SHA-256 of `VERIFIER`, in base64url (RFC 7636, appendix B).
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const DONE: &str = "https://wiki.example.com/done";

async fn client(site: &Site, confidential: bool, rights: &[Right]) -> String {
    let new = NewClient {
        client_id: "wiki".into(),
        name: "The <b>wiki".into(),
        confidential,
        redirect_uris: vec![DONE.into()],
        logout_redirect_uris: vec!["https://wiki.example.com/".into()],
        rights: rights.iter().copied().collect(),
        ..NewClient::default()
    };
    let secret = service::oauth_clients::create(&site.service, &Caller::host("test"), new).await.unwrap();
    secret.map(|secret| secret.expose_secret().to_owned()).unwrap_or_default()
}

/// The address of a question, as the wiki sends browsers there.
fn question() -> String {
    let query = [
        ("response_type", "code"),
        ("client_id", "wiki"),
        ("redirect_uri", DONE),
        ("state", "x&y"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    format!("/oauth/authorize?{}", encoded(&query))
}

async fn token(site: &Site, fields: &[(&str, &str)]) -> Answer {
    let request = Request::post("/oauth/token").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    site.send(request.body(Body::from(encoded(fields))).unwrap()).await
}

fn code_of(location: &str) -> String {
    let query = location.split_once('?').unwrap().1;
    let code = query.split('&').find_map(|pair| pair.strip_prefix("code="));
    code.unwrap_or_else(|| panic!("{location}")).to_owned()
}

fn json(answer: &Answer) -> Value {
    serde_json::from_str(&answer.text).unwrap_or_else(|cause| panic!("{cause}: {answer:?}"))
}

/// A navigation of a browser, which says so.
async fn browse(site: &Site, path: &str, cookie: &str) -> Answer {
    let request = Request::get(path).header(header::COOKIE, cookie).header(header::ACCEPT, HTML);
    site.send(request.header("sec-fetch-dest", "document").body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_person_agrees_and_the_program_gets_tokens() {
    let site = Site::open().await;
    client(&site, false, &[Right::USER_INFO]).await;
    let there = site.get(&question(), "").await;
    assert_eq!(there.status, StatusCode::FOUND);
    assert!(there.location().starts_with("/oauth/login?n=%2Foauth%2Fauthorize%3F"), "{}", there.location());
    let page = site.get(there.location(), "").await;
    assert!(page.location().starts_with("/login?n=%2Foauth%2Fauthorize%3F"), "{}", page.location());

    let cookie = site.person("ada", false).await;
    let asked = site.get(&question(), &cookie).await;
    assert_eq!(asked.status, StatusCode::OK);
    for part in ["The &lt;b&gt;wiki", "See your whole profile", "wiki.example.com", ">ada<", "Allow"] {
        assert!(asked.text.contains(part), "{part}: {}", asked.text);
    }
    assert!(!asked.text.contains("own_password") && !asked.text.contains("You are an admin"));
    let answered = site.post_from("/", &question(), &cookie, &[("authorize", "true")]).await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER);
    assert!(answered.location().starts_with(&format!("{DONE}?code=MF2XI.")), "{}", answered.location());
    assert!(answered.location().ends_with("&state=x%26y"), "{}", answered.location());
    // The second time nobody is asked, and a browser that may have come from a form goes on by a page.
    let again = browse(&site, &question(), &cookie).await;
    assert_eq!(again.status, StatusCode::OK);
    assert!(again.text.contains(&format!("content=\"0;url={DONE}?code=MF2XI.")), "{}", again.text);

    let code = code_of(answered.location());
    let fields = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", DONE), ("client_id", "wiki")];
    let without = token(&site, &fields).await;
    assert_eq!((without.status.as_u16(), &json(&without)["error"]), (403, &"invalid_grant".into()));
    let given = token(&site, &[&fields[..], &[("code_verifier", VERIFIER)]].concat()).await;
    assert_eq!(given.status, StatusCode::OK, "{given:?}");
    assert_eq!((given.header("content-type"), given.header("cache-control")), ("application/json", "no-store"));
    let given = json(&given);
    assert_eq!((&given["token_type"], &given["expires_in"]), (&"bearer".into(), &3600.into()));
    let shown = Shown::token(given["access_token"].as_str().unwrap());
    let info = json(&http(&site, "GET", "/api/v3/auth_info", &shown, &Value::Null).await);
    assert_eq!(info["oauth_access_token"]["client_ids"]["client_id"], "wiki");
    assert_eq!(info["oauth_access_token"]["rights"], serde_json::json!(["RIGHT_USER_INFO"]));
}

#[tokio::test]
async fn a_person_says_no() {
    let site = Site::open().await;
    client(&site, false, &[Right::USER_INFO]).await;
    let cookie = site.person("ada", false).await;
    for pressed in [&[("authorize", "false")][..], &[]] {
        let answered = site.post_from("/", &question(), &cookie, pressed).await;
        assert!(answered.location().starts_with(&format!("{DONE}?error=access_denied&")), "{answered:?}");
        assert!(answered.location().ends_with("&state=x%26y"));
    }
}

#[tokio::test]
async fn nobody_else_agrees_for_a_person() {
    let site = Site::open().await;
    client(&site, false, &[Right::USER_INFO]).await;
    let cookie = site.person("ada", false).await;
    for (name, value) in
        [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site"), ("origin", "null"), ("x", "y")]
    {
        let request = Request::post(question()).header(header::COOKIE, &cookie).header(name, value);
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = site.send(request.body(Body::from("authorize=true")).unwrap()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}: {value}");
    }
    let framed = site.get(&question(), &cookie).await;
    assert_eq!(framed.header("x-frame-options"), "DENY");
    assert!(framed.header("content-security-policy").contains("frame-ancestors 'none'"));
}

#[tokio::test]
async fn everything_takes_the_password_where_it_was_typed_long_ago() {
    let site = Site::open().await;
    client(&site, false, &[Right::ALL]).await;
    let cookie = site.admin().await;
    site.clock.advance(std::time::Duration::from_mins(30));
    let asked = site.get(&question(), &cookie).await.text;
    assert!(asked.contains("own_password") && asked.contains("You are an admin") && asked.contains("Do everything"));
    let wrong = [("authorize", "true"), ("own_password", "wrong")];
    let refused = site.post_from("/", &question(), &cookie, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("This is not your current password."), "{}", refused.text);
    let right = [("authorize", "true"), ("own_password", PASSWORD)];
    let answered = site.post_from("/", &question(), &cookie, &right).await;
    assert!(answered.location().starts_with(&format!("{DONE}?code=MF2XI.")), "{answered:?}");
}

#[tokio::test]
async fn nobody_is_sent_where_nothing_was_agreed_on() {
    let site = Site::open().await;
    client(&site, false, &[Right::USER_INFO]).await;
    let cookie = site.person("ada", false).await;
    let payloads = [
        "//evil.example",
        "/\\evil.example",
        "/%09/evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "https://evil.example",
        "https://wiki.example.com@evil.example/done",
        "https://wiki.example.com.evil.example/done",
        "/%2f%2fevil.example",
        "%2f%2fevil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://wiki.example.com/done%0d%0aset-cookie:x=y",
        "https://wiki.example.com/done/../evil",
        "https://wiki.example.com/done?x",
        "https://wiki.example.com/done#x",
        "http://wiki.example.com/done",
        "https://WIKI.example.com/done",
        "https://wiki.example.com:443/done",
        "code",
        "local-callback",
        "///evil.example",
        "////evil.example",
        "/\t/evil.example",
        "https:///evil.example",
        "ftp://evil.example",
        " //evil.example",
        "https://evil.example\\@wiki.example.com/done",
        "https://[::1]/done",
        "/oauth/code",
        "?x",
        "#x",
        ".",
        "",
        "*",
        "https://wiki.example.com/DONE",
        "https://wiki.example.com/done/",
        "https://wiki.example.com//done",
        "vbscript:x",
        "blob:https://x",
    ];
    for payload in payloads {
        let query = [
            ("response_type", "code"),
            ("client_id", "wiki"),
            ("redirect_uri", payload),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        for path in [
            format!("/oauth/authorize?{}", encoded(&query)),
            format!("/oauth/authorize?{}", encoded(&[&query[..], &[("client_id", "cli")]].concat())),
        ] {
            let answer = site.post_from("/", &path, &cookie, &[("authorize", "true")]).await;
            let to = answer.location();
            assert!(to.is_empty() || (payload.is_empty() && to.starts_with(DONE)), "{payload}: {answer:?}");
        }
        let logout =
            format!("/oauth/logout?{}", encoded(&[("access_token_id", "A"), ("post_logout_redirect_uri", payload)]));
        let answer = site.get(&logout, &cookie).await;
        assert!(answer.location().is_empty(), "{payload}: {answer:?}");
        let login = site.get(&format!("/oauth/login?{}", encoded(&[("n", payload)])), "").await;
        assert!(login.location().starts_with("/login?n="), "{payload}: {login:?}");
        let port = format!("/oauth/local-callback?{}", encoded(&[("port", payload), ("code", payload)]));
        let answer = site.get(&port, "").await;
        assert!(answer.location().is_empty(), "{payload}: {answer:?}");
    }
}

#[tokio::test]
async fn a_program_on_the_same_machine_gets_what_is_its_own() {
    let site = Site::open().await;
    for (query, to) in [
        ("code=a%26b&state=y", "http://localhost:11885/oauth/callback?code=a%26b&state=y"),
        ("port=1&code=c", "http://localhost:1/oauth/callback?code=c"),
    ] {
        let answer = site.get(&format!("/oauth/local-callback?{query}"), "").await;
        assert_eq!((answer.status, answer.location()), (StatusCode::FOUND, to));
        let page = browse(&site, &format!("/oauth/local-callback?{query}"), "").await;
        assert!(page.text.contains(&to.replace('&', "&amp;")), "{}", page.text);
    }
    for port in ["0", "65536", "-1", "80@evil.example", "x"] {
        let answer = site.get(&format!("/oauth/local-callback?{}", encoded(&[("port", port)])), "").await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{port}");
    }
}

#[tokio::test]
async fn the_page_of_the_code_shows_codes_alone() {
    let site = Site::open().await;
    let shown = site.get("/oauth/code?code=MF2XI.ABC.DEF&state=x", "").await.text;
    assert!(shown.contains("MF2XI.ABC.DEF"), "{shown}");
    for other in
        ["", "?code=Call+the+number+below", "?error=access_denied&error_description=Call+us", "?code=%3Cscript%3E"]
    {
        let page = site.get(&format!("/oauth/code{other}"), "").await;
        assert!(page.status.is_success() && page.text.contains("There is no code"), "{other}");
        assert!(!page.text.contains("Call") && !page.text.contains("<script"), "{other}");
    }
}

#[tokio::test]
async fn a_secret_comes_in_a_form_in_json_or_in_a_header() {
    let site = Site::open().await;
    let secret = client(&site, true, &[Right::USER_INFO]).await;
    let cookie = site.person("ada", false).await;
    for how in ["form", "json", "header", "wrong header", "wrong"] {
        let answered = site.post_from("/", &question(), &cookie, &[("authorize", "true")]).await;
        let code = code_of(answered.location());
        let mut fields = vec![("grant_type", "authorization_code"), ("code", &code), ("code_verifier", VERIFIER)];
        let basic = |secret: &str| format!("Basic {}", STANDARD.encode(format!("wiki:{secret}")));
        let mut request = Request::post("/oauth/token");
        match how {
            "form" | "json" => fields.extend([("client_id", "wiki"), ("client_secret", &secret)]),
            "header" => request = request.header("authorization", basic(&secret)),
            "wrong header" => request = request.header("authorization", "Basic ???"),
            _ => fields.extend([("client_id", "wiki"), ("client_secret", "wrong")]),
        }
        let body = if how == "json" {
            request = request.header(header::CONTENT_TYPE, "application/json");
            serde_json::to_string(&fields.iter().copied().collect::<std::collections::BTreeMap<_, _>>()).unwrap()
        } else {
            encoded(&fields)
        };
        let answer = site.send(request.body(Body::from(body)).unwrap()).await;
        if how.starts_with("wrong") {
            assert_eq!((answer.status.as_u16(), &json(&answer)["error"]), (403, &"invalid_client".into()), "{how}");
            assert!(!answer.text.contains(&code));
        } else {
            assert_eq!(answer.status, StatusCode::OK, "{how}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn a_failure_is_told_in_the_words_of_the_contract_and_of_the_standard() {
    let site = Site::open().await;
    for (fields, status, error, name) in [
        (&[("grant_type", "password"), ("client_id", "cli")][..], 400, "unsupported_grant_type", "invalid_grant_type"),
        (&[], 400, "invalid_request", "missing_grant_type"),
        (&[("grant_type", "refresh_token"), ("client_id", "cli")], 400, "invalid_request", "missing_refresh_token"),
        (&[("grant_type", "refresh_token"), ("refresh_token", "x")], 400, "invalid_client", "missing_client_id"),
        (&[("grant_type", "refresh_token"), ("client_id", "no")], 404, "invalid_client", "client_not_found"),
        (&[("grant_type", "a"), ("grant_type", "b")], 409, "invalid_request", "parse"),
    ] {
        let answer = token(&site, fields).await;
        let body = json(&answer);
        assert_eq!((answer.status.as_u16(), &body["error"]), (status, &error.into()), "{body}");
        assert_eq!(body["details"][0]["name"], name, "{body}");
        assert!(body["error_description"].as_str().is_some_and(|text| !text.is_empty()));
    }
}

#[tokio::test]
async fn a_program_ends_its_token() {
    let site = Site::open().await;
    person(&site, "ada", false).await;
    let (access, refresh) = tokens(&site, "ada").await;
    let shown = Shown::token(&access);
    for (text, code) in [("nonsense", 0), (refresh.as_str(), 16)] {
        let request = Request::post("/oauth/revoke").header(header::ORIGIN, "https://app.example");
        let body = encoded(&[("token", text), ("client_id", "cli")]);
        let answer = site.send(request.body(Body::from(body)).unwrap()).await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (StatusCode::OK, "*"));
        let outcome = http(&site, "GET", "/api/v3/auth_info", &shown, &Value::Null).await.outcome();
        assert_eq!(outcome.code, code, "{outcome:?}");
    }
}

#[tokio::test]
async fn a_program_logs_somebody_out_in_their_own_browser_only() {
    let site = Site::open().await;
    client(&site, false, &[Right::USER_INFO]).await;
    person(&site, "ada", false).await;
    person(&site, "bob", false).await;
    let (access, _) = tokens(&site, "ada").await;
    let path = format!("/oauth/logout?access_token_id={}", &access[6..45]);
    let cookie = |token: String| format!("{}={token}", app::cookie::SESSION.name());
    let bob = cookie(session(&site, "bob").await.1);
    for (shown, status) in [("", 302), (bob.as_str(), 302)] {
        let answer = site.get(&path, shown).await;
        assert_eq!((answer.status.as_u16(), answer.location()), (status, "/login"), "{shown}");
        let info = http(&site, "GET", "/api/v3/auth_info", &Shown::token(&access), &Value::Null).await;
        assert!(info.outcome().is_ok());
    }
    let ada = cookie(session(&site, "ada").await.1);
    let answer = site.get(&path, &ada).await;
    assert_eq!((answer.status.as_u16(), answer.location()), (302, "/login"));
    assert!(
        answer.headers.get_all(header::SET_COOKIE).iter().any(|value| value.to_str().unwrap().contains("Max-Age=0"))
    );
    let info = http(&site, "GET", "/api/v3/auth_info", &Shown::token(&access), &Value::Null).await;
    assert_eq!(info.outcome().code, 16);
    assert!(site.get("/oauth/api/me", &ada).await.text.contains("not_authenticated"));
}

#[tokio::test]
async fn no_other_site_logs_its_visitors_in() {
    let site = Site::open().await;
    site.person("ada", false).await;
    let log_in = async |name: &str, value: &str| {
        let request = Request::post("/oauth/api/auth/login").header(name, value);
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        site.send(request.body(Body::from(encoded(&[("user_id", "ada"), ("password", PASSWORD)]))).unwrap()).await
    };
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "none"),
    ] {
        assert_eq!(log_in(name, value).await.status, StatusCode::FORBIDDEN, "{name}: {value}");
    }
    for (name, value) in [("origin", ORIGIN), ("sec-fetch-site", "same-origin"), ("user-agent", "curl")] {
        let answer = log_in(name, value).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{name}: {value}");
        assert!(answer.cookie().is_some());
    }
}

#[tokio::test]
async fn libraries_find_everything_by_themselves() {
    let site = Site::open().await;
    let found = site.get("/.well-known/oauth-authorization-server", "").await;
    let found = json(&found);
    assert_eq!(found["issuer"], ORIGIN);
    for endpoint in ["authorization_endpoint", "token_endpoint", "revocation_endpoint"] {
        let path = found[endpoint].as_str().unwrap().strip_prefix(ORIGIN).unwrap();
        let answer = site.send(Request::builder().method(Method::POST).uri(path).body(Body::empty()).unwrap()).await;
        assert_ne!(answer.status, StatusCode::NOT_FOUND, "{endpoint}");
    }
}
