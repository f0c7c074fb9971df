//! Erasing users: the ID is free, and whoever takes it inherits nothing.

use domain::{NewUser, UserPatch};
use secrecy::ExposeSecret as _;
use service::{flashes, passwords, sessions, users};

use crate::{
    World,
    support::{PASSWORD, anonymous, assert_refused, email, id, new, secret},
};

testdb::on_both!(
    live_and_deleted_users_can_be_purged,
    of_many_only_who_is_deleted_is_purged,
    a_purged_and_recreated_id_inherits_nothing,
    a_request_of_the_purged_user_does_not_reach_the_new_one,
    the_trail_outlives_the_user,
);

async fn live_and_deleted_users_can_be_purged(world: World) {
    for deleted in [false, true] {
        world.person("colleague").await;
        if deleted {
            world.delete("colleague").await;
        }
        users::purge(&world.service, &world.host, &id("colleague")).await.unwrap();
        assert_eq!(world.stored("colleague").await, None);
        assert_refused(users::purge(&world.service, &world.host, &id("colleague")).await, "user_not_found", &[]);
        assert_refused(users::restore(&world.service, &world.host, &id("colleague")).await, "user_not_found", &[]);
    }
}

async fn of_many_only_who_is_deleted_is_purged(world: World) {
    world.person("ada").await;
    for _ in 0..2 {
        let refused = users::purge_deleted(&world.service, &world.host, &id("ada")).await;
        assert!(assert_refused(refused, "user_not_found", &[]).message.contains("deleted"));
    }
    world.delete("ada").await;
    users::purge_deleted(&world.service, &world.host, &id("ada")).await.unwrap();
    assert!(world.stored("ada").await.is_none());
}

async fn a_purged_and_recreated_id_inherits_nothing(world: World) {
    world.admin("boss").await;
    for deleted in [false, true] {
        let old = world.admin("colleague").await;
        let cookie = world.cookie("colleague").await;
        let flash = flashes::save(&world.service, &world.resolve(&cookie).await, "typed").await.unwrap();
        let code = passwords::create_link(&world.service, &world.host, &id("colleague")).await.unwrap();
        if deleted {
            world.delete("colleague").await;
        }
        users::purge(&world.service, &world.host, &id("colleague")).await.unwrap();
        let again = users::create(&world.service, &world.host, new("colleague"), None).await.unwrap();

        assert_ne!(again.id, old.id);
        assert_eq!((again.admin, again.version, again.password_updated_at), (false, 1, None));
        assert!(!world.is_valid(&cookie).await);
        let refused = world.login("colleague", PASSWORD).await.map(|session| session.user);
        assert_refused(refused, "no_user_id_password_match", &[]);
        let refused =
            passwords::set_by_code(&world.service, &anonymous(), code.expose_secret(), secret(PASSWORD)).await;
        assert_refused(refused, "temporary_password_expired", &["code"]);
        let caller = world.caller("colleague").await;
        assert_eq!(sessions::list(&world.service, &caller).await.unwrap().len(), 1);
        assert_eq!(flashes::take(&world.service, &caller, &flash).await.unwrap(), None);
        users::purge(&world.service, &world.host, &id("colleague")).await.unwrap();
    }
}

/// The request was let in just before the user was purged and somebody else got the ID.
async fn a_request_of_the_purged_user_does_not_reach_the_new_one(world: World) {
    world.person("colleague").await;
    let late = world.caller("colleague").await;
    users::purge(&world.service, &world.host, &id("colleague")).await.unwrap();
    let successor = world.person("colleague").await;
    let patch = UserPatch {
        name: Some("Not me".into()),
        primary_email_address: Some(email("thief@example.com")),
        ..UserPatch::default()
    };
    assert_refused(users::update_own(&world.service, &late, patch, None).await, "unauthenticated", &[]);
    let changed =
        passwords::change(&world.service, &late, secret(PASSWORD), secret("another good password"), true).await;
    assert_refused(changed, "old_password", &["old"]);
    assert!(sessions::list(&world.service, &late).await.unwrap().is_empty());
    assert_eq!(world.stored("colleague").await, Some(successor));
}

async fn the_trail_outlives_the_user(world: World) {
    let given = NewUser { name: "My Colleague".into(), ..new("colleague") };
    users::create(&world.service, &world.host, given, None).await.unwrap();
    users::purge(&world.service, &world.host, &id("colleague")).await.unwrap();
    let records = store::audit::list_for(&mut world.db.read().await.unwrap(), &id("colleague")).await.unwrap();
    let actions: Vec<_> = records.iter().map(|record| record.action.as_str()).collect();
    assert_eq!(actions, ["user.create", "user.purge"]);
    assert!(records[1].before.contains("My Colleague"), "{records:?}");
}
