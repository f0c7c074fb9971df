//! Tokens to log in with.

use std::sync::Arc;

use domain::User;
use store::{Db, login_tokens, users};
use tokio::sync::Barrier;

use crate::{
    Fresh,
    support::{add, at, save, user},
};

testdb::on_both!(
    a_token_can_be_used_until_it_ends,
    of_sixteen_who_use_a_token_at_once_one_does,
    only_tokens_that_can_be_used_count,
    the_token_of_a_deleted_user_is_nobodys,
    tokens_are_voided_forgotten_and_purged,
);

async fn insert(fresh: &Fresh, owner: &User, token: &[u8], ends: i64) {
    let mut tx = fresh.db.write().await.unwrap();
    login_tokens::insert(&mut tx, token, owner.id, at(0), at(ends)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn take(db: &Db, owner: &User, token: &[u8], now: i64) -> bool {
    let mut tx = db.write().await.unwrap();
    let done = login_tokens::take(&mut tx, token, owner.id, at(now)).await.unwrap();
    tx.commit().await.unwrap();
    done
}

async fn get(fresh: &Fresh, token: &[u8]) -> Option<login_tokens::Stored> {
    login_tokens::get(&mut fresh.db.read().await.unwrap(), token).await.unwrap()
}

async fn open(fresh: &Fresh, owner: &User, now: i64) -> u64 {
    login_tokens::count_open(&mut fresh.db.read().await.unwrap(), owner.id, at(now)).await.unwrap()
}

async fn a_token_can_be_used_until_it_ends(fresh: Fresh) {
    let (owner, other) = (add(&fresh.db, user("owner")).await, add(&fresh.db, user("other")).await);
    insert(&fresh, &owner, b"token", 10).await;
    let stored = get(&fresh, b"token").await.unwrap();
    assert_eq!((stored.user_id, stored.expires_at, stored.used_at), (owner.user_id.clone(), at(10), None));
    assert!(!take(&fresh.db, &owner, b"token", 10).await);
    assert!(!take(&fresh.db, &owner, b"toke", 1).await);
    assert!(!take(&fresh.db, &other, b"token", 1).await);
    assert!(take(&fresh.db, &owner, b"token", 9).await);
    assert!(!take(&fresh.db, &owner, b"token", 9).await);
    assert_eq!(get(&fresh, b"token").await.unwrap().used_at, Some(at(9)));
    assert_eq!(get(&fresh, b"another").await, None);
}

async fn of_sixteen_who_use_a_token_at_once_one_does(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    insert(&fresh, &owner, b"token", 10).await;
    let start = Arc::new(Barrier::new(16));
    let takers = (0..16).map(|_| {
        let (db, owner, start) = (fresh.db.clone(), owner.clone(), Arc::clone(&start));
        tokio::spawn(async move {
            start.wait().await;
            take(&db, &owner, b"token", 1).await
        })
    });
    let mut taken = 0;
    for taker in takers.collect::<Vec<_>>() {
        taken += u8::from(taker.await.unwrap());
    }
    assert_eq!(taken, 1);
}

async fn only_tokens_that_can_be_used_count(fresh: Fresh) {
    let (owner, other) = (add(&fresh.db, user("owner")).await, add(&fresh.db, user("other")).await);
    for (token, ends) in [(b"one", 10), (b"two", 10), (b"end", 5)] {
        insert(&fresh, &owner, token, ends).await;
    }
    assert_eq!((open(&fresh, &owner, 4).await, open(&fresh, &other, 4).await), (3, 0));
    assert!(take(&fresh.db, &owner, b"one", 4).await);
    assert_eq!((open(&fresh, &owner, 4).await, open(&fresh, &owner, 5).await), (2, 1));
}

async fn the_token_of_a_deleted_user_is_nobodys(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    insert(&fresh, &owner, b"token", 10).await;
    save(&fresh.db, User { deleted_at: Some(at(1)), version: owner.version + 1, ..owner.clone() }).await;
    assert_eq!(get(&fresh, b"token").await, None);
}

async fn tokens_are_voided_forgotten_and_purged(fresh: Fresh) {
    let (owner, other) = (add(&fresh.db, user("owner")).await, add(&fresh.db, user("other")).await);
    for (owner, token, ends) in [(&owner, b"one", 10), (&owner, b"two", 20), (&other, b"six", 20)] {
        insert(&fresh, owner, token, ends).await;
    }
    let mut tx = fresh.db.write().await.unwrap();
    assert_eq!(login_tokens::delete_before(&mut tx, at(20)).await.unwrap(), 1);
    login_tokens::delete_all(&mut tx, owner.id).await.unwrap();
    tx.commit().await.unwrap();
    assert!(get(&fresh, b"two").await.is_none() && get(&fresh, b"six").await.is_some());
    let mut tx = fresh.db.write().await.unwrap();
    users::purge(&mut tx, other.id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(open(&fresh, &other, 1).await, 0);
}
