//! What a change of state or of admin status does at once.

use domain::{State, UserPatch};
use service::{sessions, users};

use crate::{
    World,
    support::{PASSWORD, assert_refused, context, id, new},
};

testdb::on_both!(
    who_may_not_act_loses_every_session_at_once,
    who_may_act_keeps_sessions,
    who_is_approved_again_has_no_old_session,
    a_demoted_admin_has_no_powers_from_the_next_request_on,
    a_flagged_admin_has_no_powers,
    a_new_state_clears_the_old_reason,
    what_one_server_has_answered_holds_on_the_other,
);

async fn who_may_not_act_loses_every_session_at_once(world: World) {
    for state in [State::Requested, State::Rejected, State::Suspended] {
        let user_id = state.as_str();
        world.person(user_id).await;
        let cookies = [world.cookie(user_id).await, world.cookie(user_id).await];
        world.set_state(user_id, state).await;
        for cookie in &cookies {
            assert!(!world.is_valid(cookie).await, "{state}");
        }
        let left = testdb::rows(&world.url, "SELECT session_id FROM sessions").await;
        assert!(left.is_empty(), "{state}: {left:?}");
    }
}

async fn what_one_server_has_answered_holds_on_the_other(world: World) {
    let other = world.another_server();
    world.admin("boss").await;
    let resolve = async |cookie: &str| sessions::resolve(&other, cookie, context()).await.unwrap();
    for round in 0..20 {
        let user_id = format!("deputy-{round}");
        world.admin(&user_id).await;
        let cookie = world.cookie(&user_id).await;
        let deputy = resolve(&cookie).await;
        users::get(&other, &deputy, &id("boss")).await.unwrap();

        let demoted = UserPatch { admin: Some(false), ..UserPatch::default() };
        users::update(&world.service, &world.host, &id(&user_id), demoted, None).await.unwrap();
        let refused = users::get(&other, &resolve(&cookie).await, &id("boss")).await;
        assert_refused(refused, "permission_denied", &[]);

        world.set_state(&user_id, State::Suspended).await;
        assert!(resolve(&cookie).await.user().is_none());
        // Who was let in before may not write either.
        let refused = users::update_own(&other, &deputy, UserPatch::default(), None).await;
        assert_refused(refused, "unauthenticated", &[]);

        world.set_state(&user_id, State::Approved).await;
        let cookie = world.cookie(&user_id).await;
        assert!(resolve(&cookie).await.user().is_some());
        sessions::end_all(&world.service, &world.host, &id(&user_id)).await.unwrap();
        assert!(resolve(&cookie).await.user().is_none());
    }
}

async fn who_may_act_keeps_sessions(world: World) {
    world.person("colleague").await;
    let cookie = world.cookie("colleague").await;
    world.set_state("colleague", State::Flagged).await;
    assert!(world.is_valid(&cookie).await);
    world.set_state("colleague", State::Approved).await;
    assert!(world.is_valid(&cookie).await);
}

async fn who_is_approved_again_has_no_old_session(world: World) {
    world.person("colleague").await;
    let cookie = world.cookie("colleague").await;
    world.set_state("colleague", State::Suspended).await;
    world.set_state("colleague", State::Approved).await;
    assert!(!world.is_valid(&cookie).await);
    world.login("colleague", PASSWORD).await.unwrap();
}

async fn a_demoted_admin_has_no_powers_from_the_next_request_on(world: World) {
    world.admin("boss").await;
    world.admin("deputy").await;
    let cookie = world.cookie("deputy").await;
    users::create(&world.service, &world.resolve(&cookie).await, new("one"), None).await.unwrap();
    let demoted = UserPatch { admin: Some(false), ..UserPatch::default() };
    users::update(&world.service, &world.host, &id("deputy"), demoted, None).await.unwrap();
    let refused = users::create(&world.service, &world.resolve(&cookie).await, new("two"), None).await;
    assert_refused(refused, "permission_denied", &[]);
}

async fn a_flagged_admin_has_no_powers(world: World) {
    world.admin("boss").await;
    world.admin("deputy").await;
    let cookie = world.cookie("deputy").await;
    world.set_state("deputy", State::Flagged).await;
    let refused = users::create(&world.service, &world.resolve(&cookie).await, new("two"), None).await;
    assert_refused(refused, "permission_denied", &[]);
}

async fn a_new_state_clears_the_old_reason(world: World) {
    world.person("colleague").await;
    let reason =
        UserPatch { state: Some(State::Suspended), state_description: Some("on leave".into()), ..UserPatch::default() };
    users::update(&world.service, &world.host, &id("colleague"), reason, None).await.unwrap();
    assert_eq!(world.stored("colleague").await.unwrap().state_description, "on leave");
    assert_eq!(world.set_state("colleague", State::Approved).await.state_description, "");
}
