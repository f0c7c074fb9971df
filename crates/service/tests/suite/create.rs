//! Making users: what is kept, and what is refused where.

use domain::{Availability, Code, NewUser, State};
use service::users;

use crate::{
    World,
    support::{PASSWORD, SECOND, assert_refused, email, id, new, secret},
};

testdb::on_both!(
    a_user_is_kept_as_given_and_stamped_by_the_clock,
    a_password_given_at_creation_is_good_for_logging_in,
    a_blocked_id_is_refused_to_everybody_but_the_hosts_first_admin,
    every_refused_field_is_told_at_once,
    a_taken_id_and_a_taken_address_are_told_together,
    an_address_is_taken_in_any_case_and_its_owner_is_named,
    a_refused_user_leaves_nothing_behind,
    the_host_makes_admins_and_knows_whether_there_is_one,
    an_id_is_free_blocked_taken_or_reserved,
);

async fn a_user_is_kept_as_given_and_stamped_by_the_clock(world: World) {
    let given = NewUser {
        name: "My Colleague".into(),
        description: "Line one\nline two".into(),
        primary_email_address: email("My.Colleague@Example.com"),
        email_validated: true,
        state: State::Flagged,
        state_description: "watched".into(),
        ..new("colleague")
    };
    let made = users::create(&world.service, &world.host, given, None).await.unwrap();
    let now = world.service.now();
    assert_eq!(world.stored("colleague").await.as_ref(), Some(&made));
    assert_eq!((made.name.as_str(), made.description.as_str()), ("My Colleague", "Line one\nline two"));
    assert_eq!(made.primary_email_address.as_str(), "My.Colleague@Example.com");
    assert_eq!(made.primary_email_address_validated_at, Some(now));
    assert_eq!((made.state, made.state_description.as_str(), made.admin), (State::Flagged, "watched", false));
    assert_eq!((made.version, made.created_at, made.updated_at), (1, now, now));
    assert_eq!((made.password_updated_at, made.deleted_at), (None, None));
    assert_eq!(users::get(&world.service, &world.host, &id("colleague")).await.unwrap(), made);
}

async fn a_password_given_at_creation_is_good_for_logging_in(world: World) {
    let made = users::create(&world.service, &world.host, new("colleague"), Some(secret(PASSWORD))).await.unwrap();
    assert_eq!(made.password_updated_at, Some(made.created_at));
    assert_eq!(world.login("colleague", PASSWORD).await.unwrap().user, made);
}

async fn a_blocked_id_is_refused_to_everybody_but_the_hosts_first_admin(world: World) {
    world.admin("boss").await;
    let boss = world.caller("boss").await;
    for word in ["admin", "root", "login", "api"] {
        for caller in [&boss, &world.host] {
            let refused = users::create(&world.service, caller, new(word), None).await;
            let error = assert_refused(refused, "forbidden_id", &["user_id"]);
            assert_eq!(error.attributes["id"].to_string(), word);
        }
        assert_eq!(world.stored(word).await, None);
    }
    let admin = users::create_admin(&world.service, &world.host, new("admin"), None).await.unwrap();
    assert!(admin.admin && admin.user_id.is_blocked());
}

async fn every_refused_field_is_told_at_once(world: World) {
    let wrong = NewUser {
        name: "two\nlines".into(),
        description: "nul\0".into(),
        state_description: "x".repeat(2001),
        ..new("admin")
    };
    let refused = users::create(&world.service, &world.host, wrong, Some(secret("short"))).await;
    let expected = ["user_id", "name", "description", "state_description", "password"];
    assert_refused(refused, "forbidden_id", &expected);
}

async fn a_taken_id_and_a_taken_address_are_told_together(world: World) {
    world.person("colleague").await;
    let refused = users::create(&world.service, &world.host, new("colleague"), None).await;
    let error = assert_refused(refused, "already_exists", &["user_id", "primary_email_address"]);
    assert_eq!(error.code, Code::AlreadyExists);
    assert_eq!(error.attributes["taken_by"].to_string(), "colleague");
    let other_address = NewUser { primary_email_address: email("free@example.com"), ..new("colleague") };
    let refused = users::create(&world.service, &world.host, other_address, None).await;
    assert_refused(refused, "already_exists", &["user_id"]);
}

async fn an_address_is_taken_in_any_case_and_its_owner_is_named(world: World) {
    world.person("colleague").await;
    let second = NewUser { primary_email_address: email("COLLEAGUE@EXAMPLE.COM"), ..new("second") };
    let refused = users::create(&world.service, &world.host, second, None).await;
    let error = assert_refused(refused, "already_exists", &["primary_email_address"]);
    assert_eq!(error.attributes["taken_by"].to_string(), "colleague");
}

async fn a_refused_user_leaves_nothing_behind(world: World) {
    world.person("colleague").await;
    let records = world.records().await;
    users::create(&world.service, &world.host, new("colleague"), Some(secret(PASSWORD))).await.unwrap_err();
    let hashes = testdb::rows(&world.url, "SELECT password_hash FROM credentials").await;
    assert_eq!((world.records().await, hashes.len()), (records, 1));
}

async fn the_host_makes_admins_and_knows_whether_there_is_one(world: World) {
    assert!(!users::has_admin(&world.service, &world.host).await.unwrap());
    let given = NewUser { admin: false, ..new("boss") };
    let boss = users::create_admin(&world.service, &world.host, given, Some(secret(PASSWORD))).await.unwrap();
    assert!(boss.admin && boss.is_usable_admin());
    assert!(users::has_admin(&world.service, &world.host).await.unwrap());
}

async fn an_id_is_free_blocked_taken_or_reserved(world: World) {
    let availability = async |word: &str| users::availability(&world.service, &world.host, &id(word)).await.unwrap();
    assert_eq!(availability("colleague").await, Availability::Free);
    assert_eq!(availability("admin").await, Availability::Blocked);
    world.person("colleague").await;
    assert_eq!(availability("colleague").await, Availability::Taken);
    world.clock.advance(SECOND);
    world.delete("colleague").await;
    assert_eq!(availability("colleague").await, Availability::Deleted(world.service.now()));
    users::purge(&world.service, &world.host, &id("colleague")).await.unwrap();
    assert_eq!(availability("colleague").await, Availability::Free);
}
