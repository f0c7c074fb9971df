//! Refused log-ins and denied permissions, as the trail keeps them.

use domain::{State, UserPatch};
use service::{Caller, RequestContext, overview, passwords, refusals, sessions, users};

use crate::{
    World,
    seals::{seal_all, verify},
    support::{MINUTE, PASSWORD, SECOND, anonymous, context, id, secret},
};

testdb::on_both!(
    a_refused_login_is_recorded_with_whom_it_was_meant_for_and_why,
    a_wrong_password_typed_again_and_a_wrong_code_are_recorded,
    what_was_typed_for_nobody_is_not_kept,
    the_same_refusals_of_a_minute_are_one_record,
    a_denied_permission_is_recorded_with_what_it_was_wanted_for,
    too_many_refusals_are_counted_together_and_written_in_pieces,
    refusals_outlive_a_database_that_can_not_be_written,
    faults_and_what_is_allowed_are_no_refusals,
);

const RECORDS: &str = "SELECT actor || ' ' || action || ' ' || target || ' ' || after || ' ' || address FROM audit \
                       WHERE action IN ('session.refused', 'permission.denied') ORDER BY at, id";

async fn written(world: &World) -> Vec<String> {
    testdb::rows(&world.url, RECORDS).await.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect()
}

/// What is written once the minute is over.
async fn after_a_minute(world: &World) -> Vec<String> {
    assert_eq!(refusals::write(&world.service, false).await.unwrap(), 0);
    world.clock.advance(MINUTE);
    refusals::write(&world.service, false).await.unwrap();
    written(world).await
}

async fn refused(world: &World, login: &str, password: &str) {
    world.login(login, password).await.map(|session| session.user).unwrap_err();
}

async fn a_refused_login_is_recorded_with_whom_it_was_meant_for_and_why(world: World) {
    world.person("colleague").await;
    refused(&world, "Colleague@example.com", "wrong horse").await;
    world.clock.advance(SECOND);
    world.set_state("colleague", State::Suspended).await;
    refused(&world, "colleague", PASSWORD).await;
    for _ in 0..2 {
        world.clock.advance(SECOND);
        refused(&world, "colleague", "wrong horse").await;
    }
    world.clock.advance(SECOND);
    refused(&world, "colleague", "wrong horse").await;
    let record = |reason: &str, count: u8| {
        format!(r#"anonymous session.refused colleague {{"count":{count},"reason":"{reason}"}} 192.0.2.7"#)
    };
    let expected =
        [record("no_user_id_password_match", 3), record("user_suspended", 1), record("rate_limit_exceeded", 1)];
    assert_eq!(after_a_minute(&world).await, expected);
    seal_all(&world).await;
    assert_eq!(verify(&world).await.damage, None);
}

async fn a_wrong_password_typed_again_and_a_wrong_code_are_recorded(world: World) {
    world.person("colleague").await;
    let caller = world.caller("colleague").await;
    let other = || secret("another good password");
    passwords::confirm(&world.service, &caller, secret("wrong horse")).await.map(|_| ()).unwrap_err();
    passwords::change(&world.service, &caller, secret("wrong horse"), other(), true).await.unwrap_err();
    world.clock.advance(SECOND);
    passwords::set_by_code(&world.service, &anonymous(), "no code", other()).await.unwrap_err();
    let expected = [
        r#"colleague session.refused colleague {"count":2,"reason":"old_password"} 192.0.2.7"#,
        r#"anonymous session.refused  {"count":1,"reason":"temporary_password_expired"} 192.0.2.7"#,
    ];
    assert_eq!(after_a_minute(&world).await, expected);
}

async fn what_was_typed_for_nobody_is_not_kept(world: World) {
    for typed in ["hunter2-is-my-password", "nobody", "nobody@example.com"] {
        refused(&world, typed, PASSWORD).await;
    }
    let expected = r#"anonymous session.refused  {"count":3,"reason":"no_user_id_password_match"} 192.0.2.7"#;
    assert_eq!(after_a_minute(&world).await, [expected]);
    let everything =
        testdb::rows(&world.url, "SELECT before || after || target || request_id || actor FROM audit").await;
    assert!(!format!("{everything:?}").contains("hunter2"));
}

async fn the_same_refusals_of_a_minute_are_one_record(world: World) {
    world.person("somebody").await;
    let somebody = world.caller("somebody").await;
    let minutes = [3, 5];
    for (minute, times) in minutes.into_iter().enumerate() {
        for _ in 0..times {
            users::get(&world.service, &somebody, &id("somebody")).await.unwrap_err();
        }
        assert_eq!(after_a_minute(&world).await.len(), minute + 1);
    }
    let counts: Vec<_> = written(&world).await.iter().map(|line| line.contains("\"count\":3,")).collect();
    assert_eq!(counts, [true, false]);
    // The first of them says when, and by which request.
    let request = testdb::rows(&world.url, "SELECT request_id FROM audit WHERE action = 'permission.denied'").await;
    assert_eq!(request[0][0].as_deref(), Some("request-1"));
}

async fn a_denied_permission_is_recorded_with_what_it_was_wanted_for(world: World) {
    world.person("somebody").await;
    let cookie = world.cookie("somebody").await;
    let asking = async |operation: &str| {
        let context = RequestContext { operation: operation.into(), ..context() };
        sessions::resolve(&world.service, &cookie, context).await.unwrap()
    };
    let service = &world.service;
    users::delete(service, &asking("POST /fn/users/delete").await, &id("other"), None).await.unwrap_err();
    world.clock.advance(SECOND);
    overview::get(service, &asking("GET /").await).await.unwrap_err();
    world.clock.advance(SECOND);
    let patch = UserPatch { admin: Some(true), ..UserPatch::default() };
    users::update_own(service, &asking("POST /fn/account/update").await, patch, None).await.unwrap_err();
    // Who is not logged in is not denied anything, but asked to log in.
    overview::get(service, &anonymous()).await.unwrap_err();
    let record =
        |operation: &str| format!(r#"somebody permission.denied  {{"count":1,"operation":"{operation}"}} 192.0.2.7"#);
    let expected = ["POST /fn/users/delete", "GET /", "POST /fn/account/update"].map(record);
    assert_eq!(after_a_minute(&world).await, expected);
}

async fn too_many_refusals_are_counted_together_and_written_in_pieces(world: World) {
    const MORE: usize = 10_050;
    world.person("somebody").await;
    let cookie = world.cookie("somebody").await;
    for number in 0..MORE {
        let context = RequestContext { operation: format!("GET /{number}"), ..context() };
        let caller = sessions::resolve(&world.service, &cookie, context).await.unwrap();
        caller.require_admin(domain::Right::USER_INFO).unwrap_err();
    }
    world.clock.advance(MINUTE);
    let mut pieces = Vec::new();
    loop {
        match refusals::write(&world.service, false).await.unwrap() {
            0 => break,
            piece => pieces.push(piece),
        }
    }
    assert_eq!((pieces.len(), pieces[0], pieces[10]), (11, 1_000, 1));
    let written = written(&world).await;
    assert_eq!(written.len(), 10_001);
    assert!(written.contains(&r#"* permission.denied  {"count":50,"operation":""} "#.to_owned()));
}

async fn refusals_outlive_a_database_that_can_not_be_written(world: World) {
    refused(&world, "nobody", PASSWORD).await;
    testdb::execute(&world.url, "ALTER TABLE audit RENAME TO lost").await;
    refusals::write(&world.service, true).await.unwrap_err();
    testdb::execute(&world.url, "ALTER TABLE lost RENAME TO audit").await;
    refused(&world, "nobody", PASSWORD).await;
    // At the end of a server all are written, of whatever minute.
    assert_eq!(refusals::write(&world.service, true).await.unwrap(), 1);
    assert!(written(&world).await[0].contains("\"count\":2,"));
}

async fn faults_and_what_is_allowed_are_no_refusals(world: World) {
    world.admin("boss").await;
    world.login("boss", PASSWORD).await.unwrap();
    users::get(&world.service, &world.caller("boss").await, &id("nobody")).await.unwrap_err();
    world.db.close().await;
    let failed = sessions::login(&world.service, &Caller::anonymous(context()), "boss", secret(PASSWORD), false).await;
    failed.map(|session| session.user).unwrap_err();
    assert_eq!(refusals::write(&world.service, true).await.unwrap(), 0);
}
