//! What programs show, and what becomes of it.

use domain::{Right, State, UserFields, UserPatch};
use service::{Caller, credentials, records, users};

use crate::{
    World,
    support::{HOUR, MINUTE, assert_refused, context, id, new},
};

testdb::on_both!(
    what_is_no_token_is_told_from_one_that_is_not_good,
    who_may_not_act_is_known_and_may_do_nothing,
    a_session_is_shown_as_a_token_too,
    an_admins_key_is_one_only_as_far_as_its_rights_go,
    a_key_that_lost_a_right_meanwhile_changes_nothing,
    the_use_of_a_key_is_written_down_once_a_minute,
    a_session_tells_what_it_is,
);

async fn resolve(world: &World, header: &str) -> domain::Result<Caller> {
    credentials::resolve(&world.service, header, context()).await
}

async fn what_is_no_token_is_told_from_one_that_is_not_good(world: World) {
    world.person("ada").await;
    let token = world.key("ada", &[Right::USER_INFO]).await;
    let (unknown, id_part) = (format!("NNSXS.{}.{}", "A".repeat(39), "B".repeat(52)), token.split('.').nth(1).unwrap());
    for (header, name) in [
        ("Basic YTpi".to_owned(), "unsupported_authorization"),
        ("Bearer foo".to_owned(), "token"),
        (format!("Bearer {token}.x"), "token"),
        (format!("Bearer {unknown}"), "api_key_not_found"),
        (format!("Bearer NNSXS.{id_part}.WRONG"), "invalid_authorization"),
        (format!("Bearer NNSXS.{id_part}."), "invalid_authorization"),
        (format!("Bearer OJSWM.{id_part}.X"), "unsupported_authorization"),
        (format!("Bearer MF2XI.{id_part}.X"), "unsupported_authorization"),
        (format!("Bearer MFRWG.{id_part}.X"), "token_not_found"),
        (format!("Bearer ONZW4.{id_part}.X"), "token_not_found"),
    ] {
        assert_refused(resolve(&world, &header).await, name, &[]);
    }
    assert!(resolve(&world, "nothing").await.unwrap().user().is_none());
    assert!(resolve(&world, &format!("bEARER {token}")).await.unwrap().user().is_some());
}

async fn who_may_not_act_is_known_and_may_do_nothing(world: World) {
    world.person("ada").await;
    let token = world.key("ada", &[Right::ALL]).await;
    for (state, name) in
        [(State::Suspended, "user_suspended"), (State::Rejected, "user_rejected"), (State::Requested, "user_requested")]
    {
        world.set_state("ada", state).await;
        let ada = resolve(&world, &format!("Bearer {token}")).await.unwrap();
        assert!(ada.rights_on(&id("ada")).is_empty() && ada.universal_rights().is_empty());
        assert_eq!(ada.refusal().unwrap().name, name);
        let fields = UserFields::of(["name"]);
        assert_refused(records::get(&world.service, &ada, &id("ada"), fields).await, name, &[]);
        assert_refused(users::delete(&world.service, &ada, &id("ada"), None).await, name, &[]);
    }
}

async fn a_session_is_shown_as_a_token_too(world: World) {
    world.person("ada").await;
    let cookie = world.cookie("ada").await;
    let session_id = world.resolve(&cookie).await.session_id().unwrap().to_owned();
    let header = format!("Bearer ONZW4.{session_id}.{cookie}");
    assert_eq!(resolve(&world, &header).await.unwrap().user().unwrap().user_id, id("ada"));
    let other = format!("Bearer ONZW4.another.{cookie}");
    assert_refused(resolve(&world, &other).await, "token_not_found", &[]);
}

async fn an_admins_key_is_one_only_as_far_as_its_rights_go(world: World) {
    world.admin("boss").await;
    world.person("ada").await;
    let reader = world.program("boss", &[Right::USER_INFO]).await;
    let fields = UserFields::of(["primary_email_address"]);
    records::get(&world.service, &reader, &id("ada"), fields).await.unwrap();
    let patch = || UserPatch { name: Some("Ada".into()), ..UserPatch::default() };
    let refused = users::update(&world.service, &reader, &id("ada"), patch(), None).await;
    assert_refused(refused, "permission_denied", &[]);
    let writer = world.program("boss", &[Right::USER_SETTINGS_BASIC]).await;
    users::update(&world.service, &writer, &id("ada"), patch(), None).await.unwrap();
    let refused = records::get(&world.service, &writer, &id("ada"), fields).await;
    assert_refused(refused, "insufficient_user_rights", &[]);
    for caller in [&reader, &writer] {
        assert_refused(users::purge(&world.service, caller, &id("ada")).await, "permission_denied", &[]);
    }
    let idle = world.program("boss", &[Right::USER_NOTIFICATIONS_READ]).await;
    assert_refused(users::create(&world.service, &idle, new("made"), None).await, "permission_denied", &[]);
}

async fn a_key_that_lost_a_right_meanwhile_changes_nothing(world: World) {
    world.person("ada").await;
    let token = world.key("ada", &[Right::USER_SETTINGS_BASIC, Right::USER_INFO]).await;
    let let_in = resolve(&world, &format!("Bearer {token}")).await.unwrap();
    let less = domain::ApiKeyPatch {
        rights: Some([Right::USER_INFO].into_iter().collect()),
        ..domain::ApiKeyPatch::default()
    };
    let key_id = token.split('.').nth(1).unwrap();
    service::api_keys::update(&world.service, &world.host, &id("ada"), key_id, less).await.unwrap();
    let update = records::Update {
        fields: UserFields::of(["name"]),
        patch: UserPatch { name: Some("Ada".into()), ..UserPatch::default() },
        ..records::Update::default()
    };
    let refused = records::update(&world.service, &let_in, &id("ada"), update, None).await.unwrap_err();
    assert_eq!(refused.name, "unauthenticated");
    assert_eq!(world.stored("ada").await.unwrap().name, "");
}

async fn the_use_of_a_key_is_written_down_once_a_minute(world: World) {
    world.person("ada").await;
    let token = world.key("ada", &[Right::USER_INFO]).await;
    let key_id = token.split('.').nth(1).unwrap().to_owned();
    let used = async || {
        resolve(&world, &format!("Bearer {token}")).await.unwrap();
        let mut tx = world.db.read().await.unwrap();
        store::api_keys::resolve(&mut tx, &key_id, None).await.unwrap().resolved.unwrap().key.last_used_at
    };
    let first = used().await;
    assert_eq!(first, Some(world.service.now()));
    world.clock.advance(MINUTE / 2);
    assert_eq!(used().await, first);
    world.clock.advance(MINUTE);
    assert_eq!(used().await, Some(world.service.now()));
}

async fn a_session_tells_what_it_is(world: World) {
    world.person("ada").await;
    let ada = world.caller("ada").await;
    let session = credentials::session(&world.service, &ada).await.unwrap();
    assert_eq!(Some(session.session_id.as_str()), ada.session_id());
    assert_eq!(session.expires_at, world.service.now().plus(24 * HOUR));
    let program = world.program("ada", &[Right::ALL]).await;
    assert_refused(credentials::session(&world.service, &program).await, "unauthenticated", &[]);
}
