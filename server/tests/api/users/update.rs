//! Changing users.

use axum::http::StatusCode;

use crate::support::Site;

const PATH: &str = "/fn/users/update";
const BASE: &str = r#"{"name":"","description":"","primary_email_address":"colleague@example.com","email_validated":"","state":"approved","state_description":"","admin":""}"#;

fn fields<'a>(name: &'a str, version: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("user_id", "colleague"),
        ("version", version),
        ("base", BASE),
        ("name", name),
        ("primary_email_address", "colleague@example.com"),
        ("state", "approved"),
    ]
}

#[tokio::test]
async fn what_was_edited_is_saved() {
    let site = Site::open().await;
    let cookie = site.admin().await;
    site.user("colleague").await;
    let answer = site.post(PATH, &cookie, &fields("My Colleague", "1")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let name = "SELECT name || version FROM users WHERE user_id = 'colleague'";
    assert_eq!(site.text(name).await.as_deref(), Some("My Colleague2"));
}

#[tokio::test]
async fn an_old_version_is_refused_with_what_was_saved_meanwhile() {
    let site = Site::open().await;
    let cookie = site.admin().await;
    site.user("colleague").await;
    site.post(PATH, &cookie, &fields("First", "1")).await;
    let late = site.post(PATH, &cookie, &fields("Second", "1")).await;
    let error = late.error();
    assert_eq!((late.status, error.name.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "changed_meanwhile"));
    assert!(error.fields[0].message.contains("First") && error.attributes["version"] == "2");
}

#[tokio::test]
async fn the_last_admin_stays_one() {
    let site = Site::open().await;
    let cookie = site.admin().await;
    let refused = site.post("/fn/users/state", &cookie, &[("user_id", "admin"), ("state", "suspended")]).await;
    assert_eq!((refused.status, refused.error().name.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "last_admin"));
    let refused = site.post("/fn/users/delete", &cookie, &[("user_id", "admin"), ("how", "delete")]).await;
    assert_eq!((refused.status, refused.error().name.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "last_admin"));
}

#[tokio::test]
async fn a_suspended_user_is_out_at_once() {
    let site = Site::open().await;
    let cookie = site.admin().await;
    let theirs = site.person("colleague", false).await;
    assert_eq!(site.get("/account", &theirs).await.status, StatusCode::OK);
    let done = site.post("/fn/users/state", &cookie, &[("user_id", "colleague"), ("state", "suspended")]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    assert_eq!(site.get("/account", &theirs).await.status, StatusCode::FOUND);
    let refused = site.log_in("colleague").await;
    assert_eq!((refused.status, refused.error().name.as_str()), (StatusCode::FORBIDDEN, "user_suspended"));
}
