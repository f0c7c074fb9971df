//! Rows of users: what is written is read, and what the unique keys hold.

use domain::{Code, Error, State, User};
use store::users;

use crate::{
    Fresh,
    support::{add, at, email, id, ids, insert, save, stored, user},
};

testdb::on_both!(
    every_field_comes_back_as_written,
    every_field_but_id_and_creation_can_be_changed,
    text_of_every_script_and_length_is_kept_to_the_byte,
    a_taken_id_is_refused_at_its_field,
    a_deleted_user_still_holds_the_id,
    an_address_is_taken_whatever_its_case,
    an_address_is_free_once_its_user_is_deleted,
    a_changed_address_may_not_be_anothers,
    a_user_who_comes_back_finds_the_address_taken,
    an_old_version_changes_nothing,
    only_a_live_user_is_found_by_address,
    nobody_is_found_by_an_unknown_id,
    of_twenty_changes_at_once_none_is_lost,
    a_purged_user_is_gone_and_the_id_is_free,
    a_key_is_never_given_twice,
    a_state_that_does_not_exist_is_refused,
    admins_are_listed_by_id,
);

/// A user none of whose fields is a default.
fn full() -> User {
    User {
        name: "Beatriz Ñuño".into(),
        description: "Line one\nline two\ttabbed".into(),
        primary_email_address: email("Beatriz+x@Example.COM"),
        primary_email_address_validated_at: Some(at(7)),
        state: State::Suspended,
        state_description: "on leave".into(),
        suspended_until: Some(at(10)),
        expires_at: Some(at(11)),
        delete_at: Some(at(12)),
        admin: true,
        theme: "dark".into(),
        password_updated_at: Some(at(8)),
        require_password_update: true,
        version: 5,
        created_at: at(-1),
        updated_at: at(i64::MAX),
        deleted_at: Some(at(9)),
        deleted_by: Some("host".into()),
        ..user("beatriz")
    }
}

async fn every_field_comes_back_as_written(fresh: Fresh) {
    let written = add(&fresh.db, full()).await;
    assert_ne!(written.id, 0);
    assert_eq!(stored(&fresh.db, "beatriz").await, Some(written));
}

async fn every_field_but_id_and_creation_can_be_changed(fresh: Fresh) {
    let plain = add(&fresh.db, user("beatriz")).await;
    let changed = User { id: plain.id, version: 2, created_at: plain.created_at, ..full() };
    save(&fresh.db, changed.clone()).await;
    assert_eq!(stored(&fresh.db, "beatriz").await.as_ref(), Some(&changed));
    let back = User { version: 3, ..plain };
    save(&fresh.db, back.clone()).await;
    assert_eq!(stored(&fresh.db, "beatriz").await, Some(back));
}

async fn text_of_every_script_and_length_is_kept_to_the_byte(fresh: Fresh) {
    let texts =
        ["山田太郎 محمد Дмитрий", "cafe\u{301} caf\u{e9}", "'; DROP TABLE users; --", "\\ % _ $1 ? \"", " a  b "];
    for (number, text) in texts.into_iter().enumerate() {
        let long = text.repeat(2000 / text.chars().count());
        let written = User { name: text.into(), description: long, ..user(&format!("user-{number}")) };
        let written = add(&fresh.db, written).await;
        assert_eq!(stored(&fresh.db, written.user_id.as_str()).await.as_ref(), Some(&written));
    }
}

/// What is answered to who inserts this user.
async fn refusal(fresh: &Fresh, user: User) -> Error {
    users::insert(&mut fresh.db.write().await.unwrap(), &user).await.unwrap_err()
}

fn assert_taken(error: &Error, field: &str) {
    assert_eq!((error.code, error.name), (Code::AlreadyExists, "already_exists"), "{error:?}");
    let fields: Vec<_> = error.fields.iter().map(|refused| refused.field.as_str()).collect();
    assert_eq!(fields, [field], "{error:?}");
}

async fn a_taken_id_is_refused_at_its_field(fresh: Fresh) {
    add(&fresh.db, user("colleague")).await;
    let second = User { primary_email_address: email("other@example.com"), ..user("colleague") };
    assert_taken(&refusal(&fresh, second).await, "user_id");
}

async fn a_deleted_user_still_holds_the_id(fresh: Fresh) {
    add(&fresh.db, User { deleted_at: Some(at(2)), ..user("colleague") }).await;
    assert_taken(&refusal(&fresh, user("colleague")).await, "user_id");
}

async fn an_address_is_taken_whatever_its_case(fresh: Fresh) {
    add(&fresh.db, user("colleague")).await;
    let second = User { primary_email_address: email("COLLEAGUE@Example.com"), ..user("other") };
    assert_taken(&refusal(&fresh, second).await, "primary_email_address");
}

async fn an_address_is_free_once_its_user_is_deleted(fresh: Fresh) {
    let first = add(&fresh.db, user("first")).await;
    save(&fresh.db, User { deleted_at: Some(at(2)), ..first.touched(at(2)) }).await;
    let second = User { primary_email_address: first.primary_email_address, ..user("second") };
    add(&fresh.db, second).await;
}

async fn a_changed_address_may_not_be_anothers(fresh: Fresh) {
    let first = add(&fresh.db, user("first")).await;
    let second = add(&fresh.db, user("second")).await;
    let changed = User { primary_email_address: email("FIRST@example.com"), ..second.touched(at(2)) };
    let mut tx = fresh.db.write().await.unwrap();
    assert_taken(&users::update(&mut tx, &changed, 1).await.unwrap_err(), "primary_email_address");
    drop(tx);
    let same_in_capitals = User { primary_email_address: email("FIRST@EXAMPLE.COM"), ..first.touched(at(2)) };
    save(&fresh.db, same_in_capitals).await;
    assert_eq!(stored(&fresh.db, "second").await, Some(second));
}

async fn a_user_who_comes_back_finds_the_address_taken(fresh: Fresh) {
    let gone = add(&fresh.db, User { deleted_at: Some(at(2)), ..user("gone") }).await;
    add(&fresh.db, User { primary_email_address: gone.primary_email_address.clone(), ..user("heir") }).await;
    let back = User { deleted_at: None, ..gone.touched(at(3)) };
    let mut tx = fresh.db.write().await.unwrap();
    assert_taken(&users::update(&mut tx, &back, 1).await.unwrap_err(), "primary_email_address");
}

async fn an_old_version_changes_nothing(fresh: Fresh) {
    let first = add(&fresh.db, user("colleague")).await;
    let second = save(&fresh.db, User { name: "Second".into(), ..first.touched(at(2)) }).await;
    let late = User { name: "Late".into(), ..first.touched(at(3)) };
    let mut tx = fresh.db.write().await.unwrap();
    assert!(!users::update(&mut tx, &late, first.version).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(stored(&fresh.db, "colleague").await, Some(second));
}

async fn only_a_live_user_is_found_by_address(fresh: Fresh) {
    let first = add(&fresh.db, user("colleague")).await;
    let find = async |identity: &str| {
        users::get_by_email(&mut fresh.db.read().await.unwrap(), identity).await.unwrap().map(|user| user.id)
    };
    assert_eq!(find("colleague@example.com").await, Some(first.id));
    // The identity is folded by its type, not by the database.
    assert_eq!(find("Colleague@example.com").await, None);
    save(&fresh.db, User { deleted_at: Some(at(2)), ..first.touched(at(2)) }).await;
    assert_eq!(find("colleague@example.com").await, None);
}

async fn nobody_is_found_by_an_unknown_id(fresh: Fresh) {
    let mut tx = fresh.db.write().await.unwrap();
    assert_eq!(users::get(&mut tx, &id("nobody")).await.unwrap(), None);
    assert_eq!(users::get_for_update(&mut tx, &id("nobody")).await.unwrap(), None);
    assert!(!users::update(&mut tx, &User { id: 77, ..user("nobody") }, 1).await.unwrap());
    assert!(!users::purge(&mut tx, 77).await.unwrap());
}

async fn of_twenty_changes_at_once_none_is_lost(fresh: Fresh) {
    add(&fresh.db, user("counter")).await;
    let changes: Vec<_> = (0..20).map(|_| tokio::spawn(append_to_name(fresh.db.clone()))).collect();
    for change in changes {
        assert!(change.await.unwrap(), "a row that was read for update changed meanwhile");
    }
    let counter = stored(&fresh.db, "counter").await.unwrap();
    assert_eq!((counter.name.len(), counter.version), (20, 21));
}

async fn append_to_name(db: store::Db) -> bool {
    let mut tx = db.write().await.unwrap();
    let read = users::get_for_update(&mut tx, &id("counter")).await.unwrap().unwrap();
    let changed = User { name: format!("{}x", read.name), ..read.touched(at(2)) };
    let written = users::update(&mut tx, &changed, read.version).await.unwrap();
    tx.commit().await.unwrap();
    written
}

async fn a_purged_user_is_gone_and_the_id_is_free(fresh: Fresh) {
    let first = add(&fresh.db, user("colleague")).await;
    let mut tx = fresh.db.write().await.unwrap();
    assert!(users::purge(&mut tx, first.id).await.unwrap());
    assert_eq!(users::get(&mut tx, &first.user_id).await.unwrap(), None);
    insert(&mut tx, user("colleague")).await;
}

async fn a_key_is_never_given_twice(fresh: Fresh) {
    let mut last = 0;
    for _ in 0..5 {
        let next = add(&fresh.db, user("colleague")).await;
        assert!(next.id > last, "{} after {last}", next.id);
        last = next.id;
        let mut tx = fresh.db.write().await.unwrap();
        users::purge(&mut tx, next.id).await.unwrap();
        tx.commit().await.unwrap();
    }
}

async fn a_state_that_does_not_exist_is_refused(fresh: Fresh) {
    add(&fresh.db, user("colleague")).await;
    let url = fresh.url.clone();
    let refused = tokio::spawn(async move { testdb::execute(&url, "UPDATE users SET state = 5").await });
    assert!(refused.await.is_err());
    assert_eq!(stored(&fresh.db, "colleague").await.unwrap().state, State::Approved);
}

async fn admins_are_listed_by_id(fresh: Fresh) {
    for user_id in ["second", "first"] {
        add(&fresh.db, User { admin: true, ..user(user_id) }).await;
    }
    add(&fresh.db, user("nobody")).await;
    add(&fresh.db, User { admin: true, deleted_at: Some(at(1)), deleted_by: Some("host".into()), ..user("gone") })
        .await;
    let admins = store::users::admins(&mut fresh.db.read().await.unwrap()).await.unwrap();
    assert_eq!(ids(&admins), ["first", "second"]);
}
