//! Bringing deleted users back.

use domain::{Code, NewUser, User};
use service::{Settings, users};
use testdb::Backend;

use crate::{
    World,
    support::{HOUR, PASSWORD, SECOND, assert_refused, email, id, new},
};

testdb::on_both!(
    a_restored_user_is_as_before_but_logged_out,
    a_taken_address_stands_in_the_way_until_it_is_free,
    the_restore_window_ends_by_the_clock,
    only_a_deleted_user_can_be_restored,
    a_restored_user_can_be_deleted_and_restored_again,
);

async fn a_restored_user_is_as_before_but_logged_out(world: World) {
    let before = world.admin("colleague").await;
    world.admin("boss").await;
    let cookie = world.cookie("colleague").await;
    world.delete("colleague").await;
    world.clock.advance(SECOND);
    let restored = users::restore(&world.service, &world.host, &id("colleague")).await.unwrap();
    assert_eq!(restored, User { version: 3, updated_at: world.service.now(), ..before });
    assert_eq!(world.stored("colleague").await, Some(restored));
    assert!(!world.is_valid(&cookie).await);
    world.login("colleague", PASSWORD).await.unwrap();
}

async fn a_taken_address_stands_in_the_way_until_it_is_free(world: World) {
    world.person("colleague").await;
    world.delete("colleague").await;
    let heir = NewUser { primary_email_address: email("Colleague@Example.com"), ..new("heir") };
    users::create(&world.service, &world.host, heir, None).await.unwrap();
    let refused = users::restore(&world.service, &world.host, &id("colleague")).await;
    let error = assert_refused(refused, "already_exists", &["primary_email_address"]);
    assert_eq!((error.code, error.attributes["taken_by"].to_string()), (Code::AlreadyExists, "heir".to_owned()));
    assert!(world.stored("colleague").await.unwrap().deleted_at.is_some());
    world.delete("heir").await;
    users::restore(&world.service, &world.host, &id("colleague")).await.unwrap();
}

async fn the_restore_window_ends_by_the_clock(world: World) {
    world.person("in-time").await;
    world.person("too-late").await;
    world.delete("in-time").await;
    world.delete("too-late").await;
    world.clock.advance(24 * HOUR);
    users::restore(&world.service, &world.host, &id("in-time")).await.unwrap();
    world.clock.advance(SECOND);
    let refused = users::restore(&world.service, &world.host, &id("too-late")).await;
    let error = assert_refused(refused, "restore_window_expired", &[]);
    assert_eq!(error.code, Code::FailedPrecondition);
    // Only purging is left.
    users::purge(&world.service, &world.host, &id("too-late")).await.unwrap();
}

async fn only_a_deleted_user_can_be_restored(world: World) {
    world.person("alive").await;
    for user_id in ["alive", "nobody"] {
        assert_refused(users::restore(&world.service, &world.host, &id(user_id)).await, "user_not_found", &[]);
    }
}

async fn a_restored_user_can_be_deleted_and_restored_again(world: World) {
    world.person("colleague").await;
    for _ in 0..3 {
        world.delete("colleague").await;
        world.clock.advance(23 * HOUR);
        users::restore(&world.service, &world.host, &id("colleague")).await.unwrap();
    }
}

/// With another window than the default.
async fn restore_after(url: String, window: Option<std::time::Duration>, days: u32) -> domain::Result<User> {
    let world = World::open(url, Settings { restore_window: window, ..Settings::default() }).await;
    world.person("colleague").await;
    world.delete("colleague").await;
    world.clock.advance(days * 24 * HOUR);
    users::restore(&world.service, &world.host, &id("colleague")).await
}

#[test]
fn the_window_can_be_set_up_to_for_ever() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        testdb::run(backend, |url| async move {
            restore_after(url, None, 36500).await.unwrap();
        });
        testdb::run(backend, |url| async move {
            let refused = restore_after(url, Some(48 * HOUR), 3).await;
            assert_refused(refused, "restore_window_expired", &[]);
        });
    }
}
