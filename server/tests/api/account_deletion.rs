//! Who deletes their own account in the console.

use domain::UserId;

use crate::support::{PASSWORD, Site};

#[tokio::test]
async fn whoever_types_their_password_deletes_their_account_and_is_logged_out() {
    let site = Site::open().await;
    site.admin().await;
    let ada = site.person("ada", false).await;
    assert!(site.get("/account", &ada).await.text.contains("href=\"/account/delete\""));
    let page = site.get("/account/delete", &ada).await.text;
    assert!(page.contains("stays reserved until an admin purges it"), "{page}");
    let delete = async |cookie: &str, typed: &str| {
        site.post_from("/account/delete", "/fn/account/delete", cookie, &[("own_password", typed)]).await
    };
    let wrong = delete(&ada, "a wrong password").await;
    assert!(wrong.location().starts_with("/account/delete?flash="), "{wrong:?}");
    assert!(site.get(wrong.location(), &ada).await.text.contains("This is not your current password."));
    let done = delete(&ada, PASSWORD).await;
    assert_eq!((done.status.as_u16(), done.location()), (303, "/login?done=account-deleted"), "{done:?}");
    assert!(done.header("set-cookie").contains("Max-Age=0"), "{done:?}");
    let id = UserId::parse("ada").unwrap();
    let stored = store::users::get(&mut site.db.read().await.unwrap(), &id).await.unwrap().unwrap();
    assert_eq!(stored.deleted_by.as_deref(), Some("ada"));
    assert_eq!(site.get("/account", &ada).await.status.as_u16(), 302);
}

#[tokio::test]
async fn the_last_admin_stays() {
    let site = Site::open().await;
    let admin = site.admin().await;
    let refused = site.post("/fn/account/delete", &admin, &[("own_password", PASSWORD)]).await;
    assert_eq!(refused.error().name, "last_admin", "{refused:?}");
    assert!(site.get("/account", &admin).await.status.is_success());
}
