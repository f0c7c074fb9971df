//! Logging in.

use axum::http::{StatusCode, header};

use crate::support::{PASSWORD, Site};

const PATH: &str = "/fn/sessions/create";

#[tokio::test]
async fn the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    let site = Site::open().await;
    let cookie = site.admin().await;
    let own = site.log_in("admin").await;
    let plain = site.post_from("/login", PATH, "", &[("user_id", "admin"), ("password", PASSWORD)]).await;
    let end = site.post("/fn/sessions/delete", &cookie, &[]).await;
    let both = ["__Host-session=", "__Host-device="];
    for (answer, names) in [(own, &both[..]), (plain, &both), (end, &both[..1])] {
        let cookies: Vec<_> = answer.headers.get_all(header::SET_COOKIE).iter().collect();
        assert_eq!(cookies.len(), names.len());
        for (cookie, name) in cookies.into_iter().zip(names) {
            let text = cookie.to_str().unwrap();
            let mut parts: Vec<_> = text.split("; ").skip(1).filter(|part| !part.starts_with("Max-Age=")).collect();
            parts.sort_unstable();
            assert!(text.starts_with(name), "{text}");
            assert_eq!(parts, ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]);
        }
    }
}

#[tokio::test]
async fn a_cookie_that_was_planted_opens_nothing_and_is_replaced() {
    let site = Site::open().await;
    site.admin().await;
    let planted = format!("__Host-session={}", "A".repeat(43));
    let answer = site.post(PATH, &planted, &[("user_id", "admin"), ("password", PASSWORD)]).await;
    let fresh = answer.cookie().unwrap();
    assert_ne!(fresh, planted);
    assert_eq!(site.get("/fn/users/list?limit=20", &fresh).await.status, StatusCode::OK);
    let refused = site.get("/fn/users/list?limit=20", &planted).await;
    assert_eq!((refused.status, refused.error().name.as_str()), (StatusCode::UNAUTHORIZED, "unauthenticated"));
}

#[tokio::test]
async fn each_log_in_has_a_session_of_its_own_and_ends_the_one_before() {
    let site = Site::open().await;
    let first = site.admin().await;
    let again = site.post(PATH, &first, &[("user_id", "admin"), ("password", PASSWORD)]).await.cookie().unwrap();
    assert_ne!(again, first);
    assert_eq!(site.get("/fn/users/list?limit=20", &again).await.status, StatusCode::OK);
    assert_eq!(site.get("/fn/users/list?limit=20", &first).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_user_are_answered_alike() {
    let site = Site::open().await;
    site.admin().await;
    let mut answers = Vec::new();
    for (user_id, password) in [("admin", "wrong"), ("nobody", "wrong"), ("nobody", PASSWORD), ("Not an ID", "wrong")] {
        let answer = site.post(PATH, "", &[("user_id", user_id), ("password", password)]).await;
        assert_eq!((answer.status, answer.cookie()), (StatusCode::UNPROCESSABLE_ENTITY, None), "{user_id}");
        answers.push(app::form::FormError { request_id: String::new(), ..answer.error() });
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
}

#[tokio::test]
async fn without_scripts_one_gets_on_or_back_with_what_was_typed() {
    let site = Site::open().await;
    site.admin().await;
    let page = "/login?n=%2Fusers";
    let right = site.post_from(page, PATH, "", &[("user_id", "admin"), ("password", PASSWORD), ("n", "/users")]).await;
    assert_eq!((right.status, right.location()), (StatusCode::SEE_OTHER, "/users"));
    assert!(right.cookie().is_some());

    let wrong =
        site.post_from(page, PATH, "", &[("user_id", "admin"), ("password", "canary-7f3a"), ("n", "/users")]).await;
    assert_eq!((wrong.status, wrong.cookie()), (StatusCode::SEE_OTHER, None));
    assert!(wrong.location().starts_with("/login?n=%2Fusers&flash="), "{}", wrong.location());
    assert!(!format!("{:?}", wrong.headers).contains("canary"));
    assert!(!format!("{:?}", site.contents().await).contains("canary"));
    let back = site.get(wrong.location(), "").await;
    assert!(back.text.contains("The user ID or the password is not right."), "{}", back.text);
    assert!(back.text.contains(r#"value="admin""#) && back.text.contains(r#"value="/users""#), "{}", back.text);
    // Read once.
    assert!(!site.get(wrong.location(), "").await.text.contains("is not right"));
}

#[tokio::test]
async fn the_way_on_stays_on_this_server() {
    let site = Site::open().await;
    site.admin().await;
    for way in
        ["//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nset-cookie: x=y", "javascript:x", "/\tx"]
    {
        let fields = [("user_id", "admin"), ("password", PASSWORD), ("n", way)];
        for answer in [site.post(PATH, "", &fields).await, site.post_from("/login", PATH, "", &fields).await] {
            assert_eq!(answer.location(), "/", "{way}");
        }
    }
}
