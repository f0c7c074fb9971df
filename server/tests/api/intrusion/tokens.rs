//! Tokens that are cut, changed, or shown as something that they are not (T08).

use domain::Right;
use serde_json::{Value, json};

use super::{key_id, method};
use crate::{
    api::{Shown, grpc, http, key, person, session},
    support::Site,
};

/// Whether a token, or what is shown, makes anybody known at either door.
async fn is_known(site: &Site, shown: &Shown) -> bool {
    let answer = http(site, "GET", "/api/v3/users/somebody?field_mask=attributes", shown, &Value::Null).await;
    let request = json!({"user_ids": {"user_id": "somebody"}, "field_mask": {"paths": ["attributes"]}});
    let outcome = grpc(site, &method("UserRegistry/Get"), shown, &request).await.0;
    assert_eq!(answer.outcome(), outcome, "{shown:?}");
    assert!([0, 3, 16].contains(&outcome.code), "{shown:?}: {outcome:?}");
    outcome.is_ok()
}

#[tokio::test]
async fn no_part_of_a_token_is_one() {
    let site = Site::open().await;
    person(&site, "somebody", false).await;
    let token = key(&site, "somebody", &[Right::ALL]).await;
    let (session_id, secret) = session(&site, "somebody").await;
    for token in [token, format!("ONZW4.{session_id}.{secret}")] {
        assert!(is_known(&site, &Shown::token(&token)).await);
        for length in 0..token.len() {
            assert!(!is_known(&site, &Shown::token(&token[..length])).await, "the first {length}");
            assert!(!is_known(&site, &Shown::token(&token[token.len() - length..])).await, "the last {length}");
        }
    }
}

#[tokio::test]
async fn no_token_that_was_changed_is_one() {
    let site = Site::open().await;
    person(&site, "somebody", false).await;
    let token = key(&site, "somebody", &[Right::ALL]).await;
    for (position, character) in token.char_indices() {
        let other = if character == 'A' { 'B' } else { 'A' };
        let changed = format!("{}{other}{}", &token[..position], &token[position + 1..]);
        let small = format!("{}{}{}", &token[..position], character.to_ascii_lowercase(), &token[position + 1..]);
        let doubled = format!("{}{character}{}", &token[..position], &token[position..]);
        for text in [changed, small, doubled].iter().filter(|text| **text != token) {
            assert!(!is_known(&site, &Shown::token(text)).await, "{position} {text}");
        }
    }
    let around = [" {}", "\t{}", "{}=", "{}.", ".{}", "{},{}", "{}%00", "\"{}\"", "{};", "{} {}"];
    for text in around.map(|around| around.replace("{}", &token)) {
        assert!(!is_known(&site, &Shown::token(&text)).await, "{text:?}");
    }
    for scheme in ["Basic", "Token", "NNSXS", "Bearer,Bearer", "Bearer:"] {
        let shown = Shown::nothing().with("authorization", &format!("{scheme} {token}"));
        assert!(!is_known(&site, &shown).await, "{scheme}");
    }
}

#[tokio::test]
async fn a_secret_of_one_kind_is_none_of_another() {
    let site = Site::open().await;
    person(&site, "somebody", false).await;
    let token = key(&site, "somebody", &[Right::ALL]).await;
    let other = key(&site, "somebody", &[Right::ALL]).await;
    let (session_id, cookie) = session(&site, "somebody").await;
    let secret = |token: &str| token.rsplit('.').next().unwrap().to_owned();
    let secrets = [
        ("NNSXS", key_id(&token).to_owned(), secret(&token)),
        ("NNSXS", key_id(&other).to_owned(), secret(&other)),
        ("ONZW4", session_id, cookie.clone()),
    ];
    let mut known = 0;
    for prefix in ["NNSXS", "MFRWG", "OJSWM", "MF2XI", "ONZW4", "nnsxs", ""] {
        for (kind, id, _) in &secrets {
            for (of, whose, secret) in &secrets {
                let is_whole = prefix == *kind && kind == of && id == whose;
                let shown = Shown::token(&format!("{prefix}.{id}.{secret}"));
                assert_eq!(is_known(&site, &shown).await, is_whole, "{prefix} {kind} {of}");
                known += usize::from(is_whole);
            }
        }
    }
    assert_eq!(known, 3);
    // The cookie holds the token of a session alone.
    for text in [token.clone(), secret(&token), format!("ONZW4.{}.{cookie}", secrets[2].1), String::new()] {
        assert!(!is_known(&site, &Shown::cookie(&text)).await, "{text}");
    }
    assert!(is_known(&site, &Shown::cookie(&cookie)).await);
    // A token that is shown beside a cookie is the one that counts.
    let both = Shown::cookie(&cookie).with("authorization", "Bearer NNSXS.A.B");
    assert!(!is_known(&site, &both).await);
}
