//! Users by filter, as programs walk through them.

use domain::Right;
use serde_json::Value;

use crate::{
    api::{Shown, http, key, person},
    support::{Answer, Site},
};

async fn ask(site: &Site, boss: &Shown, query: &str) -> Answer {
    http(site, "GET", &format!("/api/roster/v1/users?{query}"), boss, &Value::Null).await
}

#[tokio::test]
async fn all_who_match_are_had_page_by_page_with_the_fields_that_are_asked_for() {
    let site = Site::open().await;
    person(&site, "boss", true).await;
    for number in 0..5 {
        person(&site, &format!("person-{number}"), false).await;
    }
    let boss = Shown::token(&key(&site, "boss", &[Right::ALL]).await);
    let (mut names, mut after) = (Vec::new(), String::new());
    loop {
        let query = format!("filter=-admin%3Ayes+id%3Aperson-*&field_mask=state&limit=2&after={after}");
        let page: Value = serde_json::from_str(&ask(&site, &boss, &query).await.text).unwrap();
        for user in page["users"].as_array().into_iter().flatten() {
            assert_eq!((&user["state"], user.get("name")), (&"STATE_APPROVED".into(), None));
            names.push(user["ids"]["user_id"].as_str().unwrap().to_owned());
        }
        match page["next"].as_str() {
            Some(next) if !next.is_empty() => next.clone_into(&mut after),
            _ => break,
        }
    }
    assert_eq!(names, ["person-0", "person-1", "person-2", "person-3", "person-4"]);
}

#[tokio::test]
async fn a_filter_that_can_not_be_read_is_refused_with_the_place() {
    let site = Site::open().await;
    person(&site, "boss", true).await;
    let boss = Shown::token(&key(&site, "boss", &[Right::ALL]).await);
    let refused = ask(&site, &boss, "filter=state%3Agone").await;
    assert!(refused.status.is_client_error());
    assert!(refused.text.contains("At character 1: there is no state"), "{}", refused.text);
    let refused = ask(&site, &boss, "after=zz").await;
    assert!(refused.text.contains("after"), "{}", refused.text);
}
