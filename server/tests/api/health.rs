//! `/healthz` and `/readyz`.

use axum::http::StatusCode;

use crate::support::Site;

#[tokio::test]
async fn the_process_is_up_and_ready_with_its_database_only() {
    let site = Site::open().await;
    for path in ["/healthz", "/readyz"] {
        let answer = site.get(path, "").await;
        assert_eq!((answer.status, answer.text.as_str()), (StatusCode::OK, "up\n"), "{path}");
    }
    site.db.close().await;
    assert_eq!(site.get("/healthz", "").await.status, StatusCode::OK);
    let answer = site.get("/readyz", "").await;
    assert_eq!((answer.status, answer.text.as_str()), (StatusCode::SERVICE_UNAVAILABLE, "down\n"));
}

#[tokio::test]
async fn without_the_database_nobody_is_let_in() {
    let site = Site::open().await;
    let cookie = site.admin().await;
    site.db.close().await;
    for path in ["/users", "/fn/users/list?limit=20"] {
        let answer = site.get(path, &cookie).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(answer.text.contains("Nothing was saved"), "{}", answer.text);
    }
    let refused = site.log_in("admin").await;
    assert_eq!((refused.status, refused.cookie()), (StatusCode::SERVICE_UNAVAILABLE, None));
    assert_eq!(refused.error().name, "database_unavailable");
}
