//! Passwords changed by the one so far, without a session.

use domain::State;
use service::{
    passwords,
    records::{self, NewTemporaryPassword, Update},
    sessions,
};

use crate::{
    World,
    support::{HOUR, PASSWORD, anonymous, assert_refused, id, secret},
};

const OTHER: &str = "another good password";
const TEMPORARY: &str = "for the first time only";

testdb::on_both!(
    the_right_password_changes_it_and_a_wrong_one_does_not,
    an_unknown_user_is_told_the_same_as_a_wrong_password,
    a_temporary_password_is_good_once_until_it_ends,
    who_may_not_act_is_told_so_after_the_right_password_only,
    sessions_end_where_asked_and_are_listed_before,
);

async fn replace(world: &World, user_id: &str, old: &str, new: &str) -> domain::Result<()> {
    world.forget_guesses().await;
    let (old, new) = (secret(old), secret(new));
    passwords::replace_by_old(&world.service, &anonymous(), &id(user_id), old, new, false).await
}

async fn give(world: &World, password: &str) {
    let temporary_password =
        Some(NewTemporaryPassword { password: Some(secret(password)), ..NewTemporaryPassword::default() });
    let update = Update { temporary_password, ..Update::default() };
    records::update(&world.service, &world.host, &id("ada"), update, None).await.unwrap();
}

async fn the_right_password_changes_it_and_a_wrong_one_does_not(world: World) {
    world.person("ada").await;
    assert_refused(replace(&world, "ada", "wrong", OTHER).await, "old_password", &["old"]);
    assert_refused(replace(&world, "ada", PASSWORD, PASSWORD).await, "password_equals_old", &["password"]);
    assert_refused(replace(&world, "ada", PASSWORD, "short").await, "password_strength_min_length", &["password"]);
    replace(&world, "ada", PASSWORD, OTHER).await.unwrap();
    assert_refused(replace(&world, "ada", PASSWORD, "a third good password").await, "old_password", &["old"]);
    world.login("ada", OTHER).await.unwrap();
}

async fn an_unknown_user_is_told_the_same_as_a_wrong_password(world: World) {
    world.person("ada").await;
    let wrong = replace(&world, "ada", "wrong", OTHER).await.unwrap_err();
    let unknown = replace(&world, "nobody", "wrong", OTHER).await.unwrap_err();
    assert_eq!((wrong.name, wrong.message, wrong.attributes), (unknown.name, unknown.message, unknown.attributes));
}

async fn a_temporary_password_is_good_once_until_it_ends(world: World) {
    world.person("ada").await;
    give(&world, TEMPORARY).await;
    world.login("ada", PASSWORD).await.unwrap();
    replace(&world, "ada", TEMPORARY, OTHER).await.unwrap();
    world.login("ada", OTHER).await.unwrap();
    assert_refused(replace(&world, "ada", TEMPORARY, PASSWORD).await, "old_password", &["old"]);
    give(&world, TEMPORARY).await;
    world.clock.advance(36 * HOUR);
    assert_refused(replace(&world, "ada", TEMPORARY, PASSWORD).await, "temporary_password_expired", &["old"]);
}

async fn who_may_not_act_is_told_so_after_the_right_password_only(world: World) {
    world.person("ada").await;
    world.set_state("ada", State::Suspended).await;
    assert_refused(replace(&world, "ada", "wrong", OTHER).await, "old_password", &["old"]);
    assert_refused(replace(&world, "ada", PASSWORD, OTHER).await, "user_suspended", &[]);
}

async fn sessions_end_where_asked_and_are_listed_before(world: World) {
    world.person("ada").await;
    let ada = world.caller("ada").await;
    let (one, other) = (world.cookie("ada").await, world.cookie("ada").await);
    let listed = sessions::list_of(&world.service, &ada, &id("ada")).await.unwrap();
    assert_eq!(listed.len(), 3);
    let other_id = world.resolve(&other).await.session_id().unwrap().to_owned();
    sessions::end_of(&world.service, &ada, &id("ada"), &other_id).await.unwrap();
    assert!(!world.is_valid(&other).await && world.is_valid(&one).await);
    for unknown in [other_id.as_str(), "foo"] {
        let refused = sessions::end_of(&world.service, &ada, &id("ada"), unknown).await;
        assert_refused(refused, "user_session_not_found", &[]);
    }
    let (old, new) = (secret(PASSWORD), secret(OTHER));
    passwords::replace_by_old(&world.service, &anonymous(), &id("ada"), old, new, true).await.unwrap();
    assert!(!world.is_valid(&one).await);
}
