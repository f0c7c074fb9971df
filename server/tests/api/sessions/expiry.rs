//! Sessions that end by themselves.

use std::time::Duration;

use axum::http::StatusCode;

use crate::support::{HOUR, PASSWORD, Site};

#[tokio::test]
async fn a_session_ends_when_it_is_not_used_and_in_any_case() {
    let site = Site::open().await;
    let cookie = site.admin().await;
    site.clock.advance(Duration::from_mins(59));
    assert_eq!(site.get("/fn/users/list?limit=20", &cookie).await.status, StatusCode::OK);
    site.clock.advance(HOUR + Duration::from_secs(1));
    assert_eq!(site.get("/fn/users/list?limit=20", &cookie).await.status, StatusCode::UNAUTHORIZED);

    let keep = [("user_id", "admin"), ("password", PASSWORD), ("keep", "on")];
    let cookie = site.post("/fn/sessions/create", "", &keep).await.cookie().unwrap();
    site.clock.advance(7 * HOUR);
    assert_eq!(site.get("/fn/users/list?limit=20", &cookie).await.status, StatusCode::OK);
    // Twelve hours are the most for an admin.
    site.clock.advance(5 * HOUR + Duration::from_secs(1));
    assert_eq!(site.get("/fn/users/list?limit=20", &cookie).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_form_that_was_posted_too_late_waits_behind_the_log_in() {
    let site = Site::open().await;
    let cookie = site.admin().await;
    site.clock.advance(2 * HOUR);
    let fields = [
        ("user_id", "colleague"),
        ("name", "My Colleague"),
        ("primary_email_address", "colleague@example.com"),
        ("state", "approved"),
        ("password", "canary-7f3a-canary"),
        ("confirm", "canary-7f3a-canary"),
    ];
    let late = site.post_from("/users/new", "/fn/users/create", &cookie, &fields).await;
    assert_eq!(late.status, StatusCode::SEE_OTHER);
    let page = late.location().strip_prefix("/login?n=").unwrap();
    let page: String = serde_urlencoded::from_str::<Vec<(String, String)>>(&format!("n={page}")).unwrap()[0].1.clone();
    assert!(page.starts_with("/users/new?flash="), "{page}");

    let fresh = site
        .post_from("/login", "/fn/sessions/create", "", &[("user_id", "admin"), ("password", PASSWORD), ("n", &page)])
        .await;
    assert_eq!(fresh.location(), page);
    let form = site.get(&page, &fresh.cookie().unwrap()).await;
    assert!(form.text.contains("My Colleague") && form.text.contains(r#"value="colleague""#), "{}", form.text);
    assert!(!form.text.contains("canary"));
}
