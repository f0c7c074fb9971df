//! Asking for the password again, and having to choose another one.

use domain::{NewUser, UserPatch};
use secrecy::ExposeSecret as _;
use service::{Caller, passwords, sessions, users};

use crate::{
    World,
    support::{MINUTE, PASSWORD, SECOND, assert_refused, email, id, new, secret},
};

const OTHER: &str = "another good password";

testdb::on_both!(
    what_weighs_heavily_asks_for_the_password_again_after_a_while,
    what_weighs_lightly_never_asks,
    once_typed_it_is_not_asked_for_again_for_a_while,
    a_wrong_one_confirms_nothing_and_is_counted,
    with_a_temporary_password_nothing_but_choosing_another_is_possible,
    the_old_password_is_no_new_one_where_another_is_asked_for,
    an_admin_ends_all_sessions_of_a_user,
);

fn admin(yes: bool) -> UserPatch {
    UserPatch { admin: Some(yes), ..UserPatch::default() }
}

fn address(text: &str) -> UserPatch {
    UserPatch { primary_email_address: Some(email(text)), ..UserPatch::default() }
}

/// A session that is older than what counts as recent.
async fn old_session(world: &World) -> Caller {
    world.admin("boss").await;
    world.person("colleague").await;
    let cookie = world.cookie("boss").await;
    world.clock.advance(10 * MINUTE + SECOND);
    world.resolve(&cookie).await
}

async fn what_weighs_heavily_asks_for_the_password_again_after_a_while(world: World) {
    let boss = old_session(&world).await;
    let (service, colleague) = (&world.service, &id("colleague"));
    let records = world.records().await;
    let set = passwords::set_temporary(service, &boss, colleague, secret(OTHER)).await;
    assert_refused(set, "confirmation_required", &["own_password"]);
    let refused = [
        users::update(service, &boss, colleague, admin(true), None).await,
        users::update(service, &boss, colleague, address("other@example.com"), None).await,
        users::update_own(service, &boss, address("other@example.com"), None).await,
        users::create(service, &boss, NewUser { admin: true, ..new("second") }, None).await,
    ];
    for refused in refused {
        assert_refused(refused, "confirmation_required", &["own_password"]);
    }
    assert_eq!(world.records().await, records);
    // The host has no password to ask for.
    users::update(service, &world.host, colleague, admin(true), None).await.unwrap();
}

async fn what_weighs_lightly_never_asks(world: World) {
    let boss = old_session(&world).await;
    let named = UserPatch { name: Some("Other".into()), admin: Some(false), ..UserPatch::default() };
    users::update(&world.service, &boss, &id("colleague"), named, None).await.unwrap();
    users::create(&world.service, &boss, new("second"), None).await.unwrap();
}

async fn once_typed_it_is_not_asked_for_again_for_a_while(world: World) {
    let boss = old_session(&world).await;
    let confirmed = passwords::confirm(&world.service, &boss, secret(PASSWORD)).await.unwrap();
    users::update(&world.service, &confirmed, &id("colleague"), admin(true), None).await.unwrap();
    world.clock.advance(10 * MINUTE);
    users::update(&world.service, &confirmed, &id("colleague"), admin(false), None).await.unwrap();
    world.clock.advance(SECOND);
    let refused = users::update(&world.service, &confirmed, &id("colleague"), admin(true), None).await;
    assert_refused(refused, "confirmation_required", &["own_password"]);
}

async fn a_wrong_one_confirms_nothing_and_is_counted(world: World) {
    let boss = old_session(&world).await;
    for _ in 0..3 {
        let wrong = passwords::confirm(&world.service, &boss, secret("not this one at all")).await;
        assert_refused(wrong.map(|_| ()), "old_password", &["own_password"]);
    }
    let held_off = passwords::confirm(&world.service, &boss, secret(PASSWORD)).await;
    assert_refused(held_off.map(|_| ()), "rate_limit_exceeded", &[]);
    let refused = users::update(&world.service, &boss, &id("colleague"), admin(true), None).await;
    assert_refused(refused, "confirmation_required", &["own_password"]);
}

async fn with_a_temporary_password_nothing_but_choosing_another_is_possible(world: World) {
    world.admin("boss").await;
    world.admin("colleague").await;
    let boss = world.caller("boss").await;
    passwords::set_temporary(&world.service, &boss, &id("colleague"), secret(OTHER)).await.unwrap();
    let token = world.login("colleague", OTHER).await.unwrap().token;
    let caller = world.resolve(token.expose_secret()).await;
    let service = &world.service;
    let own = users::update_own(service, &caller, UserPatch::default(), None).await.map(|_| ());
    let others = users::get(service, &caller, &id("boss")).await.map(|_| ());
    for refused in [own, others, sessions::end_others(service, &caller).await] {
        assert_refused(refused, "password_update_required", &[]);
    }
    passwords::change(service, &caller, secret(OTHER), secret(PASSWORD), true).await.unwrap();
    assert!(!world.stored("colleague").await.unwrap().require_password_update);
    let caller = world.resolve(token.expose_secret()).await;
    users::get(service, &caller, &id("boss")).await.unwrap();
}

async fn the_old_password_is_no_new_one_where_another_is_asked_for(world: World) {
    world.person("colleague").await;
    let asked = UserPatch { require_password_update: Some(true), ..UserPatch::default() };
    users::update(&world.service, &world.host, &id("colleague"), asked, None).await.unwrap();
    let caller = world.caller("colleague").await;
    let same = passwords::change(&world.service, &caller, secret(PASSWORD), secret(PASSWORD), true).await;
    assert_refused(same, "password_unchanged", &["password"]);
    // Logging out is always possible.
    sessions::logout(&world.service, &caller).await.unwrap();
}

async fn an_admin_ends_all_sessions_of_a_user(world: World) {
    world.admin("boss").await;
    world.person("colleague").await;
    let cookies = [world.cookie("colleague").await, world.cookie("colleague").await];
    let boss = world.caller("boss").await;
    assert_eq!(sessions::count(&world.service, &boss, &id("colleague")).await.unwrap(), 2);
    assert_eq!(sessions::end_all(&world.service, &boss, &id("colleague")).await.unwrap(), 2);
    for cookie in &cookies {
        assert!(!world.is_valid(cookie).await);
    }
    assert_eq!(sessions::count(&world.service, &boss, &id("colleague")).await.unwrap(), 0);
    assert_refused(sessions::end_all(&world.service, &boss, &id("nobody")).await, "user_not_found", &[]);
}
