//! Validations of e-mail addresses.

use std::sync::Arc;

use domain::{EmailValidation, User};
use store::{
    Db, users,
    validations::{self, Mailed},
};
use tokio::sync::Barrier;

use crate::{
    Fresh,
    support::{add, at, email, save, user},
};

testdb::on_both!(
    a_validation_comes_back_as_written,
    a_user_has_one_open_validation_at_most,
    a_validation_is_used_until_it_ends,
    another_mail_voids_the_token_before,
    of_sixteen_who_use_a_validation_at_once_one_does,
    validations_are_voided_forgotten_and_purged,
);

fn validation(reference: &str, ends: i64) -> EmailValidation {
    EmailValidation {
        reference: reference.into(),
        email: email("Ada@example.com"),
        created_at: at(1),
        updated_at: at(2),
        expires_at: at(ends),
    }
}

fn mailed<'a>(token_hash: &'a [u8], mail_id: &'a str) -> Mailed<'a> {
    Mailed { token_hash, mail_id }
}

async fn insert(fresh: &Fresh, owner: &User, reference: &str, ends: i64) {
    let mut tx = fresh.db.write().await.unwrap();
    validations::insert(&mut tx, owner.id, &validation(reference, ends), mailed(b"token", "mail")).await.unwrap();
    tx.commit().await.unwrap();
}

async fn take(db: &Db, reference: &str, token: &[u8], now: i64) -> bool {
    let mut tx = db.write().await.unwrap();
    let done = validations::take(&mut tx, reference, token, at(now)).await.unwrap();
    tx.commit().await.unwrap();
    done
}

async fn get(fresh: &Fresh, reference: &str) -> Option<validations::Stored> {
    validations::get(&mut fresh.db.read().await.unwrap(), reference).await.unwrap()
}

async fn a_validation_comes_back_as_written(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    insert(&fresh, &owner, "ONE", 10).await;
    let stored = get(&fresh, "ONE").await.unwrap();
    assert_eq!((&stored.validation, &stored.user_id), (&validation("ONE", 10), &owner.user_id));
    assert_eq!((stored.token_hash.as_slice(), stored.mail_id.as_str()), (&b"token"[..], "mail"));
    assert_eq!(stored.used_at, None);
    assert_eq!(get(&fresh, "TWO").await, None);
    save(&fresh.db, User { deleted_at: Some(at(1)), version: owner.version + 1, ..owner }).await;
    assert_eq!(get(&fresh, "ONE").await, None);
}

async fn a_user_has_one_open_validation_at_most(fresh: Fresh) {
    let (owner, other) = (add(&fresh.db, user("owner")).await, add(&fresh.db, user("other")).await);
    insert(&fresh, &owner, "ONE", 10).await;
    insert(&fresh, &other, "SIX", 10).await;
    let mut tx = fresh.db.write().await.unwrap();
    let second = validations::insert(&mut tx, owner.id, &validation("TWO", 10), mailed(b"token", "mail")).await;
    assert!(second.is_err());
    drop(tx);
    assert!(take(&fresh.db, "ONE", b"token", 3).await);
    let mut tx = fresh.db.read().await.unwrap();
    assert_eq!(validations::get_open(&mut tx, owner.id).await.unwrap(), None);
    assert_eq!(validations::get_open(&mut tx, other.id).await.unwrap().unwrap().validation.reference, "SIX");
    drop(tx);
    insert(&fresh, &owner, "TWO", 10).await;
}

async fn a_validation_is_used_until_it_ends(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    insert(&fresh, &owner, "ONE", 10).await;
    for (reference, token, now) in [("ONE", &b"token"[..], 10), ("ONE", b"toke", 3), ("TWO", b"token", 3)] {
        assert!(!take(&fresh.db, reference, token, now).await);
    }
    assert!(take(&fresh.db, "ONE", b"token", 9).await);
    assert!(!take(&fresh.db, "ONE", b"token", 9).await);
    assert_eq!(get(&fresh, "ONE").await.unwrap().used_at, Some(at(9)));
}

async fn another_mail_voids_the_token_before(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    insert(&fresh, &owner, "ONE", 10).await;
    let renewed = EmailValidation { updated_at: at(5), ..validation("ONE", 20) };
    let mut tx = fresh.db.write().await.unwrap();
    validations::renew(&mut tx, &renewed, mailed(b"newer", "another")).await.unwrap();
    tx.commit().await.unwrap();
    assert!(!take(&fresh.db, "ONE", b"token", 6).await);
    let stored = get(&fresh, "ONE").await.unwrap();
    assert_eq!((stored.validation, stored.mail_id.as_str()), (renewed, "another"));
    assert!(take(&fresh.db, "ONE", b"newer", 15).await);
}

async fn of_sixteen_who_use_a_validation_at_once_one_does(fresh: Fresh) {
    let owner = add(&fresh.db, user("owner")).await;
    insert(&fresh, &owner, "ONE", 10).await;
    let start = Arc::new(Barrier::new(16));
    let takers = (0..16).map(|_| {
        let (db, start) = (fresh.db.clone(), Arc::clone(&start));
        tokio::spawn(async move {
            start.wait().await;
            take(&db, "ONE", b"token", 3).await
        })
    });
    let mut taken = 0;
    for taker in takers.collect::<Vec<_>>() {
        taken += u8::from(taker.await.unwrap());
    }
    assert_eq!(taken, 1);
}

async fn validations_are_voided_forgotten_and_purged(fresh: Fresh) {
    let (owner, other) = (add(&fresh.db, user("owner")).await, add(&fresh.db, user("other")).await);
    insert(&fresh, &owner, "ONE", 10).await;
    assert!(take(&fresh.db, "ONE", b"token", 3).await);
    insert(&fresh, &owner, "TWO", 20).await;
    insert(&fresh, &other, "SIX", 20).await;
    let mut tx = fresh.db.write().await.unwrap();
    validations::delete_open(&mut tx, owner.id).await.unwrap();
    assert_eq!(validations::delete_before(&mut tx, at(10)).await.unwrap(), 0);
    assert_eq!(validations::delete_before(&mut tx, at(11)).await.unwrap(), 1);
    users::purge(&mut tx, other.id).await.unwrap();
    tx.commit().await.unwrap();
    for reference in ["ONE", "TWO", "SIX"] {
        assert_eq!(get(&fresh, reference).await, None, "{reference}");
    }
}
