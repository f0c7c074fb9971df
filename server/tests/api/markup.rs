//! What people typed never becomes markup (W09, as far as pages go).

use crate::support::Site;

const PAYLOADS: [&str; 6] = [
    "<script>alert(1)</script>",
    "</textarea><img src=x onerror=alert(1)>",
    "\"><b>x</b>",
    "</title><b>x</b>",
    "</script><b>x</b>",
    "--><b>x</b>",
];

#[tokio::test]
async fn stored_texts_are_shown_as_texts() {
    let site = Site::open().await;
    let cookie = site.admin().await;
    site.user("colleague").await;
    for payload in PAYLOADS {
        let update = "UPDATE users SET name = '{}', description = '{}', state_description = '{}' WHERE user_id IN ('colleague', 'admin')";
        testdb::execute(&site.url, &update.replace("{}", payload)).await;
        for path in [
            "/",
            "/users",
            "/users/colleague",
            "/users/colleague?dialog=delete",
            "/users/admin",
            "/account",
            "/users/colleague/activity",
        ] {
            let page = site.get(path, &cookie).await;
            assert!(page.status.is_success(), "{path}");
            assert_eq!(markup_of(&page.text, payload), None, "{path}");
        }
        testdb::execute(&site.url, "UPDATE users SET deleted_at = 1, live = FALSE WHERE user_id = 'colleague'").await;
        for path in ["/users?tab=deleted", "/users/colleague?dialog=purge", "/"] {
            assert_eq!(markup_of(&site.get(path, &cookie).await.text, payload), None, "{path}");
        }
        testdb::execute(&site.url, "UPDATE users SET deleted_at = NULL, live = TRUE WHERE user_id = 'colleague'").await;
    }
}

#[tokio::test]
async fn queries_and_refused_values_are_shown_as_texts() {
    let site = Site::open().await;
    let cookie = site.admin().await;
    for payload in PAYLOADS {
        let query = serde_urlencoded::to_string([
            ("q", payload),
            ("n", payload),
            ("done", payload),
            ("user", payload),
            ("flash", payload),
            ("order", payload),
            ("was", payload),
        ])
        .unwrap();
        for path in [
            "/users",
            "/users/new",
            "/login",
            "/account",
            "/update-password",
            "/forgot-password",
            "/login-link",
            "/token-login",
            "/",
        ] {
            let page = site.get(&format!("{path}?{query}"), &cookie).await;
            assert_eq!(markup_of(&page.text, payload), None, "{path}");
        }
        let fields = ["user_id", "name", "description", "primary_email_address", "state"].map(|name| (name, payload));
        let back = site.post_from("/users/new", "/fn/users/create", &cookie, &fields).await;
        assert_eq!(markup_of(&site.get(back.location(), &cookie).await.text, payload), None);
        let back = site.post_from("/login", "/fn/sessions/create", "", &fields).await;
        assert_eq!(markup_of(&site.get(back.location(), "").await.text, payload), None);
    }
}

/// Where a tag of the payload stands in the page, unescaped.
fn markup_of(page: &str, payload: &str) -> Option<String> {
    let tag = &payload[payload.find('<').unwrap()..];
    let at = page.find(tag)?;
    Some(page.chars().skip(page[..at].chars().count().saturating_sub(100)).take(200).collect())
}
