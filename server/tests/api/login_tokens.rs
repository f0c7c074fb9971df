//! Logging in by a link, as programs and browsers do it.

use domain::Right;
use serde_json::{Value, json};
use server::config::{Config, PublicUrl};

use crate::{
    api::{Shown, http, key, person},
    support::{Answer, ORIGIN, Site},
};

async fn open() -> (Site, Shown) {
    let mut config = Config::default();
    config.login_tokens.enabled = true;
    config.http.public_url = Some(PublicUrl::try_from(ORIGIN.to_owned()).unwrap());
    let site = Site::with(config).await;
    person(&site, "boss", true).await;
    person(&site, "ada", false).await;
    let shown = Shown::token(&key(&site, "boss", &[Right::ALL]).await);
    (site, shown)
}

async fn create(site: &Site, shown: &Shown, id: &str) -> Answer {
    // It has no body (contract §2.2).
    let path = format!("/api/v3/users/{id}/login-tokens?skip_email=true");
    http(site, "POST", &path, shown, &Value::Null).await
}

fn json_of(answer: &Answer) -> Value {
    assert!(answer.status.is_success(), "{answer:?}");
    serde_json::from_str(&answer.text).unwrap()
}

#[tokio::test]
async fn an_admin_is_answered_the_token_and_all_others_nothing() {
    let (site, boss) = open().await;
    let made = json_of(&create(&site, &boss, "ada").await);
    assert_eq!(made["token"].as_str().map(str::len), Some(52));
    assert_eq!(json_of(&create(&site, &boss, "boss").await), json!({}));
    for id in ["ada", "boss", "nobody"] {
        assert_eq!(json_of(&create(&site, &Shown::nothing(), id).await), json!({}), "{id}");
    }
    let missing = create(&site, &boss, "nobody").await;
    assert_eq!((missing.status.as_u16(), missing.outcome().name.as_str()), (404, "entity_not_found"));
    for _ in 0..3 {
        create(&site, &boss, "ada").await;
    }
    let many = create(&site, &boss, "ada").await;
    assert_eq!((many.status.as_u16(), many.outcome().name.as_str()), (409, "login_tokens_still_valid"));
}

#[tokio::test]
async fn a_token_makes_a_session_as_a_password_does() {
    let (site, boss) = open().await;
    let token = json_of(&create(&site, &boss, "ada").await)["token"].as_str().unwrap().to_owned();
    // Looking at the page uses nothing up.
    let page = site.get("/token-login", "").await;
    assert!(page.status.is_success() && page.text.contains("/fn/login-tokens/use"), "{page:?}");
    assert!(site.get("/login", "").await.text.contains("href=\"/login-link\""));
    let post = async |code: &str| site.post_from("/token-login", "/fn/login-tokens/use", "", &[("code", code)]).await;
    let wrong = post(&token[1..]).await;
    assert!(wrong.status.as_u16() == 303 && wrong.location().starts_with("/token-login?flash="), "{wrong:?}");
    let said = site.get(wrong.location(), "").await.text;
    assert!(said.contains("This code is not valid.") && !said.contains(&token[1..]), "{said}");
    let entered = post(&token).await;
    assert_eq!((entered.status.as_u16(), entered.location()), (303, "/"), "{entered:?}");
    let attributes = entered.header("set-cookie");
    for attribute in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(attributes.contains(attribute), "{attributes}");
    }
    assert!(site.get("/account", &entered.cookie().unwrap()).await.text.contains("ada"));
    assert!(post(&token).await.cookie().is_none());
}

#[tokio::test]
async fn where_it_is_switched_off_nothing_of_it_is_offered() {
    let site = Site::open().await;
    person(&site, "ada", false).await;
    assert!(!site.get("/login", "").await.text.contains("/login-link"));
    for (path, fields) in [("/fn/login-tokens/mail", ("login", "ada")), ("/fn/login-tokens/use", ("code", "A"))] {
        assert_eq!(site.post(path, "", &[fields]).await.error().name, "login_tokens_disabled", "{path}");
    }
}
