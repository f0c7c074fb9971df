//! Deleting users: what stays reserved and what is free.

use domain::{Code, NewUser};
use service::{passwords, users};

use crate::{
    World,
    support::{PASSWORD, SECOND, anonymous, assert_refused, email, id, new, secret},
};

testdb::on_both!(
    deleted_id_stays_reserved_until_purged,
    the_address_of_a_deleted_user_is_free_at_once,
    a_deleted_user_can_do_nothing,
    who_deleted_whom_is_kept,
    who_is_gone_can_not_be_deleted_again,
);

async fn deleted_id_stays_reserved_until_purged(world: World) {
    world.person("colleague").await;
    world.clock.advance(SECOND);
    world.delete("colleague").await;
    let again = || NewUser { primary_email_address: email("other@example.com"), ..new("colleague") };
    let refused = users::create(&world.service, &world.host, again(), None).await;
    let error = assert_refused(refused, "already_exists", &["user_id"]);
    assert_eq!(error.code, Code::AlreadyExists);
    assert_eq!(error.attributes["reserved_at"].to_string(), world.service.now().to_string());
    assert!(error.message.contains("Restore or purge"), "{error:?}");
    // Long after it could be restored, too.
    world.clock.advance(1_000_000 * SECOND);
    users::create_admin(&world.service, &world.host, again(), None).await.unwrap_err();
    users::purge(&world.service, &world.host, &id("colleague")).await.unwrap();
    users::create(&world.service, &world.host, again(), None).await.unwrap();
}

async fn the_address_of_a_deleted_user_is_free_at_once(world: World) {
    world.person("colleague").await;
    world.delete("colleague").await;
    let heir = NewUser { primary_email_address: email("Colleague@example.com"), ..new("heir") };
    users::create(&world.service, &world.host, heir, Some(secret(PASSWORD))).await.unwrap();
    let session = world.login("colleague@example.com", PASSWORD).await.unwrap();
    assert_eq!(session.user.user_id, id("heir"));
}

async fn a_deleted_user_can_do_nothing(world: World) {
    world.person("colleague").await;
    let cookie = world.cookie("colleague").await;
    let code = passwords::create_link(&world.service, &world.host, &id("colleague")).await.unwrap();
    world.delete("colleague").await;
    assert!(!world.is_valid(&cookie).await);
    let refused = world.login("colleague", PASSWORD).await;
    assert_refused(refused.map(|session| session.user), "no_user_id_password_match", &[]);
    let code = secrecy::ExposeSecret::expose_secret(&code);
    let refused = passwords::set_by_code(&world.service, &anonymous(), code, secret(PASSWORD)).await;
    assert_refused(refused, "temporary_password_expired", &["code"]);
}

async fn who_deleted_whom_is_kept(world: World) {
    world.admin("boss").await;
    world.person("colleague").await;
    world.clock.advance(SECOND);
    users::delete(&world.service, &world.caller("boss").await, &id("colleague"), None).await.unwrap();
    let deleted = world.stored("colleague").await.unwrap();
    assert_eq!((deleted.deleted_at, deleted.deleted_by.as_deref()), (Some(world.service.now()), Some("boss")));
    assert_eq!((deleted.version, deleted.updated_at), (2, world.service.now()));
}

async fn who_is_gone_can_not_be_deleted_again(world: World) {
    world.person("colleague").await;
    world.delete("colleague").await;
    for gone in ["colleague", "nobody"] {
        assert_refused(users::delete(&world.service, &world.host, &id(gone), None).await, "user_not_found", &[]);
    }
}
