//! Users by filter, as programs walk through them.

use domain::Right;
use serde_json::{Value, json};

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
async fn in_an_order_pages_are_numbered_and_the_total_is_told() {
    let site = Site::open().await;
    person(&site, "boss", true).await;
    for number in 0..5 {
        person(&site, &format!("person-{number}"), false).await;
    }
    let boss = Shown::token(&key(&site, "boss", &[Right::ALL]).await);
    let found = ask(&site, &boss, "filter=admin%3Ano&order=-user_id&limit=2&page=2").await;
    let page: Value = serde_json::from_str(&found.text).unwrap();
    let ids: Vec<_> = page["users"].as_array().unwrap().iter().map(|user| user["ids"]["user_id"].clone()).collect();
    assert_eq!((ids, page.get("next")), (vec!["person-2".into(), "person-1".into()], None));
    assert_eq!(found.headers["x-total-count"], "5");
    let refused = ask(&site, &boss, "order=name&after=1").await;
    assert!(refused.status.is_client_error() && refused.text.contains("numbered"), "{}", refused.text);
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

async fn post(site: &Site, shown: &Shown, deed: &str, body: &Value) -> Value {
    let answer = http(site, "POST", &format!("/api/roster/v1/users/{deed}"), shown, body).await;
    assert!(answer.status.is_success(), "{answer:?}");
    serde_json::from_str(&answer.text).unwrap()
}

/// What each user came to: `done`, or the name of the error.
fn outcomes(answer: &Value) -> Vec<String> {
    let outcome = |result: &Value| result["error"]["name"].as_str().unwrap_or("done").to_owned();
    answer["results"].as_array().unwrap().iter().map(outcome).collect()
}

#[tokio::test]
async fn of_many_changes_each_stands_for_itself() {
    let site = Site::open().await;
    // Who can log in, so that the rule of the last admin holds.
    site.person("boss", true).await;
    for number in 0..40 {
        person(&site, &format!("person-{number}"), false).await;
    }
    let boss = Shown::token(&key(&site, "boss", &[Right::ALL]).await);
    let change =
        |id: &str, state: &str| json!({ "user": { "ids": { "user_id": id }, "state": state }, "field_mask": "state" });
    let mut changes: Vec<_> = (0..40).map(|number| change(&format!("person-{number}"), "STATE_SUSPENDED")).collect();
    changes.push(change("boss", "STATE_SUSPENDED"));
    changes.push(change("nobody", "STATE_SUSPENDED"));
    changes.push(change("-bad-", "STATE_SUSPENDED"));
    let answer = post(&site, &boss, "update", &json!({ "changes": changes })).await;
    let mut expected = vec!["done"; 40];
    expected.extend(["last_admin", "user_not_found", "validation"]);
    assert_eq!(outcomes(&answer), expected);
    assert_eq!((&answer["done"], &answer["failed"]), (&40.into(), &3.into()));
    let suspended = site.text("SELECT CAST(count(*) AS TEXT) FROM users WHERE state = 4").await;
    assert_eq!(suspended.as_deref(), Some("40"));
    let ids: Vec<_> = ["person-0", "boss", "person-0"].map(|id| json!({ "user_id": id })).to_vec();
    let answer = post(&site, &boss, "delete", &json!({ "user_ids": ids })).await;
    let mut deleted = outcomes(&answer);
    deleted.sort();
    assert_eq!(deleted, ["done", "last_admin", "user_not_found"]);
}

#[tokio::test]
async fn of_many_who_is_deleted_is_brought_back_or_removed_for_good() {
    let site = Site::open().await;
    person(&site, "boss", true).await;
    for id in ["ada", "bob", "eve"] {
        person(&site, id, false).await;
    }
    let boss = Shown::token(&key(&site, "boss", &[Right::ALL]).await);
    let of = |ids: &[&str]| json!({ "user_ids": ids.iter().map(|id| json!({ "user_id": id })).collect::<Vec<_>>() });
    post(&site, &boss, "delete", &of(&["ada", "bob"])).await;
    let restored = post(&site, &boss, "restore", &of(&["ada", "eve", "nobody"])).await;
    assert_eq!(outcomes(&restored), ["done", "user_not_found", "user_not_found"]);
    // Who is back again is not removed with those who are not.
    let purged = post(&site, &boss, "purge", &of(&["ada", "bob"])).await;
    assert_eq!(outcomes(&purged), ["user_not_found", "done"]);
    let left = site.text("SELECT CAST(count(*) AS TEXT) FROM users WHERE user_id IN ('ada', 'bob')").await;
    assert_eq!(left.as_deref(), Some("1"));
}

#[tokio::test]
async fn of_others_nobody_but_admins_changes_anything_this_way_either() {
    let site = Site::open().await;
    person(&site, "ada", false).await;
    person(&site, "bob", false).await;
    let ada = Shown::token(&key(&site, "ada", &[Right::ALL]).await);
    let rename = |id: &str| json!({ "user": { "ids": { "user_id": id }, "name": "x" }, "field_mask": "name" });
    let changes = json!({ "changes": [rename("bob"), rename("ada")] });
    assert_eq!(outcomes(&post(&site, &ada, "update", &changes).await), ["no_user_rights", "done"]);
    let ids = json!({ "user_ids": [{ "user_id": "bob" }] });
    for (deed, refusal) in
        [("delete", "no_user_rights"), ("restore", "no_user_rights"), ("purge", "admins_purge_users")]
    {
        assert_eq!(outcomes(&post(&site, &ada, deed, &ids).await), [refusal], "{deed}");
    }
}
