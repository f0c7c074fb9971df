//! What imports write by the thousand, and how far they have come.

use domain::{Attributes, Code, User};
use store::{
    attributes, credentials,
    imports::{self, Progress},
};

use crate::{
    Fresh,
    support::{add, at, email, stored, user},
};

testdb::on_both!(
    a_thousand_users_are_one_statement_and_come_back_as_given,
    hashes_and_attributes_are_added_to_their_users,
    who_holds_an_id_or_an_address_is_found,
    an_id_or_an_address_that_is_taken_meanwhile_is_told_with_a_cause,
    progress_is_replaced_and_forgotten,
);

async fn a_thousand_users_are_one_statement_and_come_back_as_given(fresh: Fresh) {
    let users: Vec<User> = (0..1000)
        .map(|number| User {
            deleted_at: (number % 50 == 0).then(|| at(5_000)),
            admin: number % 7 == 0,
            name: format!("Nº {number}"),
            ..user(&format!("user-{number}"))
        })
        .collect();
    let mut tx = fresh.db.write().await.unwrap();
    let keys = imports::insert_users(&mut tx, &users.iter().collect::<Vec<_>>()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(keys.len(), 1000);
    for number in [0, 1, 49, 50, 999] {
        let given = &users[number];
        let found = stored(&fresh.db, given.user_id.as_str()).await.unwrap();
        assert!(keys.contains(&(found.user_id.clone(), found.id)));
        assert_eq!(User { id: 0, ..found }, *given);
    }
    let totals = store::users::totals(&mut fresh.db.read().await.unwrap()).await.unwrap();
    assert_eq!((totals.live(), totals.deleted), (980, 20));
}

async fn hashes_and_attributes_are_added_to_their_users(fresh: Fresh) {
    let (one, two) = (add(&fresh.db, user("one")).await, add(&fresh.db, user("two")).await);
    let some: Attributes = [("floor".to_owned(), "3".to_owned()), ("team".to_owned(), "IoT".to_owned())].into();
    let mut tx = fresh.db.write().await.unwrap();
    imports::insert_hashes(&mut tx, &[(one.id, "hash-1")], at(3)).await.unwrap();
    imports::insert_hashes(&mut tx, &[], at(3)).await.unwrap();
    imports::insert_attributes(&mut tx, &[(one.id, &Attributes::new()), (two.id, &some)]).await.unwrap();
    assert_eq!(credentials::password_hash(&mut tx, one.id).await.unwrap().as_deref(), Some("hash-1"));
    assert_eq!(credentials::password_hash(&mut tx, two.id).await.unwrap(), None);
    assert_eq!(attributes::get(&mut tx, two.id).await.unwrap(), some);
}

async fn who_holds_an_id_or_an_address_is_found(fresh: Fresh) {
    add(&fresh.db, user("by-id")).await;
    add(&fresh.db, User { primary_email_address: email("Taken@example.com"), ..user("by-address") }).await;
    add(&fresh.db, User { deleted_at: Some(at(9)), ..user("deleted") }).await;
    let asked = [
        user("by-id"),
        user("deleted"),
        user("free"),
        User { primary_email_address: email("tAKEN@example.com"), ..user("other") },
    ];
    let mut tx = fresh.db.read().await.unwrap();
    let holders = imports::holders(&mut tx, &asked.iter().collect::<Vec<_>>()).await.unwrap();
    let mut found: Vec<_> =
        holders.iter().map(|holder| (holder.user_id.as_str(), holder.deleted_at.is_some())).collect();
    found.sort_unstable();
    assert_eq!(found, [("by-address", false), ("by-id", false), ("deleted", true)]);
    assert!(imports::holders(&mut tx, &[]).await.unwrap().is_empty());
}

async fn an_id_or_an_address_that_is_taken_meanwhile_is_told_with_a_cause(fresh: Fresh) {
    add(&fresh.db, user("taken")).await;
    for new in [user("taken"), User { primary_email_address: email("taken@example.com"), ..user("other") }] {
        let mut tx = fresh.db.write().await.unwrap();
        let error = imports::insert_users(&mut tx, &[&new]).await.unwrap_err();
        assert_eq!((error.code, error.cause.is_some()), (Code::AlreadyExists, true));
    }
}

async fn progress_is_replaced_and_forgotten(fresh: Fresh) {
    let digest = [1; 32];
    let mut tx = fresh.db.write().await.unwrap();
    assert_eq!(imports::progress(&mut tx, &digest).await.unwrap(), None);
    for next_byte in [10, 20] {
        let progress =
            Progress { next_byte, next_line: 2, report_bytes: 3, created: 4, updated: 5, skipped: 6, refused: 7 };
        imports::set_progress(&mut tx, &digest, &progress).await.unwrap();
        assert_eq!(imports::progress(&mut tx, &digest).await.unwrap(), Some(progress));
    }
    imports::delete_progress(&mut tx, &digest).await.unwrap();
    assert_eq!(imports::progress(&mut tx, &digest).await.unwrap(), None);
}
