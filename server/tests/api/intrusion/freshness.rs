//! What was taken away is gone with the next call, and with a call that is under way (Z06).

use domain::{ApiKeyPatch, NewApiKey, Right, Rights, UserFields, UserPatch};
use serde_json::Value;
use service::{Caller, RequestContext, api_keys, credentials, records};

use super::{host, id, key_id};
use crate::{
    api::{Shown, http, key, person},
    support::Site,
};

const ROUNDS: usize = 200;

async fn set_rights(site: &Site, of: &str, token: &str, rights: &[Right]) {
    let rights = Some(rights.iter().copied().collect());
    let patch = ApiKeyPatch { rights, ..ApiKeyPatch::default() };
    api_keys::update(&site.service, &host(), &id(of), key_id(token), patch).await.unwrap();
}

async fn set_admin(site: &Site, of: &str, admin: bool) {
    let patch = UserPatch { admin: Some(admin), ..UserPatch::default() };
    service::users::update(&site.service, &host(), &id(of), patch, None).await.unwrap();
}

#[tokio::test]
async fn a_right_that_was_taken_away_is_gone_with_the_next_call() {
    let site = Site::open().await;
    person(&site, "somebody", false).await;
    let token = key(&site, "somebody", &[Right::USER_INFO]).await;
    let shown = Shown::token(&token);
    for round in 0..ROUNDS {
        let read = async || {
            http(&site, "GET", "/api/v3/users/somebody?field_mask=attributes", &shown, &Value::Null).await.outcome()
        };
        assert!(read().await.is_ok(), "{round}");
        set_rights(&site, "somebody", &token, &[Right::USER_DELETE]).await;
        assert_eq!(read().await.name, "insufficient_user_rights", "{round}");
        set_rights(&site, "somebody", &token, &[Right::USER_INFO]).await;
    }
}

#[tokio::test]
async fn an_admin_who_is_none_any_more_is_none_with_the_next_call() {
    let site = Site::open().await;
    for name in ["boss", "other"] {
        person(&site, name, true).await;
    }
    let shown = Shown::token(&key(&site, "other", &[Right::ALL]).await);
    for round in 0..ROUNDS {
        let list = async || http(&site, "GET", "/api/v3/users?limit=1", &shown, &Value::Null).await.outcome();
        assert!(list().await.is_ok(), "{round}");
        set_admin(&site, "other", false).await;
        assert_eq!(list().await.name, "permission_denied", "{round}");
        set_admin(&site, "other", true).await;
    }
}

/// Who was made out when a call began, before something else happened.
async fn caller(site: &Site, token: &str) -> Caller {
    let context = RequestContext::default();
    credentials::resolve(&site.service, &format!("Bearer {token}"), context).await.unwrap()
}

#[tokio::test]
async fn an_admin_who_is_none_any_more_does_not_make_themselves_one_again() {
    let site = Site::open().await;
    for name in ["boss", "other"] {
        person(&site, name, true).await;
    }
    let under_way = caller(&site, &key(&site, "other", &[Right::ALL]).await).await;
    set_admin(&site, "other", false).await;
    let patch = UserPatch { admin: Some(true), ..UserPatch::default() };
    let update = records::Update { fields: UserFields::of(["admin"]), patch, ..records::Update::default() };
    let refused = records::update(&site.service, &under_way, &id("other"), update, None).await.unwrap_err();
    assert_eq!(refused.code, domain::Code::PermissionDenied, "{refused:?}");
    assert!(!service::users::get(&site.service, &host(), &id("other")).await.unwrap().admin);
}

#[tokio::test]
async fn a_key_does_not_pass_on_what_was_taken_from_it_meanwhile() {
    let site = Site::open().await;
    person(&site, "somebody", false).await;
    let token = key(&site, "somebody", &[Right::USER_SETTINGS_API_KEYS, Right::USER_DELETE]).await;
    let spare = key(&site, "somebody", &[Right::USER_SETTINGS_API_KEYS]).await;
    let under_way = caller(&site, &token).await;
    set_rights(&site, "somebody", &token, &[Right::USER_SETTINGS_API_KEYS]).await;
    let rights: Rights = [Right::USER_DELETE].into_iter().collect();
    let new = NewApiKey { rights, ..NewApiKey::default() };
    let made = api_keys::create(&site.service, &under_way, &id("somebody"), new).await;
    assert!(made.is_err_and(|error| error.code == domain::Code::Unauthenticated));
    let patch = ApiKeyPatch { rights: Some(rights), ..ApiKeyPatch::default() };
    let widened = api_keys::update(&site.service, &under_way, &id("somebody"), key_id(&spare), patch).await;
    assert!(widened.is_err_and(|error| error.code == domain::Code::Unauthenticated));
}
