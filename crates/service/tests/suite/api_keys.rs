//! API keys: made, listed, changed and ended by whom, and with which rights.

use domain::{ApiKeyOrder, ApiKeyPatch, NewApiKey, Page, Right, Rights};
use secrecy::ExposeSecret as _;
use service::{Caller, api_keys};

use crate::{
    World,
    support::{HOUR, assert_refused, context, id},
};

testdb::on_both!(
    a_key_is_shown_once_and_works,
    nobody_makes_a_key_that_can_do_more_than_they,
    an_admin_does_not_touch_the_keys_of_others,
    a_change_needs_every_right_that_the_key_has,
    a_key_that_was_ended_opens_nothing_from_then_on,
    a_key_has_an_end_in_the_future_or_none,
    keys_of_a_purged_user_are_nobodys,
    what_is_done_to_keys_is_in_the_trail_without_them,
);

fn set(rights: &[Right]) -> Rights {
    rights.iter().copied().collect()
}

fn new(rights: &[Right]) -> NewApiKey {
    NewApiKey { name: "backup".into(), rights: set(rights), expires_at: None }
}

async fn resolve(world: &World, token: &str) -> domain::Result<Caller> {
    service::credentials::resolve(&world.service, &format!("Bearer {token}"), context()).await
}

async fn a_key_is_shown_once_and_works(world: World) {
    world.person("ada").await;
    let ada = world.caller("ada").await;
    let (key, token) = api_keys::create(&world.service, &ada, &id("ada"), new(&[Right::USER_INFO])).await.unwrap();
    let token = token.expose_secret();
    let parts: Vec<_> = token.split('.').collect();
    assert_eq!((parts[0], parts[1], parts[1].len(), parts[2].len()), ("NNSXS", key.key_id.as_str(), 39, 52));
    assert_eq!(resolve(&world, token).await.unwrap().user().unwrap().user_id, id("ada"));
    let page = Page::new(1, 10).unwrap();
    let listed = api_keys::list(&world.service, &ada, &id("ada"), ApiKeyOrder::default(), page).await.unwrap();
    assert_eq!((listed.0.len(), listed.1), (1, 1));
    let got = api_keys::get(&world.service, &ada, &id("ada"), &key.key_id).await.unwrap();
    assert_eq!((got.name.as_str(), got.last_used_at), ("backup", Some(world.service.now())));
    let secret = parts[2].to_owned();
    for row in testdb::rows(&world.url, "SELECT key_id FROM api_keys").await {
        assert!(!format!("{row:?}").contains(&secret));
    }
}

async fn nobody_makes_a_key_that_can_do_more_than_they(world: World) {
    world.person("ada").await;
    let program = world.program("ada", &[Right::USER_SETTINGS_API_KEYS, Right::USER_INFO]).await;
    api_keys::create(&world.service, &program, &id("ada"), new(&[Right::USER_INFO])).await.unwrap();
    for more in [Right::ALL, Right::USER_ALL, Right::USER_DELETE, Right::SEND_INVITES] {
        let refused = api_keys::create(&world.service, &program, &id("ada"), new(&[Right::USER_INFO, more])).await;
        assert_refused(refused, "insufficient_user_rights", &[]);
    }
    let weak = world.program("ada", &[Right::USER_INFO]).await;
    let refused = api_keys::create(&world.service, &weak, &id("ada"), new(&[Right::USER_INFO])).await;
    assert_refused(refused, "insufficient_user_rights", &[]);
}

async fn an_admin_does_not_touch_the_keys_of_others(world: World) {
    world.admin("boss").await;
    world.person("ada").await;
    let key = world.key("ada", &[Right::USER_INFO]).await;
    let key_id = key.split('.').nth(1).unwrap();
    for caller in [world.caller("boss").await, world.program("boss", &[Right::ALL]).await] {
        let (service, ada) = (&world.service, id("ada"));
        let page = Page::new(1, 10).unwrap();
        let name = "insufficient_user_rights";
        assert_refused(api_keys::create(service, &caller, &ada, new(&[Right::USER_INFO])).await, name, &[]);
        assert_refused(api_keys::list(service, &caller, &ada, ApiKeyOrder::default(), page).await, name, &[]);
        assert_refused(api_keys::get(service, &caller, &ada, key_id).await, name, &[]);
        assert_refused(api_keys::update(service, &caller, &ada, key_id, ApiKeyPatch::default()).await, name, &[]);
        assert_refused(api_keys::delete(service, &caller, &ada, key_id).await, name, &[]);
    }
}

async fn a_change_needs_every_right_that_the_key_has(world: World) {
    world.person("ada").await;
    let strong = world.key("ada", &[Right::USER_ALL]).await;
    let key_id = strong.split('.').nth(1).unwrap();
    let program = world.program("ada", &[Right::USER_SETTINGS_API_KEYS]).await;
    let later = ApiKeyPatch { expires_at: Some(Some(world.service.now().plus(HOUR))), ..ApiKeyPatch::default() };
    let refused = api_keys::update(&world.service, &program, &id("ada"), key_id, later.clone()).await;
    assert_refused(refused, "insufficient_user_rights", &[]);
    let ada = world.caller("ada").await;
    let changed = api_keys::update(&world.service, &ada, &id("ada"), key_id, later.clone()).await.unwrap();
    assert_eq!((changed.expires_at, changed.rights), (later.expires_at.unwrap(), set(&[Right::USER_ALL])));
    let refused = api_keys::update(&world.service, &ada, &id("ada"), "NOPE", later).await;
    assert_refused(refused, "api_key_not_found", &[]);
}

async fn a_key_that_was_ended_opens_nothing_from_then_on(world: World) {
    world.person("ada").await;
    let token = world.key("ada", &[Right::USER_ALL]).await;
    let let_in = resolve(&world, &token).await.unwrap();
    let key_id = token.split('.').nth(1).unwrap();
    api_keys::delete(&world.service, &world.host, &id("ada"), key_id).await.unwrap();
    assert_refused(resolve(&world, &token).await, "api_key_not_found", &[]);
    // Whoever was let in before can't change anything any more.
    let refused = api_keys::create(&world.service, &let_in, &id("ada"), new(&[Right::USER_INFO])).await;
    assert_refused(refused, "unauthenticated", &[]);
    let refused = api_keys::delete(&world.service, &world.host, &id("ada"), key_id).await;
    assert_refused(refused, "api_key_not_found", &[]);
}

async fn a_key_has_an_end_in_the_future_or_none(world: World) {
    world.person("ada").await;
    let now = world.service.now();
    let past = NewApiKey { expires_at: Some(now), ..new(&[Right::USER_INFO]) };
    assert_refused(
        api_keys::create(&world.service, &world.host, &id("ada"), past).await,
        "validation",
        &["expires_at"],
    );
    let soon = NewApiKey { expires_at: Some(now.plus(HOUR)), ..new(&[Right::USER_INFO]) };
    let (_, token) = api_keys::create(&world.service, &world.host, &id("ada"), soon).await.unwrap();
    assert!(resolve(&world, token.expose_secret()).await.is_ok());
    world.clock.advance(HOUR);
    assert_refused(resolve(&world, token.expose_secret()).await, "api_key_expired", &[]);
}

async fn keys_of_a_purged_user_are_nobodys(world: World) {
    world.person("ada").await;
    let token = world.key("ada", &[Right::ALL]).await;
    service::users::purge(&world.service, &world.host, &id("ada")).await.unwrap();
    world.person("ada").await;
    assert_refused(resolve(&world, &token).await, "api_key_not_found", &[]);
    let page = Page::new(1, 10).unwrap();
    let keys = api_keys::list(&world.service, &world.host, &id("ada"), ApiKeyOrder::default(), page).await.unwrap();
    assert_eq!(keys.1, 0);
}

async fn what_is_done_to_keys_is_in_the_trail_without_them(world: World) {
    world.person("ada").await;
    let before = world.records().await;
    let token = world.key("ada", &[Right::USER_INFO]).await;
    let mut parts = token.split('.').skip(1);
    let (key_id, secret) = (parts.next().unwrap(), parts.next().unwrap());
    let renamed = ApiKeyPatch { name: Some("other".into()), ..ApiKeyPatch::default() };
    api_keys::update(&world.service, &world.host, &id("ada"), key_id, renamed).await.unwrap();
    api_keys::delete(&world.service, &world.host, &id("ada"), key_id).await.unwrap();
    assert_eq!(world.records().await, before + 3);
    let trail = testdb::rows(&world.url, "SELECT action, before, after FROM audit ORDER BY id DESC LIMIT 3").await;
    let trail = format!("{trail:?}");
    assert!(trail.contains("api_key.delete") && trail.contains(key_id) && !trail.contains(secret), "{trail}");
}
