//! Sessions: their limits, their list, their ends.

use std::time::Duration;

use domain::Session;
use secrecy::ExposeSecret as _;
use service::{Caller, sessions, upkeep};

use crate::{
    World,
    support::{HOUR, MINUTE, PASSWORD, SECOND, anonymous, assert_refused, context, id, secret},
};

testdb::on_both!(
    an_admin_sees_and_ends_the_sessions_of_a_user,
    what_is_no_token_stands_for_nobody,
    an_idle_session_ends_at_its_limit,
    a_used_session_ends_at_its_absolute_limit,
    use_is_written_down_once_a_minute,
    a_logged_out_cookie_is_refused_twenty_times_and_elsewhere,
    ones_own_sessions_are_listed_and_can_be_ended,
    nobody_ends_anothers_session,
    all_others_can_be_ended_at_once,
    what_has_ended_is_swept,
);

/// Logs in and answers the cookie.
async fn log_in(world: &World, user_id: &str, keep: bool) -> String {
    let session = sessions::login(&world.service, &anonymous(), user_id, secret(PASSWORD), keep).await.unwrap();
    session.token.expose_secret().to_owned()
}

async fn listed(world: &World, caller: &Caller) -> Vec<Session> {
    sessions::list(&world.service, caller).await.unwrap()
}

async fn what_is_no_token_stands_for_nobody(world: World) {
    world.person("colleague").await;
    let cookie = world.cookie("colleague").await;
    let session_id = world.resolve(&cookie).await.session_id().unwrap().to_owned();
    let longer = format!("{cookie}A");
    let changed = format!("{}!", &cookie[..42]);
    let long = "A".repeat(100_000);
    for wrong in ["", "A", &cookie[..42], &longer, &changed, &session_id, &"\0".repeat(43), &"é".repeat(43), &long] {
        assert!(!world.is_valid(wrong).await, "{wrong:?}");
    }
    assert!(world.is_valid(&cookie).await);
}

/// After `idle` without use a session is refused, and a minute before not; `idle` is counted from the last use.
async fn assert_idle_limit(world: &World, cookie: [&str; 2], idle: Duration) {
    world.clock.advance(idle.checked_sub(MINUTE).unwrap());
    assert!(world.is_valid(cookie[0]).await);
    world.clock.advance(MINUTE + SECOND);
    // The first was used a minute and a second ago; the second was not used at all.
    assert!(world.is_valid(cookie[0]).await);
    assert!(!world.is_valid(cookie[1]).await);
}

async fn an_idle_session_ends_at_its_limit(world: World) {
    world.person("colleague").await;
    for (keep, idle) in [(false, HOUR), (true, 8 * HOUR)] {
        let cookies = [log_in(&world, "colleague", keep).await, log_in(&world, "colleague", keep).await];
        assert_idle_limit(&world, [&cookies[0], &cookies[1]], idle).await;
        // Once more, for the use that was counted.
        world.clock.advance(idle.checked_sub(MINUTE).unwrap());
        assert!(world.is_valid(&cookies[0]).await);
        world.clock.advance(idle + SECOND);
        assert!(!world.is_valid(&cookies[0]).await);
    }
}

async fn a_used_session_ends_at_its_absolute_limit(world: World) {
    world.person("colleague").await;
    world.admin("boss").await;
    for (user_id, hours) in [("colleague", 24), ("boss", 12)] {
        let cookie = log_in(&world, user_id, false).await;
        for _ in 0..(2 * hours - 1) {
            world.clock.advance(30 * MINUTE);
            assert!(world.is_valid(&cookie).await);
        }
        world.clock.advance(29 * MINUTE);
        assert!(world.is_valid(&cookie).await, "a minute before the limit");
        world.clock.advance(MINUTE + SECOND);
        assert!(!world.is_valid(&cookie).await, "a second after the limit");
    }
}

async fn use_is_written_down_once_a_minute(world: World) {
    world.person("colleague").await;
    let cookie = world.cookie("colleague").await;
    let begun = world.service.now();
    for (step, seen) in [(59 * SECOND, 0), (SECOND, 60), (59 * SECOND, 60), (SECOND, 120)] {
        world.clock.advance(step);
        let caller = world.resolve(&cookie).await;
        let session = &listed(&world, &caller).await[0];
        assert_eq!(session.seen_at.since(begun), seen * SECOND);
        assert_eq!(session.idle_expires_at.since(begun), seen * SECOND + HOUR);
    }
}

async fn a_logged_out_cookie_is_refused_twenty_times_and_elsewhere(world: World) {
    world.person("colleague").await;
    let (cookie, other) = (world.cookie("colleague").await, world.cookie("colleague").await);
    let second_server = world.another_server();
    let there = async || sessions::resolve(&second_server, &cookie, context()).await.unwrap();
    assert!(there().await.user().is_some());
    sessions::logout(&world.service, &world.resolve(&cookie).await).await.unwrap();
    for _ in 0..20 {
        assert!(!world.is_valid(&cookie).await);
        assert!(there().await.user().is_none());
    }
    assert!(world.is_valid(&other).await);
}

async fn ones_own_sessions_are_listed_and_can_be_ended(world: World) {
    world.person("colleague").await;
    world.person("other").await;
    let first = world.cookie("colleague").await;
    world.clock.advance(MINUTE);
    let caller = world.caller("colleague").await;
    world.caller("other").await;
    let sessions_before = listed(&world, &caller).await;
    assert_eq!(sessions_before.len(), 2);
    assert_eq!(Some(sessions_before[0].session_id.as_str()), caller.session_id());
    sessions::end(&world.service, &caller, &sessions_before[1].session_id).await.unwrap();
    assert!(!world.is_valid(&first).await);
    assert_eq!(listed(&world, &caller).await, sessions_before[..1]);
    let again = sessions::end(&world.service, &caller, &sessions_before[1].session_id).await;
    assert_refused(again, "user_session_not_found", &[]);
}

async fn nobody_ends_anothers_session(world: World) {
    world.person("colleague").await;
    world.admin("boss").await;
    let cookie = world.cookie("colleague").await;
    let name = world.resolve(&cookie).await.session_id().unwrap().to_owned();
    let boss = world.caller("boss").await;
    let records = world.records().await;
    for wrong in [name.as_str(), "", "nonsense", "'; DROP TABLE sessions; --", "nul\0", &"x".repeat(100_000)] {
        assert_refused(sessions::end(&world.service, &boss, wrong).await, "user_session_not_found", &[]);
    }
    assert!(world.is_valid(&cookie).await);
    assert_eq!(world.records().await, records);
}

async fn all_others_can_be_ended_at_once(world: World) {
    world.person("colleague").await;
    world.person("other").await;
    let others = [world.cookie("colleague").await, world.cookie("colleague").await];
    let mine = world.cookie("colleague").await;
    let strangers = world.cookie("other").await;
    sessions::end_others(&world.service, &world.resolve(&mine).await).await.unwrap();
    for cookie in &others {
        assert!(!world.is_valid(cookie).await);
    }
    assert!(world.is_valid(&mine).await && world.is_valid(&strangers).await);
}

async fn what_has_ended_is_swept(world: World) {
    world.person("colleague").await;
    world.cookie("colleague").await;
    world.clock.advance(HOUR);
    let running = world.cookie("colleague").await;
    assert_eq!(upkeep::run(&world.service).await.unwrap(), 1);
    assert_eq!(upkeep::run(&world.service).await.unwrap(), 0);
    assert!(world.is_valid(&running).await);
}

async fn an_admin_sees_and_ends_the_sessions_of_a_user(world: World) {
    world.admin("boss").await;
    world.person("ada").await;
    world.person("bob").await;
    let (boss, ada, cookie) = (world.caller("boss").await, world.caller("ada").await, world.cookie("ada").await);
    let listed = sessions::admin_list(&world.service, &boss, &id("ada")).await.unwrap();
    assert_eq!(listed.len(), 2);
    let other = listed.iter().find(|one| Some(one.session_id.as_str()) != ada.session_id()).unwrap();
    assert_refused(sessions::admin_list(&world.service, &ada, &id("ada")).await, "permission_denied", &[]);
    assert_refused(sessions::admin_end(&world.service, &ada, &id("bob"), "x").await, "permission_denied", &[]);
    for (user, name) in [("bob", other.session_id.as_str()), ("ada", "a\0b")] {
        let refused = sessions::admin_end(&world.service, &boss, &id(user), name).await;
        assert_refused(refused, "user_session_not_found", &[]);
    }
    assert!(world.is_valid(&cookie).await);
    sessions::admin_end(&world.service, &boss, &id("ada"), &other.session_id).await.unwrap();
    assert!(!world.is_valid(&cookie).await);
    assert_eq!(sessions::admin_list(&world.service, &boss, &id("ada")).await.unwrap().len(), 1);
}
