//! Deleting, restoring and purging users.

use axum::http::StatusCode;

use crate::support::Site;

#[tokio::test]
async fn an_id_stays_reserved_until_it_is_purged() {
    let site = Site::open().await;
    let cookie = site.admin().await;
    let theirs = site.person("colleague", false).await;
    let colleague = [("user_id", "colleague"), ("how", "delete")];
    let state =
        "SELECT CASE WHEN deleted_at IS NULL THEN 'live' ELSE 'deleted' END FROM users WHERE user_id = 'colleague'";

    assert_eq!(site.post("/fn/users/delete", &cookie, &colleague).await.status, StatusCode::OK);
    assert_eq!(site.text(state).await.as_deref(), Some("deleted"));
    assert_eq!(site.get("/fn/sessions/list", &theirs).await.status, StatusCode::UNAUTHORIZED);
    assert!(site.get("/users?tab=deleted", &cookie).await.text.contains("colleague"));

    assert_eq!(site.post("/fn/users/restore", &cookie, &colleague).await.status, StatusCode::OK);
    assert_eq!(site.text(state).await.as_deref(), Some("live"));

    site.post("/fn/users/delete", &cookie, &colleague).await;
    let purge = [("user_id", "colleague"), ("typed", "colleague")];
    let untyped = site.post("/fn/users/purge", &cookie, &colleague).await;
    assert_eq!((untyped.status, untyped.error().fields[0].field.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "typed"));
    let purged = site.post("/fn/users/purge", &cookie, &purge).await;
    assert_eq!(purged.status, StatusCode::OK, "{}", purged.text);
    assert_eq!(site.text(state).await, None);
    assert_eq!(site.post("/fn/users/delete", &cookie, &colleague).await.status, StatusCode::NOT_FOUND);
}
