//! Logging in: by which names, with what answer, and what becomes of an old session.

use domain::{Code, Error, Session, State, UserPatch};
use secrecy::ExposeSecret as _;
use service::{Caller, RequestContext, sessions, users};

use crate::{
    World,
    support::{HOUR, PASSWORD, anonymous, assert_refused, context, id, new, secret},
};

testdb::on_both!(
    a_user_logs_in_by_id_and_by_address_in_any_case,
    unknown_user_and_wrong_password_get_the_same_answer,
    the_state_is_told_only_after_the_right_password,
    a_flagged_user_logs_in,
    the_old_session_ends_at_login,
    a_planted_cookie_never_becomes_valid,
    a_failed_login_ends_nothing,
    a_session_says_where_it_came_from,
    a_cookie_lasts_as_long_as_its_session_can,
    every_login_has_a_token_of_its_own_and_only_its_hash_is_kept,
);

async fn a_user_logs_in_by_id_and_by_address_in_any_case(world: World) {
    let colleague = world.person("colleague").await;
    for name in ["colleague", "colleague@example.com", "Colleague@EXAMPLE.com"] {
        let session = world.login(name, PASSWORD).await.unwrap();
        assert_eq!(session.user, colleague);
        let caller = world.resolve(session.token.expose_secret()).await;
        assert_eq!(caller.user(), Some(&colleague));
    }
}

/// Everything that an answer tells.
fn told(error: &Error) -> String {
    format!("{error:?}")
}

/// What somebody is told who has not guessed before.
async fn refusal(world: &World, login: &str, password: &str) -> Error {
    world.forget_guesses().await;
    world.login(login, password).await.map(|session| session.user).unwrap_err()
}

async fn unknown_user_and_wrong_password_get_the_same_answer(world: World) {
    world.person("colleague").await;
    users::create(&world.service, &world.host, new("without-password"), None).await.unwrap();
    world.person("deleted").await;
    world.delete("deleted").await;
    let wrong = refusal(&world, "colleague", "wrong horse battery").await;
    assert_eq!((wrong.code, wrong.name), (Code::InvalidArgument, "no_user_id_password_match"));
    for login in ["nobody", "nobody@example.com", "deleted", "deleted@example.com", "without-password", "", "No user\0"]
    {
        assert_eq!(told(&refusal(&world, login, PASSWORD).await), told(&wrong), "{login:?}");
    }
    for password in ["", "Correct horse battery staple", "correct horse battery staple "] {
        assert_eq!(told(&refusal(&world, "colleague", password).await), told(&wrong), "{password:?}");
    }
    let left = testdb::rows(&world.url, "SELECT session_id FROM sessions").await;
    assert!(left.is_empty(), "{left:?}");
}

async fn the_state_is_told_only_after_the_right_password(world: World) {
    world.person("colleague").await;
    let unknown = refusal(&world, "nobody", PASSWORD).await;
    for (state, name) in
        [(State::Requested, "user_requested"), (State::Rejected, "user_rejected"), (State::Suspended, "user_suspended")]
    {
        let patch = UserPatch { state: Some(state), state_description: Some("ask Ann".into()), ..UserPatch::default() };
        users::update(&world.service, &world.host, &id("colleague"), patch, None).await.unwrap();
        assert_eq!(told(&refusal(&world, "colleague", "wrong horse battery").await), told(&unknown));
        let right = refusal(&world, "colleague", PASSWORD).await;
        assert_eq!((right.code, right.name), (Code::PermissionDenied, name));
        assert!(right.message.contains("ask Ann"), "{right:?}");
    }
    let left = testdb::rows(&world.url, "SELECT session_id FROM sessions").await;
    assert!(left.is_empty(), "{left:?}");
}

async fn a_flagged_user_logs_in(world: World) {
    world.person("colleague").await;
    world.set_state("colleague", State::Flagged).await;
    world.login("colleague", PASSWORD).await.unwrap();
}

async fn the_old_session_ends_at_login(world: World) {
    world.person("colleague").await;
    world.person("other").await;
    let elsewhere = world.cookie("colleague").await;
    let mut old = world.cookie("colleague").await;
    // As oneself, then as somebody else in the same browser.
    for user_id in ["colleague", "other"] {
        let caller = world.resolve(&old).await;
        let session = sessions::login(&world.service, &caller, user_id, secret(PASSWORD), false).await.unwrap();
        let new = session.token.expose_secret().to_owned();
        assert_ne!(new, old);
        assert!(!world.is_valid(&old).await);
        assert_eq!(world.resolve(&new).await.user().unwrap().user_id, id(user_id));
        old = new;
    }
    assert!(world.is_valid(&elsewhere).await);
}

async fn a_planted_cookie_never_becomes_valid(world: World) {
    world.person("colleague").await;
    let planted = "A".repeat(43);
    let caller = world.resolve(&planted).await;
    assert!(caller.user().is_none());
    let session = sessions::login(&world.service, &caller, "colleague", secret(PASSWORD), false).await.unwrap();
    assert_ne!(session.token.expose_secret(), planted);
    assert!(!world.is_valid(&planted).await);
}

async fn a_failed_login_ends_nothing(world: World) {
    world.person("colleague").await;
    let old = world.cookie("colleague").await;
    let caller = world.resolve(&old).await;
    let failed = sessions::login(&world.service, &caller, "colleague", secret("wrong horse"), false).await;
    assert_refused(failed.map(|session| session.user), "no_user_id_password_match", &[]);
    assert!(world.is_valid(&old).await);
}

async fn only_session(world: &World, cookie: &str) -> Session {
    let listed = sessions::list(&world.service, &world.resolve(cookie).await).await.unwrap();
    assert_eq!(listed.len(), 1);
    listed[0].clone()
}

async fn a_session_says_where_it_came_from(world: World) {
    world.person("colleague").await;
    let user_agent = "Bröwser/1.0 ".repeat(100);
    let caller = Caller::anonymous(RequestContext { user_agent: user_agent.clone(), ..context() });
    let session = sessions::login(&world.service, &caller, "colleague", secret(PASSWORD), false).await.unwrap();
    let seen = only_session(&world, session.token.expose_secret()).await;
    assert_eq!(seen.address, "192.0.2.7");
    assert_eq!(seen.user_agent, user_agent.chars().take(200).collect::<String>());
    assert_eq!((seen.created_at, seen.seen_at), (world.service.now(), world.service.now()));
}

async fn a_cookie_lasts_as_long_as_its_session_can(world: World) {
    world.person("colleague").await;
    world.admin("boss").await;
    for (user_id, keep, idle, absolute) in [
        ("colleague", false, HOUR, 24 * HOUR),
        ("colleague", true, 8 * HOUR, 24 * HOUR),
        ("boss", true, 8 * HOUR, 12 * HOUR),
    ] {
        let session = sessions::login(&world.service, &anonymous(), user_id, secret(PASSWORD), keep).await.unwrap();
        assert_eq!(session.max_age, absolute);
        let caller = world.resolve(session.token.expose_secret()).await;
        let seen = only_session(&world, session.token.expose_secret()).await;
        assert_eq!(seen.idle_expires_at.since(world.service.now()), idle);
        assert_eq!(seen.expires_at.since(world.service.now()), absolute);
        sessions::logout(&world.service, &caller).await.unwrap();
    }
}

async fn every_login_has_a_token_of_its_own_and_only_its_hash_is_kept(world: World) {
    world.person("colleague").await;
    let (first, second) =
        (world.login("colleague", PASSWORD).await.unwrap(), world.login("colleague", PASSWORD).await.unwrap());
    assert_ne!(first.token.expose_secret(), second.token.expose_secret());
    let hashes = "SELECT session_id || ' ' || CAST(length(token_hash) AS TEXT) FROM sessions";
    let kept = testdb::rows(&world.url, hashes).await;
    assert_eq!(kept.len(), 2);
    for row in kept {
        let row = row[0].as_deref().unwrap();
        assert!(row.ends_with(" 32"), "{row}");
        for session in [&first, &second] {
            assert!(!row.contains(session.token.expose_secret()));
        }
    }
}
