//! Nobody passes on what they do not have (T09).

use domain::{Right, Rights};
use futures_util::{StreamExt as _, stream};
use serde_json::json;

use super::key_id;
use crate::{
    api::{Shown, http, key, person},
    support::Site,
};

fn all() -> Vec<Right> {
    Rights::ALL.iter().filter(|right| right.name().starts_with("RIGHT_")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_key_has_no_right_that_its_maker_does_not_have() {
    let site = &Site::open().await;
    let rights = all();
    assert!(rights.len() > 55, "{}", rights.len());
    let pairs = stream::iter(rights.iter().copied()).map(async |own| {
        // One each, since the keys of a user are limited.
        let me = format!("me-{}", own.number());
        person(site, &me, false).await;
        let held = Rights::from_iter([Right::USER_SETTINGS_API_KEYS, own]).implied();
        let shown = Shown::token(&key(site, &me, &[Right::USER_SETTINGS_API_KEYS, own]).await);
        let spare = key(site, &me, &[Right::USER_SETTINGS_API_KEYS]).await;
        let (keys, spare) = (format!("/api/v3/users/{me}/api-keys"), key_id(&spare).to_owned());
        for new in all() {
            let may = held.contains_all(Rights::from_iter([new]).implied());
            let expected = if may { "ok" } else { "insufficient_user_rights" };
            let body = json!({"rights": [new.name()]});
            let outcome = http(site, "POST", &keys, &shown, &body).await.outcome();
            assert_eq!(outcome.name, expected, "{own} makes {new}");
            // To widen a key asks the same of the same function, so that some will do.
            if !may && new.name().starts_with("RIGHT_USER_SETTINGS") {
                let body = json!({"api_key": {"rights": [new.name()]}, "field_mask": {"paths": ["rights"]}});
                let outcome = http(site, "PUT", &format!("{keys}/{spare}"), &shown, &body).await.outcome();
                assert_eq!(outcome.name, expected, "{own} widens to {new}");
            }
        }
    });
    pairs.buffer_unordered(4).collect::<Vec<()>>().await;
}

#[tokio::test]
async fn a_key_that_is_stronger_than_its_owners_key_is_not_touched_by_it() {
    let site = Site::open().await;
    person(&site, "me", false).await;
    let weak = Shown::token(&key(&site, "me", &[Right::USER_SETTINGS_API_KEYS]).await);
    let strong = key(&site, "me", &[Right::ALL]).await;
    let path = format!("/api/v3/users/me/api-keys/{}", key_id(&strong));
    for (fields, paths) in [
        (json!({"name": "x"}), vec!["name"]),
        (json!({"expires_at": "2099-01-01T00:00:00Z"}), vec!["expires_at"]),
        (json!({"rights": ["RIGHT_USER_SETTINGS_API_KEYS"]}), vec!["rights"]),
        (json!({"name": "x", "rights": ["RIGHT_USER_SETTINGS_API_KEYS"]}), vec![]),
    ] {
        let body = json!({"api_key": fields, "field_mask": {"paths": paths}});
        let outcome = http(&site, "PUT", &path, &weak, &body).await.outcome();
        assert_eq!(outcome.name, "insufficient_user_rights", "{body}");
    }
}
