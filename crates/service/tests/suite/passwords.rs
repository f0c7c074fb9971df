//! Passwords: stored form, exactness, lengths, and changing one's own.

use std::collections::BTreeSet;

use domain::Result;
use secrecy::ExposeSecret as _;
use service::{Caller, passwords, users};

use crate::{
    World,
    support::{PASSWORD, SECOND, anonymous, assert_refused, id, new, secret},
};

const OTHER: &str = "another good password";

testdb::on_both!(
    ones_password_changes_only_with_the_old_one,
    a_changed_password_ends_other_sessions_where_asked,
    the_policy_holds_at_every_door,
    what_is_stored_is_argon2id_with_a_salt_of_its_own,
    a_thousand_bytes_are_accepted_and_one_more_is_not,
    a_password_is_kept_to_the_byte,
    the_host_sets_a_password_and_every_session_ends,
    nobody_who_is_gone_gets_a_password,
);

async fn change(world: &World, caller: &Caller, old: &str, new: &str, end_others: bool) -> Result<()> {
    passwords::change(&world.service, caller, secret(old), secret(new), end_others).await
}

async fn logs_in(world: &World, user_id: &str, password: &str) -> bool {
    world.forget_guesses().await;
    match world.login(user_id, password).await {
        Ok(_) => true,
        Err(error) => {
            assert_eq!(error.name, "no_user_id_password_match");
            false
        }
    }
}

async fn ones_password_changes_only_with_the_old_one(world: World) {
    let before = world.person("colleague").await;
    let caller = world.caller("colleague").await;
    let refused = change(&world, &caller, "wrong horse battery", OTHER, true).await;
    assert_refused(refused, "old_password", &["old"]);
    assert_eq!(world.stored("colleague").await.as_ref(), Some(&before));
    world.clock.advance(SECOND);
    change(&world, &caller, PASSWORD, OTHER, true).await.unwrap();
    let after = world.stored("colleague").await.unwrap();
    assert_eq!((after.version, after.password_updated_at), (before.version + 1, Some(world.service.now())));
    assert!(!logs_in(&world, "colleague", PASSWORD).await);
    assert!(logs_in(&world, "colleague", OTHER).await);
}

async fn a_changed_password_ends_other_sessions_where_asked(world: World) {
    world.person("colleague").await;
    let (mine, other) = (world.cookie("colleague").await, world.cookie("colleague").await);
    let caller = world.resolve(&mine).await;
    change(&world, &caller, PASSWORD, OTHER, false).await.unwrap();
    assert!(world.is_valid(&mine).await && world.is_valid(&other).await);
    change(&world, &caller, OTHER, PASSWORD, true).await.unwrap();
    assert!(world.is_valid(&mine).await && !world.is_valid(&other).await);
}

/// What each door says to a new password.
async fn at_every_door(world: &World, password: &str) -> [Result<()>; 5] {
    let code = passwords::create_link(&world.service, &world.host, &id("colleague")).await.unwrap();
    let caller = world.caller("colleague").await;
    let service = &world.service;
    [
        users::create(service, &world.host, new("colleague-2"), Some(secret(password))).await.map(|_| ()),
        users::create_admin(service, &world.host, new("colleague-3"), Some(secret(password))).await.map(|_| ()),
        change(world, &caller, PASSWORD, password, true).await,
        passwords::set(service, &world.host, &id("colleague"), secret(password), false).await,
        passwords::set_by_code(service, &anonymous(), code.expose_secret(), secret(password)).await.map(|_| ()),
    ]
}

async fn the_policy_holds_at_every_door(world: World) {
    world.person("colleague").await;
    for (password, name) in [
        ("", "password_strength_min_length"),
        ("elevenchars", "password_strength_min_length"),
        ("my-Colleague-3 and colleague-2", "password_contains_user_id"),
        ("1q2w3e4r5t6y", "common_password"),
        (&"x".repeat(1001), "password_strength_max_length"),
    ] {
        for answer in at_every_door(&world, password).await {
            assert_refused(answer, name, &["password"]);
        }
    }
    assert!(logs_in(&world, "colleague", PASSWORD).await);
}

async fn stored_hashes(world: &World) -> Vec<String> {
    let rows = testdb::rows(&world.url, "SELECT password_hash FROM credentials").await;
    rows.into_iter().map(|row| row[0].clone().unwrap()).collect()
}

async fn what_is_stored_is_argon2id_with_a_salt_of_its_own(world: World) {
    world.person("colleague").await;
    // The last three doors set the password of one user, one after the other.
    let mut hashes = Vec::new();
    for answer in at_every_door(&world, OTHER).await.into_iter().take(4) {
        answer.unwrap();
    }
    hashes.extend(stored_hashes(&world).await);
    let code = passwords::create_link(&world.service, &world.host, &id("colleague")).await.unwrap();
    passwords::set_by_code(&world.service, &anonymous(), code.expose_secret(), secret(OTHER)).await.unwrap();
    hashes.extend(stored_hashes(&world).await);
    let distinct: BTreeSet<_> = hashes.iter().collect();
    assert_eq!(distinct.len(), 4);
    let mut salts = BTreeSet::new();
    for hash in distinct {
        let parts: Vec<_> = hash.split('$').collect();
        assert_eq!(parts[..4], ["", "argon2id", "v=19", "m=19456,t=2,p=1"], "{hash}");
        // Base64 without padding: 16 bytes in 22 characters, 32 in 43.
        assert_eq!((parts.len(), parts[4].len(), parts[5].len()), (6, 22, 43), "{hash}");
        salts.insert(parts[4].to_owned());
    }
    assert_eq!(salts.len(), 4);
}

async fn a_thousand_bytes_are_accepted_and_one_more_is_not(world: World) {
    let longest = format!("{}a", "x".repeat(999));
    let other_end = format!("{}b", "x".repeat(999));
    users::create(&world.service, &world.host, new("colleague"), Some(secret(&longest))).await.unwrap();
    assert!(logs_in(&world, "colleague", &longest).await);
    assert!(!logs_in(&world, "colleague", &other_end).await);
    assert!(!logs_in(&world, "colleague", &"x".repeat(999)).await);
    let refused = users::create(&world.service, &world.host, new("second"), Some(secret(&"ü".repeat(501)))).await;
    let error = assert_refused(refused, "password_strength_max_length", &["password"]);
    assert_eq!(error.attributes["n"].to_string(), "1000");
}

async fn a_password_is_kept_to_the_byte(world: World) {
    let decomposed = " Cafe\u{301} au lait \0\t";
    users::create(&world.service, &world.host, new("colleague"), Some(secret(decomposed))).await.unwrap();
    assert!(logs_in(&world, "colleague", decomposed).await);
    for near in [
        " Caf\u{e9} au lait \0\t",
        "Cafe\u{301} au lait \0\t",
        " Cafe\u{301} au lait \0",
        " Cafe\u{301} au lait ",
        " cafe\u{301} au lait \0\t",
    ] {
        assert!(!logs_in(&world, "colleague", near).await, "{near:?}");
    }
}

async fn the_host_sets_a_password_and_every_session_ends(world: World) {
    world.person("colleague").await;
    let cookie = world.cookie("colleague").await;
    passwords::set(&world.service, &world.host, &id("colleague"), secret(OTHER), false).await.unwrap();
    assert!(!world.is_valid(&cookie).await);
    assert!(logs_in(&world, "colleague", OTHER).await);
    assert!(!logs_in(&world, "colleague", PASSWORD).await);
}

async fn nobody_who_is_gone_gets_a_password(world: World) {
    world.person("colleague").await;
    world.delete("colleague").await;
    for gone in ["colleague", "nobody"] {
        let set = passwords::set(&world.service, &world.host, &id(gone), secret(OTHER), false).await;
        assert_refused(set, "user_not_found", &[]);
        let link = passwords::create_link(&world.service, &world.host, &id(gone)).await;
        assert_refused(link.map(|_| ()), "user_not_found", &[]);
    }
}
