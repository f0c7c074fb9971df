//! A server that nobody has set up yet (Z11).

use axum::http::StatusCode;
use service::{Caller, users};

use crate::support::{PASSWORD, Site, new};

#[tokio::test]
async fn there_is_no_account_and_no_password_to_begin_with() {
    let site = Site::open().await;
    for table in ["users", "credentials", "password_links", "sessions"] {
        assert_eq!(site.text(&format!("SELECT count(*) || '' FROM {table}")).await.as_deref(), Some("0"), "{table}");
    }
    for (user_id, password) in [("admin", "admin"), ("admin", "password"), ("root", "root"), ("", ""), ("admin", "")] {
        let answer = site.post("/fn/sessions/create", "", &[("user_id", user_id), ("password", password)]).await;
        assert_eq!((answer.status, answer.cookie()), (StatusCode::UNPROCESSABLE_ENTITY, None), "{user_id}/{password}");
    }
    assert_eq!(site.get("/users", "").await.status, StatusCode::FOUND);
}

#[tokio::test]
async fn an_admin_without_a_password_gets_in_by_the_one_time_code_alone() {
    let site = Site::open().await;
    let host = Caller::host("test");
    let admin = users::create_admin(&site.service, &host, new("admin"), None).await.unwrap();
    assert_eq!(site.log_in("admin").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let code = service::passwords::create_link(&site.service, &host, &admin.user_id).await.unwrap();
    let code = service::secrecy::ExposeSecret::expose_secret(&code);
    let fields = [("code", code), ("password", PASSWORD), ("confirm", PASSWORD)];
    assert_eq!(site.post("/fn/passwords/set", "", &fields).await.status, StatusCode::OK);
    assert_eq!(site.log_in("admin").await.status, StatusCode::OK);
    let again = site.post("/fn/passwords/set", "", &fields).await;
    assert_eq!((again.status, again.error().fields[0].field.as_str()), (StatusCode::UNAUTHORIZED, "code"));
}
