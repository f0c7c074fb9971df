//! Password hashes and one-time codes.

use domain::User;
use store::{credentials, users};

use crate::{
    Fresh,
    support::{add, at, save, user},
};

testdb::on_both!(
    a_user_has_one_hash_and_the_latest_stands,
    a_hash_is_replaced_only_while_it_is_the_stored_one,
    a_code_is_good_until_it_ends,
    a_new_code_voids_the_older_ones_of_the_same_user,
    a_code_is_taken_once,
    of_twenty_who_take_a_code_at_once_one_gets_it,
    voided_codes_are_gone,
    the_code_of_a_deleted_user_is_nobodys,
    hash_and_codes_go_with_a_purged_user,
    nobody_has_no_hash_and_gets_none,
    a_temporary_password_stands_beside_the_other_until_it_is_taken,
    the_times_of_temporary_passwords_of_many_are_read_at_once,
    of_twenty_who_take_a_temporary_password_at_once_one_gets_it,
);

async fn link(fresh: &Fresh, owner: &User, code: &[u8], ends: i64) {
    let mut tx = fresh.db.write().await.unwrap();
    credentials::insert_password_link(&mut tx, code, owner.id, at(0), at(ends)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn owner_of(fresh: &Fresh, code: &[u8], now: i64) -> Option<String> {
    let mut tx = fresh.db.read().await.unwrap();
    credentials::password_link_user(&mut tx, code, at(now)).await.unwrap().map(|id| id.to_string())
}

async fn take(db: store::Db, code: &[u8], now: i64) -> bool {
    let mut tx = db.write().await.unwrap();
    let taken = credentials::take_password_link(&mut tx, code, at(now)).await.unwrap();
    tx.commit().await.unwrap();
    taken
}

async fn a_user_has_one_hash_and_the_latest_stands(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    let other = add(&fresh.db, user("other")).await;
    let mut tx = fresh.db.write().await.unwrap();
    assert_eq!(credentials::password_hash(&mut tx, owner.id).await.unwrap(), None);
    for hash in ["first", "second"] {
        credentials::set_password_hash(&mut tx, owner.id, hash, at(2)).await.unwrap();
        assert_eq!(credentials::password_hash(&mut tx, owner.id).await.unwrap().as_deref(), Some(hash));
    }
    assert_eq!(credentials::password_hash(&mut tx, other.id).await.unwrap(), None);
}

async fn a_hash_is_replaced_only_while_it_is_the_stored_one(fresh: Fresh) {
    let (owner, other) = (add(&fresh.db, user("owner")).await, add(&fresh.db, user("other")).await);
    let mut tx = fresh.db.write().await.unwrap();
    for user in [&owner, &other] {
        credentials::set_password_hash(&mut tx, user.id, "first", at(2)).await.unwrap();
    }
    assert!(!credentials::replace_password_hash(&mut tx, owner.id, "First", "second").await.unwrap());
    assert!(credentials::replace_password_hash(&mut tx, owner.id, "first", "second").await.unwrap());
    assert!(!credentials::replace_password_hash(&mut tx, owner.id, "first", "third").await.unwrap());
    for (user, hash) in [(owner, "second"), (other, "first")] {
        assert_eq!(credentials::password_hash(&mut tx, user.id).await.unwrap().as_deref(), Some(hash));
    }
}

async fn a_code_is_good_until_it_ends(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    link(&fresh, &owner, b"code\0\xff", 100).await;
    assert_eq!(owner_of(&fresh, b"code\0\xff", 99).await.as_deref(), Some("owner"));
    assert_eq!(owner_of(&fresh, b"code\0\xff", 100).await, None);
    assert_eq!(owner_of(&fresh, b"code", 99).await, None);
    assert!(!take(fresh.db.clone(), b"code\0\xff", 100).await);
    assert!(take(fresh.db.clone(), b"code\0\xff", 99).await);
}

async fn a_new_code_voids_the_older_ones_of_the_same_user(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    let other = add(&fresh.db, user("other")).await;
    link(&fresh, &owner, b"old", 100).await;
    link(&fresh, &other, b"others", 100).await;
    link(&fresh, &owner, b"new", 100).await;
    assert_eq!(owner_of(&fresh, b"old", 1).await, None);
    assert_eq!(owner_of(&fresh, b"new", 1).await.as_deref(), Some("owner"));
    assert_eq!(owner_of(&fresh, b"others", 1).await.as_deref(), Some("other"));
}

async fn a_code_is_taken_once(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    link(&fresh, &owner, b"code", 100).await;
    assert!(!take(fresh.db.clone(), b"another", 1).await);
    assert!(take(fresh.db.clone(), b"code", 1).await);
    assert!(!take(fresh.db.clone(), b"code", 1).await);
    assert_eq!(owner_of(&fresh, b"code", 1).await, None);
}

async fn of_twenty_who_take_a_code_at_once_one_gets_it(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    link(&fresh, &owner, b"code", 100).await;
    let takers: Vec<_> = (0..20).map(|_| tokio::spawn(take(fresh.db.clone(), b"code", 1))).collect();
    let mut got = 0;
    for taker in takers {
        got += u32::from(taker.await.unwrap());
    }
    assert_eq!(got, 1);
}

async fn voided_codes_are_gone(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    let other = add(&fresh.db, user("other")).await;
    link(&fresh, &owner, b"code", 100).await;
    link(&fresh, &other, b"others", 100).await;
    let mut tx = fresh.db.write().await.unwrap();
    credentials::delete_password_links(&mut tx, owner.id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(owner_of(&fresh, b"code", 1).await, None);
    assert_eq!(owner_of(&fresh, b"others", 1).await.as_deref(), Some("other"));
}

async fn the_code_of_a_deleted_user_is_nobodys(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    link(&fresh, &owner, b"code", 100).await;
    save(&fresh.db, User { deleted_at: Some(at(2)), ..owner.touched(at(2)) }).await;
    assert_eq!(owner_of(&fresh, b"code", 3).await, None);
}

async fn hash_and_codes_go_with_a_purged_user(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    link(&fresh, &owner, b"code", 100).await;
    let mut tx = fresh.db.write().await.unwrap();
    credentials::set_password_hash(&mut tx, owner.id, "hash", at(1)).await.unwrap();
    assert!(users::purge(&mut tx, owner.id).await.unwrap());
    tx.commit().await.unwrap();
    let left = "SELECT 'hash' FROM credentials UNION ALL SELECT 'code' FROM password_links";
    assert!(testdb::rows(&fresh.url, left).await.is_empty());
}

async fn nobody_has_no_hash_and_gets_none(fresh: Fresh) {
    let mut tx = fresh.db.write().await.unwrap();
    assert_eq!(credentials::password_hash(&mut tx, 77).await.unwrap(), None);
    assert!(credentials::set_password_hash(&mut tx, 77, "hash", at(1)).await.is_err());
}

fn temporary(hash: &str) -> credentials::TemporaryPassword {
    credentials::TemporaryPassword { password_hash: hash.into(), created_at: at(1), expires_at: at(9) }
}

async fn a_temporary_password_stands_beside_the_other_until_it_is_taken(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    let mut tx = fresh.db.write().await.unwrap();
    credentials::set_password_hash(&mut tx, owner.id, "own", at(1)).await.unwrap();
    for hash in ["first", "second"] {
        credentials::set_temporary_password(&mut tx, owner.id, &temporary(hash)).await.unwrap();
    }
    let stored = credentials::temporary_password(&mut tx, owner.id).await.unwrap();
    assert_eq!(stored, Some(temporary("second")));
    assert!(!credentials::take_temporary_password(&mut tx, owner.id, "first").await.unwrap());
    assert!(credentials::take_temporary_password(&mut tx, owner.id, "second").await.unwrap());
    assert_eq!(credentials::temporary_password(&mut tx, owner.id).await.unwrap(), None);
    assert_eq!(credentials::password_hash(&mut tx, owner.id).await.unwrap().as_deref(), Some("own"));
    credentials::set_temporary_password(&mut tx, owner.id, &temporary("third")).await.unwrap();
    credentials::delete_temporary_password(&mut tx, owner.id).await.unwrap();
    assert_eq!(credentials::temporary_password(&mut tx, owner.id).await.unwrap(), None);
}

async fn the_times_of_temporary_passwords_of_many_are_read_at_once(fresh: Fresh) {
    let (one, two) = (add(&fresh.db, user("one")).await, add(&fresh.db, user("two")).await);
    let mut tx = fresh.db.write().await.unwrap();
    credentials::set_temporary_password(&mut tx, two.id, &temporary("hash")).await.unwrap();
    let found = credentials::temporary_password_times(&mut tx, &[one.id, two.id]).await.unwrap();
    assert_eq!(found, [(two.id, (at(1), at(9)))].into());
    assert!(credentials::temporary_password_times(&mut tx, &[]).await.unwrap().is_empty());
}

async fn of_twenty_who_take_a_temporary_password_at_once_one_gets_it(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    let mut tx = fresh.db.write().await.unwrap();
    credentials::set_temporary_password(&mut tx, owner.id, &temporary("one")).await.unwrap();
    tx.commit().await.unwrap();
    let takers = (0..20).map(|_| {
        let (db, key) = (fresh.db.clone(), owner.id);
        tokio::spawn(async move {
            let mut tx = db.write().await.unwrap();
            let taken = credentials::take_temporary_password(&mut tx, key, "one").await.unwrap();
            tx.commit().await.unwrap();
            taken
        })
    });
    let mut got = 0;
    for taker in takers.collect::<Vec<_>>() {
        got += u32::from(taker.await.unwrap());
    }
    assert_eq!(got, 1);
}
