//! The pages of the console, as the server renders them.

use axum::http::StatusCode;

use crate::support::Site;

const OF_ADMINS: [&str; 5] = ["/", "/users", "/users/new", "/users/colleague", "/users/colleague/activity"];
const OF_EVERYBODY: [&str; 3] = ["/account", "/account/password", "/account/sessions"];

#[tokio::test]
async fn an_admin_sees_every_page() {
    let site = Site::open().await;
    let cookie = site.admin().await;
    site.user("colleague").await;
    for path in OF_ADMINS.into_iter().chain(OF_EVERYBODY) {
        let page = site.get(path, &cookie).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.text.starts_with("<!DOCTYPE html>") && page.text.contains("<h1"), "{path}");
    }
    let list = site.get("/users", &cookie).await;
    assert!(list.text.contains("colleague@example.com"));
}

#[tokio::test]
async fn who_is_no_admin_sees_only_their_own_account() {
    let site = Site::open().await;
    let cookie = site.person("somebody", false).await;
    site.user("colleague").await;
    for path in &OF_ADMINS[1..] {
        let page = site.get(path, &cookie).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
        assert!(!page.text.contains("colleague@example.com"), "{path}");
    }
    for path in OF_EVERYBODY {
        assert_eq!(site.get(path, &cookie).await.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn who_is_not_logged_in_is_sent_to_the_log_in_and_back() {
    let site = Site::open().await;
    for path in OF_ADMINS.into_iter().chain(OF_EVERYBODY) {
        let page = site.get(path, "").await;
        assert_eq!((page.status, page.location()), (StatusCode::FOUND, &*app::paths::login_then(path)), "{path}");
        assert!(!page.text.contains("colleague"), "{path}");
    }
    assert_eq!(site.get("/login", "").await.status, StatusCode::OK);
    assert_eq!(site.get("/update-password", "").await.status, StatusCode::OK);
    assert_eq!(site.get("/forgot-password", "").await.status, StatusCode::OK);
}
