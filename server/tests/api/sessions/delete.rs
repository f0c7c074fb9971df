//! Logging out.

use axum::http::StatusCode;

use crate::support::Site;

const PATH: &str = "/fn/sessions/delete";

#[tokio::test]
async fn after_logging_out_the_old_cookie_opens_nothing_however_often_it_is_tried() {
    let site = Site::open().await;
    let cookie = site.admin().await;
    let answer = site.post(PATH, &cookie, &[]).await;
    assert_eq!((answer.status, answer.cookie().as_deref()), (StatusCode::OK, Some("__Host-session=")));
    for _ in 0..20 {
        assert_eq!(site.get("/fn/users/list?limit=20", &cookie).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(
            site.post("/fn/users/delete", &cookie, &[("user_id", "admin"), ("how", "delete")]).await.status,
            StatusCode::UNAUTHORIZED
        );
        assert_eq!(site.get("/users", &cookie).await.status, StatusCode::FOUND);
    }
}

#[tokio::test]
async fn without_scripts_one_is_back_at_the_log_in() {
    let site = Site::open().await;
    let cookie = site.admin().await;
    let answer = site.post_from("/users", PATH, &cookie, &[]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/login"));
    assert_eq!(answer.cookie().as_deref(), Some("__Host-session="));
    assert_eq!(site.get("/fn/users/list?limit=20", &cookie).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn who_is_not_logged_in_may_log_out() {
    let site = Site::open().await;
    assert_eq!(site.post(PATH, "", &[]).await.status, StatusCode::OK);
}
