//! The trail and the reservations, as programs ask for them.

use domain::Right;
use serde_json::{Value, json};

use crate::{
    api::{Shown, http, key, person},
    support::{Answer, Site},
};

async fn boss(site: &Site) -> Shown {
    person(site, "boss", true).await;
    Shown::token(&key(site, "boss", &[Right::ALL]).await)
}

async fn ask(site: &Site, shown: &Shown, query: &str) -> Answer {
    http(site, "GET", &format!("/api/roster/v1/audit?{query}"), shown, &Value::Null).await
}

fn json_of(answer: &Answer) -> Value {
    assert!(answer.status.is_success(), "{answer:?}");
    serde_json::from_str(&answer.text).unwrap()
}

/// What was done to whom, in a page of the trail.
fn deeds(page: &Value) -> Vec<(&str, &str)> {
    let text = |record: &'_ Value, name: &str| record[name].as_str().unwrap_or_default().to_owned();
    let records = page["records"].as_array().map(Vec::as_slice).unwrap_or_default();
    assert!(records.iter().all(|record| !text(record, "at").is_empty() && !text(record, "id").is_empty()));
    records
        .iter()
        .map(|record| (record["action"].as_str().unwrap(), record["user_id"].as_str().unwrap_or_default()))
        .collect()
}

#[tokio::test]
async fn admins_read_who_did_what_page_by_page() {
    let site = Site::open().await;
    let boss = boss(&site).await;
    person(&site, "ada", false).await;
    let rename = json!({ "user": { "name": "Ada" }, "field_mask": "name" });
    json_of(&http(&site, "PUT", "/api/v3/users/ada", &boss, &rename).await);
    json_of(&http(&site, "DELETE", "/api/v3/users/ada", &boss, &Value::Null).await);
    let first = json_of(&ask(&site, &boss, "actor=boss&action=user.*&limit=1").await);
    assert_eq!(deeds(&first), [("user.delete", "ada")]);
    let next = first["next"].as_str().unwrap();
    let second = json_of(&ask(&site, &boss, &format!("actor=boss&action=user.*&limit=1&after={next}")).await);
    assert_eq!(deeds(&second), [("user.update", "ada")]);
    assert_eq!(
        (second["records"][0]["before"].clone(), second["records"][0]["after"].clone()),
        (json!({ "name": "" }), json!({ "name": "Ada" }))
    );
    assert_eq!(second["next"], Value::Null);
    let about = json_of(&ask(&site, &boss, "user_id=ada").await);
    assert_eq!(deeds(&about), [("user.delete", "ada"), ("user.update", "ada"), ("user.create", "ada")]);
    let past = json_of(&ask(&site, &boss, "user_id=ada&until=2000-01-01T00:00:00Z").await);
    assert_eq!(deeds(&past), []);
}

#[tokio::test]
async fn what_can_not_be_asked_of_the_trail_is_named() {
    let site = Site::open().await;
    let boss = boss(&site).await;
    for (query, part) in [
        ("action=user.crate", "user.create"),
        ("user_id=-bad-", "user_id"),
        ("after=zz", "after"),
        ("limit=1001", "limit"),
    ] {
        let refused = ask(&site, &boss, query).await;
        assert!(refused.status.is_client_error() && refused.text.contains(part), "{query}: {}", refused.text);
    }
}

#[tokio::test]
async fn reservations_are_made_listed_and_lifted() {
    const WHERE: &str = "/api/roster/v1/reservations";
    let site = Site::open().await;
    let boss = boss(&site).await;
    let new = json!({ "pattern": "admin-*", "reason": "for the team", "until": "2999-01-01T00:00:00Z" });
    let made = json_of(&http(&site, "POST", WHERE, &boss, &json!({ "reservation": new })).await);
    assert_eq!(
        (&made["pattern"], &made["reserved_by"], &made["until"]),
        (&json!("admin-*"), &json!("boss"), &new["until"])
    );
    let again = http(&site, "POST", WHERE, &boss, &json!({ "reservation": new })).await;
    assert_eq!(again.status.as_u16(), 409, "{again:?}");
    let past = json!({ "reservation": { "pattern": "svc-*", "until": "2000-01-01T00:00:00Z" } });
    let past = http(&site, "POST", WHERE, &boss, &past).await;
    assert!(past.status.is_client_error() && past.text.contains("until"), "{past:?}");
    assert_eq!(json_of(&http(&site, "GET", WHERE, &boss, &Value::Null).await), json!({ "reservations": [made] }));
    let taken = json!({ "user": { "ids": { "user_id": "admin-7" }, "primary_email_address": "a@example.com", "password": "correct horse battery" } });
    let taken = http(&site, "POST", "/api/v3/users", &boss, &taken).await;
    assert!(taken.text.contains("for the team"), "{taken:?}");
    json_of(&http(&site, "DELETE", &format!("{WHERE}/admin-%2A"), &boss, &Value::Null).await);
    assert_eq!(json_of(&http(&site, "GET", WHERE, &boss, &Value::Null).await), json!({}));
    let gone = http(&site, "DELETE", &format!("{WHERE}/admin-%2A"), &boss, &Value::Null).await;
    assert_eq!(gone.status.as_u16(), 404, "{gone:?}");
}
