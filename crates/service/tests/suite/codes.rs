//! One-time codes to set a password.

use domain::{Result, State, UserId};
use secrecy::ExposeSecret as _;
use service::{passwords, users};
use testdb::Backend;

use crate::{
    World, open,
    support::{HOUR, MINUTE, PASSWORD, SECOND, anonymous, assert_refused, id, new, secret},
};

const OTHER: &str = "second good password";

testdb::on_both!(
    a_code_sets_a_password_once_and_every_session_ends,
    a_code_ends_by_the_clock,
    a_newer_code_voids_the_older,
    a_changed_password_voids_the_code,
    a_weak_password_leaves_the_code_good,
    what_is_no_code_is_refused,
    only_the_hash_of_a_code_is_kept,
    a_code_gives_a_suspended_user_no_way_in,
);

async fn make(world: &World, user_id: &str) -> String {
    let code = passwords::create_link(&world.service, &world.host, &id(user_id)).await.unwrap();
    code.expose_secret().to_owned()
}

async fn set(world: &World, code: &str, password: &str) -> Result<UserId> {
    passwords::set_by_code(&world.service, &anonymous(), code, secret(password)).await
}

fn assert_void(outcome: Result<UserId>) {
    assert_refused(outcome, "temporary_password_expired", &["code"]);
}

async fn a_code_sets_a_password_once_and_every_session_ends(world: World) {
    users::create(&world.service, &world.host, new("colleague"), None).await.unwrap();
    let cookie = world.cookie("colleague").await;
    let code = make(&world, "colleague").await;
    world.clock.advance(SECOND);
    // Pasted with blanks around it.
    assert_eq!(set(&world, &format!(" {code}\n"), PASSWORD).await.unwrap(), id("colleague"));
    assert!(!world.is_valid(&cookie).await);
    let user = world.login("colleague", PASSWORD).await.unwrap().user;
    assert_eq!((user.version, user.password_updated_at), (2, Some(world.service.now())));
    assert_void(set(&world, &code, OTHER).await);
    world.login("colleague", PASSWORD).await.unwrap();
}

async fn a_code_ends_by_the_clock(world: World) {
    world.person("in-time").await;
    world.person("too-late").await;
    let (in_time, too_late) = (make(&world, "in-time").await, make(&world, "too-late").await);
    world.clock.advance(23 * HOUR + 59 * MINUTE);
    set(&world, &in_time, OTHER).await.unwrap();
    world.clock.advance(MINUTE + SECOND);
    assert_void(set(&world, &too_late, OTHER).await);
}

async fn a_newer_code_voids_the_older(world: World) {
    world.person("colleague").await;
    world.person("neighbour").await;
    let others = make(&world, "neighbour").await;
    let (older, newer) = (make(&world, "colleague").await, make(&world, "colleague").await);
    assert_void(set(&world, &older, OTHER).await);
    assert_eq!(set(&world, &newer, OTHER).await.unwrap(), id("colleague"));
    assert_eq!(set(&world, &others, OTHER).await.unwrap(), id("neighbour"));
}

async fn a_changed_password_voids_the_code(world: World) {
    world.person("colleague").await;
    let code = make(&world, "colleague").await;
    let caller = world.caller("colleague").await;
    passwords::change(&world.service, &caller, secret(PASSWORD), secret(OTHER), true).await.unwrap();
    assert_void(set(&world, &code, PASSWORD).await);
    let code = make(&world, "colleague").await;
    passwords::set(&world.service, &world.host, &id("colleague"), secret(PASSWORD), false).await.unwrap();
    assert_void(set(&world, &code, OTHER).await);
}

async fn a_weak_password_leaves_the_code_good(world: World) {
    world.person("colleague").await;
    let code = make(&world, "colleague").await;
    assert_refused(set(&world, &code, "short").await, "password_strength_min_length", &["password"]);
    set(&world, &code, OTHER).await.unwrap();
}

async fn what_is_no_code_is_refused(world: World) {
    world.person("colleague").await;
    let code = make(&world, "colleague").await;
    let changed = format!("{}!", &code[..42]);
    for wrong in ["", &code[..42], &changed, &code.to_lowercase(), "nul\0", &"x".repeat(100_000)] {
        assert_void(set(&world, wrong, OTHER).await);
    }
    set(&world, &code, OTHER).await.unwrap();
}

async fn only_the_hash_of_a_code_is_kept(world: World) {
    world.person("colleague").await;
    make(&world, "colleague").await;
    let lengths = testdb::rows(&world.url, "SELECT CAST(length(token_hash) AS TEXT) FROM password_links").await;
    assert_eq!(lengths, [[Some("32".to_owned())]]);
}

async fn a_code_gives_a_suspended_user_no_way_in(world: World) {
    world.person("colleague").await;
    world.set_state("colleague", State::Suspended).await;
    let code = make(&world, "colleague").await;
    set(&world, &code, OTHER).await.unwrap();
    let refused = world.login("colleague", OTHER).await.map(|session| session.user);
    assert_refused(refused, "user_suspended", &[]);
}

/// On PostgreSQL whoever locks the user before the code would wait for who locks the code before the user.
#[test]
fn a_code_in_use_does_not_lock_out_who_voids_it() {
    testdb::run(Backend::Postgres, |url| async move {
        let world = open(url).await;
        let colleague = world.person("colleague").await;
        let code = make(&world, "colleague").await;
        let mut admin = world.db.write().await.unwrap();
        store::users::get_for_update(&mut admin, &id("colleague")).await.unwrap();
        let service = world.service.clone();
        let owner =
            tokio::spawn(async move { passwords::set_by_code(&service, &anonymous(), &code, secret(OTHER)).await });
        while !owner.is_finished() && !somebody_waits_for_a_lock(&world.url).await {
            tokio::task::yield_now().await;
        }
        store::credentials::delete_password_links(&mut admin, colleague.id).await.unwrap();
        admin.commit().await.unwrap();
        assert_void(owner.await.unwrap());
    });
}

async fn somebody_waits_for_a_lock(url: &str) -> bool {
    let waiting = "SELECT 'waits' FROM pg_stat_activity \
                   WHERE datname = current_database() AND wait_event_type = 'Lock'";
    !testdb::rows(url, waiting).await.is_empty()
}
