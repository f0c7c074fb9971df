//! Who may do what: every use-case, asked by everybody who may not.

use domain::{Code, Page, Result, State, UserFilter, UserPatch};
use service::{Caller, overview, passwords, reservations, sessions, users};

use crate::{
    World,
    support::{PASSWORD, anonymous, id, new, secret},
};

testdb::on_both!(
    what_admins_do_is_refused_to_everybody_else,
    what_the_host_does_is_refused_to_admins_too,
    what_users_do_for_themselves_needs_a_session,
    logging_out_without_a_session_is_no_failure,
    a_request_let_in_before_its_user_lost_the_right_changes_nothing,
);

/// What each use-case answers, by name.
type Answers = Vec<(&'static str, Result<()>)>;

async fn ask_for_what_admins_do(world: &World, caller: &Caller) -> Answers {
    let (service, victim) = (&world.service, &id("victim"));
    let (page, filter) = (Page::new(1, 20).unwrap(), UserFilter::default());
    let patch = UserPatch { name: Some("Changed".into()), ..UserPatch::default() };
    vec![
        ("create", users::create(service, caller, new("made"), None).await.map(|_| ())),
        ("get", users::get(service, caller, victim).await.map(|_| ())),
        ("get_deleted", users::get_deleted(service, caller, victim).await.map(|_| ())),
        ("attributes", users::attributes(service, caller, victim).await.map(|_| ())),
        ("is_last_admin", users::is_last_admin(service, caller, victim).await.map(|_| ())),
        ("list", users::list(service, caller, &filter, page).await.map(|_| ())),
        ("availability", users::availability(service, caller, victim).await.map(|_| ())),
        ("update", users::update(service, caller, victim, patch, None).await.map(|_| ())),
        ("delete", users::delete(service, caller, &id("boss"), None).await),
        ("restore", users::restore(service, caller, victim).await.map(|_| ())),
        ("purge", users::purge(service, caller, victim).await),
        ("purge_deleted", users::purge_deleted(service, caller, victim).await),
        ("create_link", passwords::create_link(service, caller, victim).await.map(|_| ())),
        ("set_temporary", passwords::set_temporary(service, caller, victim, secret("another good password")).await),
        ("end_all", sessions::end_all(service, caller, victim).await.map(|_| ())),
        ("count", sessions::count(service, caller, victim).await.map(|_| ())),
        ("reservations", reservations::list(service, caller).await.map(|_| ())),
        ("reserve", reservations::create(service, caller, "made-*", String::new(), None).await.map(drop)),
        ("lift", reservations::delete(service, caller, "made-*").await),
        ("overview", overview::get(service, caller).await.map(|_| ())),
    ]
}

async fn ask_for_what_the_host_does(world: &World, caller: &Caller) -> Answers {
    let service = &world.service;
    vec![
        ("create_admin", users::create_admin(service, caller, new("made"), None).await.map(|_| ())),
        ("has_admin", users::has_admin(service, caller).await.map(|_| ())),
        ("set", passwords::set(service, caller, &id("victim"), secret("another good password"), false).await),
        ("recover_admin", users::recover_admin(service, caller, &id("victim")).await.map(|_| ())),
        ("admins", users::admins(service, caller).await.map(|_| ())),
    ]
}

async fn ask_for_what_users_do(world: &World, caller: &Caller) -> Answers {
    let service = &world.service;
    let (old, new) = (secret(PASSWORD), secret("another good password"));
    vec![
        ("update_own", users::update_own(service, caller, UserPatch::default(), None).await.map(|_| ())),
        ("change", passwords::change(service, caller, old, new, true).await),
        ("confirm", passwords::confirm(service, caller, secret(PASSWORD)).await.map(|_| ())),
        ("list", sessions::list(service, caller).await.map(|_| ())),
        ("end", sessions::end(service, caller, "name").await),
        ("end_others", sessions::end_others(service, caller).await),
    ]
}

/// Everything is refused with one code, and nothing has changed.
async fn assert_all_refused(world: &World, answers: Answers, code: Code, records: usize) {
    for (name, answer) in answers {
        assert_eq!(answer.map_err(|error| error.code), Err(code), "{name}");
    }
    assert_eq!(world.records().await, records);
}

async fn what_admins_do_is_refused_to_everybody_else(world: World) {
    world.admin("boss").await;
    let victim = world.person("victim").await;
    let person = world.caller("victim").await;
    world.admin("flagged").await;
    world.set_state("flagged", State::Flagged).await;
    let flagged = world.caller("flagged").await;
    let records = world.records().await;
    let nobody = ask_for_what_admins_do(&world, &anonymous()).await;
    assert_all_refused(&world, nobody, Code::Unauthenticated, records).await;
    for caller in [&person, &flagged] {
        assert_all_refused(&world, ask_for_what_admins_do(&world, caller).await, Code::PermissionDenied, records).await;
    }
    assert_eq!(world.stored("victim").await, Some(victim));
    assert_eq!(world.stored("made").await, None);
}

async fn what_the_host_does_is_refused_to_admins_too(world: World) {
    world.admin("boss").await;
    let victim = world.person("victim").await;
    let boss = world.caller("boss").await;
    let records = world.records().await;
    for caller in [&boss, &anonymous()] {
        let answers = ask_for_what_the_host_does(&world, caller).await;
        assert_all_refused(&world, answers, Code::PermissionDenied, records).await;
    }
    assert_eq!(world.stored("victim").await, Some(victim));
}

async fn what_users_do_for_themselves_needs_a_session(world: World) {
    world.person("victim").await;
    let records = world.records().await;
    for caller in [&anonymous(), &world.host] {
        let answers = ask_for_what_users_do(&world, caller).await;
        assert_all_refused(&world, answers, Code::Unauthenticated, records).await;
    }
}

async fn logging_out_without_a_session_is_no_failure(world: World) {
    sessions::logout(&world.service, &anonymous()).await.unwrap();
    assert_eq!(world.records().await, 0);
}

async fn a_request_let_in_before_its_user_lost_the_right_changes_nothing(world: World) {
    world.admin("boss").await;
    world.admin("deputy").await;
    let let_in = world.caller("deputy").await;
    let demoted = UserPatch { admin: Some(false), ..UserPatch::default() };
    users::update(&world.service, &world.host, &id("deputy"), demoted, None).await.unwrap();
    let refused = users::create(&world.service, &let_in, new("made"), None).await.unwrap_err();
    assert_eq!(refused.name, "permission_denied");

    world.set_state("deputy", State::Suspended).await;
    let patch = UserPatch { name: Some("Changed".into()), ..UserPatch::default() };
    let refused = users::update_own(&world.service, &let_in, patch, None).await.unwrap_err();
    assert_eq!(refused.name, "unauthenticated");
    assert!(world.stored("made").await.is_none());
}
