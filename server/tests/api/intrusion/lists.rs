//! Nobody learns of users by lists and searches whom they may not see, nor how many they are (Z08).

use domain::{Right, UserPatch};
use serde_json::{Value, json};

use super::{host, id};
use crate::{
    api::{Shown, http, key},
    support::{Answer, Site},
};

/// An admin, two users who say little of themselves, one who is gone, and a caller who is no admin.
async fn site() -> (Site, Shown, Shown) {
    let site = Site::open().await;
    site.person("boss", true).await;
    site.person("me", false).await;
    for user_id in ["hidden-one", "hidden-two", "hidden-gone"] {
        site.user(user_id).await;
        let patch = UserPatch { name: Some(format!("Quokka of {user_id}")), ..UserPatch::default() };
        service::users::update(&site.service, &host(), &id(user_id), patch, None).await.unwrap();
    }
    service::users::delete(&site.service, &host(), &id("hidden-gone"), None).await.unwrap();
    let [boss, me] = [key(&site, "boss", &[Right::ALL]).await, key(&site, "me", &[Right::ALL]).await];
    (site, Shown::token(&boss), Shown::token(&me))
}

async fn get(site: &Site, path: &str, shown: &Shown) -> Answer {
    http(site, "GET", path, shown, &Value::Null).await
}

fn total(answer: &Answer) -> Option<usize> {
    answer.headers.get("x-total-count").map(|total| total.to_str().unwrap().parse().unwrap())
}

fn ids(answer: &Answer) -> Vec<String> {
    let answer = serde_json::from_str::<Value>(&answer.text).unwrap();
    let users = answer["users"].as_array().or_else(|| answer["account_ids"].as_array()).cloned().unwrap_or_default();
    let ids = users.iter().map(|user| user["ids"]["user_id"].as_str().or_else(|| user["user_ids"]["user_id"].as_str()));
    ids.map(|id| id.unwrap().to_owned()).collect()
}

#[tokio::test]
async fn no_order_mask_or_filter_tells_a_stranger_of_anybody() {
    let (site, _, me) = site().await;
    let mut answers = Vec::new();
    for list in ["/api/v3/users", "/api/v3/search/users"] {
        for asked in [
            "",
            "limit=1",
            "limit=1&page=3",
            "limit=1&page=4",
            "order=primary_email_address",
            "order=-name",
            "order=-created_at",
            "field_mask=primary_email_address",
            "deleted=true",
            "query=quokka",
            "query=hidden-one%40example.com",
            "name_contains=quokka",
            "id_contains=hidden",
            "state=STATE_APPROVED",
            "state=STATE_SUSPENDED",
            "attributes_contain[team]=x",
        ] {
            for shown in [&me, &Shown::nothing()] {
                let answer = get(&site, &format!("{list}?{asked}"), shown).await;
                assert!(matches!(answer.status.as_u16(), 401 | 403), "{list}?{asked}: {answer:?}");
                assert_eq!(total(&answer), None, "{list}?{asked}");
                assert!(!answer.text.contains("hidden"), "{list}?{asked}: {}", answer.text);
                answers.push((list, answer.status));
            }
        }
        // Whatever is asked, the answer is the same, so none of them tells more than another.
        for caller in 0..2 {
            let of_caller = answers.iter().filter(|(of, _)| *of == list).skip(caller).step_by(2);
            let mut statuses = of_caller.map(|(_, status)| status).collect::<Vec<_>>();
            statuses.dedup();
            assert_eq!(statuses.len(), 1, "{list}");
        }
    }
}

#[tokio::test]
async fn a_stranger_finds_live_users_by_their_ids_only_and_as_many_as_are_counted() {
    let (site, _, me) = site().await;
    for (query, found) in [
        ("hidden", vec!["hidden-one", "hidden-two"]),
        ("hidden-gone", vec![]),
        ("quokka", vec![]),
        ("example.com", vec![]),
        ("hidden-one%40example.com", vec![]),
        ("%25%25", vec![]),
        ("__", vec![]),
    ] {
        let answer = get(&site, &format!("/api/v3/search/accounts?query={query}"), &me).await;
        assert_eq!(ids(&answer), found, "{query}: {answer:?}");
        assert_eq!(total(&answer), Some(found.len()), "{query}");
    }
}

#[tokio::test]
async fn an_admin_is_told_as_many_as_all_pages_show() {
    let (site, boss, _) = site().await;
    for (list, count) in [
        ("/api/v3/users?limit=2", 4),
        ("/api/v3/users?limit=2&order=-name", 4),
        ("/api/v3/users?limit=2&deleted=true", 1),
        ("/api/v3/search/users?limit=1&query=quokka", 2),
        ("/api/v3/search/users?limit=1&query=hidden-one%40example.com", 1),
        ("/api/v3/search/users?limit=1&name_contains=quokka&deleted=true", 1),
        ("/api/v3/search/users?limit=1&id_contains=%25", 0),
    ] {
        let mut seen = Vec::new();
        for page in 1..=5 {
            let answer = get(&site, &format!("{list}&page={page}"), &boss).await;
            assert_eq!(total(&answer), Some(count), "{list} on page {page}: {answer:?}");
            seen.extend(ids(&answer));
        }
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), count, "{list}: {seen:?}");
    }
    let nothing = http(&site, "GET", "/api/v3/search/users?query=hidden-gone", &boss, &json!(null)).await;
    assert_eq!((ids(&nothing), total(&nothing)), (vec![], Some(0)));
}
