//! Who has forgotten a password asks for a mail, and learns nothing of who is there.

use domain::{State, UserId, UserPatch};
use serde_json::{Value, json};
use service::Caller;

use crate::{
    api::{Shown, http, person},
    support::{Answer, Site},
};

/// A site with somebody, and somebody who may not log in.
async fn open() -> Site {
    let site = Site::open().await;
    person(&site, "ada", false).await;
    person(&site, "former", false).await;
    let patch = UserPatch { state: Some(State::Suspended), ..UserPatch::default() };
    let former = UserId::parse("former").unwrap();
    service::users::update(&site.service, &Caller::host("test"), &former, patch, None).await.unwrap();
    site
}

/// All of an answer that a caller could tell from another, but for its number and time.
fn told(answer: &Answer) -> (u16, Vec<(String, String)>, String) {
    let headers = answer.headers.iter().filter(|(name, _)| !["x-request-id", "date"].contains(&name.as_str()));
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    let mut headers: Vec<_> =
        headers.filter(|(name, _)| !name.contains("ratelimit") && !name.contains("rate-limit")).collect();
    headers.sort();
    (answer.status.as_u16(), headers, answer.text.clone())
}

async fn queued(site: &Site) -> String {
    site.text("SELECT CAST(count(*) AS TEXT) FROM mails WHERE template = 'temporary_password'").await.unwrap()
}

#[tokio::test]
async fn programs_are_answered_the_same_whoever_they_ask_for() {
    let site = open().await;
    let ask = async |id: &str| {
        let path = format!("/api/v3/users/{id}/temporary_password");
        told(&http(&site, "POST", &path, &Shown::nothing(), &Value::Null).await)
    };
    let first = ask("ada").await;
    assert_eq!((first.0, serde_json::from_str::<Value>(&first.2).unwrap()), (200, json!({})));
    // At the fourth time too, from when on nothing is mailed.
    for id in ["nobody", "former", "ada", "ada", "ada", "nobody"] {
        assert_eq!(ask(id).await, first, "{id}");
    }
    assert_eq!(queued(&site).await, "3");
}

#[tokio::test]
async fn the_page_is_answered_the_same_whoever_is_typed() {
    let site = open().await;
    let page = site.get("/forgot-password", "").await;
    assert!(page.status.is_success() && page.text.contains("/fn/passwords/mail"));
    assert!(site.get("/login", "").await.text.contains("href=\"/forgot-password\""));
    let ask = async |login: &str| {
        told(&site.post_from("/forgot-password", "/fn/passwords/mail", "", &[("login", login)]).await)
    };
    let first = ask("ada@example.com").await;
    assert_eq!(first.0, 303);
    for login in ["nobody", "nobody@example.com", "former", " ada ", "not a name", ""] {
        assert_eq!(ask(login).await, first, "{login}");
    }
    assert_eq!(queued(&site).await, "2");
    let said = site.get("/login?done=mailed", "").await.text;
    assert!(said.contains("If there is such an account"), "{said}");
}
