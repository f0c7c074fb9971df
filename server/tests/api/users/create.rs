//! Making users.

use axum::http::StatusCode;

use crate::support::{PASSWORD, Site};

const PATH: &str = "/fn/users/create";

fn fields<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("user_id", "colleague"),
        ("name", "My Colleague"),
        ("primary_email_address", "colleague@thethings.network"),
        ("state", "approved"),
        ("password", PASSWORD),
        ("confirm", PASSWORD),
    ];
    for (name, value) in changes {
        fields.retain(|(old, _)| old != name);
        fields.push((name, value));
    }
    fields
}

#[tokio::test]
async fn a_user_who_was_made_can_log_in_and_an_admins_record_says_who_made_them() {
    let site = Site::open().await;
    let cookie = site.admin().await;
    let answer = site.post(PATH, &cookie, &fields(&[])).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert!(answer.location().starts_with("/users/colleague?"), "{}", answer.location());
    assert_eq!(site.log_in("colleague").await.status, StatusCode::OK);
    let audit = "SELECT actor || ' ' || target || ' ' || address || ' ' || request_id FROM audit WHERE action = 'user.create' AND target = 'colleague'";
    let expected = format!("admin colleague 192.0.2.1 {}", answer.header("x-request-id"));
    assert_eq!(site.text(audit).await, Some(expected));
}

#[tokio::test]
async fn each_refused_value_is_named_and_nothing_is_made() {
    let site = Site::open().await;
    let cookie = site.admin().await;
    for (change, field) in [
        (("user_id", ""), "user_id"),
        (("user_id", "Upper"), "user_id"),
        (("user_id", "admin"), "user_id"),
        (("name", &*"x".repeat(2001)), "name"),
        (("primary_email_address", "nowhere"), "primary_email_address"),
        (("primary_email_address", "ADMIN@example.com"), "primary_email_address"),
        (("password", "short"), "password"),
        (("confirm", "different from it"), "confirm"),
    ] {
        let answer = site.post(PATH, &cookie, &fields(&[change])).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{change:?}");
        let error = answer.error();
        assert!(error.fields.iter().any(|refused| refused.field == field), "{change:?} {error:?}");
    }
    assert_eq!(site.text("SELECT count(*) || '' FROM users").await.as_deref(), Some("1"));
}

#[tokio::test]
async fn without_scripts_nothing_typed_is_lost_but_the_password() {
    let site = Site::open().await;
    let cookie = site.admin().await;
    let typed = fields(&[
        ("user_id", "admin"),
        ("description", "A <b>\u{fc}</b> & \"more\""),
        ("password", "canary-7f3a-canary"),
    ]);
    let refused = site.post_from("/users/new", PATH, &cookie, &typed).await;
    assert_eq!(refused.status, StatusCode::SEE_OTHER);
    assert!(refused.location().starts_with("/users/new?flash="), "{}", refused.location());
    let form = site.get(refused.location(), &cookie).await;
    assert_eq!(form.status, StatusCode::OK);
    for kept in
        [r#"value="My Colleague""#, r#"value="colleague@thethings.network""#, "A &lt;b>\u{fc}&lt;/b> &amp; \"more\""]
    {
        assert!(form.text.contains(kept), "{kept}: {}", form.text);
    }
    assert!(form.text.contains("aria-invalid=\"true\""));
    assert!(!form.text.contains("canary") && !format!("{:?}", site.contents().await).contains("canary"));
    // Nobody else can read it.
    let again = site.post_from("/users/new", PATH, &cookie, &typed).await;
    let other = site.person("other", true).await;
    assert!(!site.get(again.location(), &other).await.text.contains("My Colleague"));
}

#[tokio::test]
async fn only_admins_make_users() {
    let site = Site::open().await;
    let cookie = site.person("somebody", false).await;
    let before = site.contents().await;
    assert_eq!(site.post(PATH, &cookie, &fields(&[])).await.status, StatusCode::FORBIDDEN);
    assert_eq!(site.post(PATH, "", &fields(&[])).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(site.contents().await, before);
}
