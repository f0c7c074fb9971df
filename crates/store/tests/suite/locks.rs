//! The row that contenders lock before they look at other rows.

use domain::User;
use store::{Db, locks, users};

use crate::{
    Fresh,
    support::{add, at, id, stored, user},
};

testdb::on_both!(
    who_holds_the_lock_of_admins_acts_alone,
    the_lock_ends_with_its_transaction,
    seals_are_made_by_one_at_a_time_and_nobody_waits,
);

async fn who_holds_the_lock_of_admins_acts_alone(fresh: Fresh) {
    add(&fresh.db, user("counter")).await;
    let contenders: Vec<_> = (0..20).map(|_| tokio::spawn(append_under_lock(fresh.db.clone()))).collect();
    for contender in contenders {
        assert!(contender.await.unwrap(), "somebody else acted meanwhile");
    }
    assert_eq!(stored(&fresh.db, "counter").await.unwrap().name.len(), 20);
}

/// Reads without a lock of its own: only the row of `locks` keeps the others out.
async fn append_under_lock(db: Db) -> bool {
    let mut tx = db.write().await.unwrap();
    locks::admins(&mut tx).await.unwrap();
    let read = users::get(&mut tx, &id("counter")).await.unwrap().unwrap();
    let changed = User { name: format!("{}x", read.name), ..read.touched(at(2)) };
    let written = users::update(&mut tx, &changed, read.version).await.unwrap();
    tx.commit().await.unwrap();
    written
}

async fn the_lock_ends_with_its_transaction(fresh: Fresh) {
    for _ in 0..3 {
        let mut given_up = fresh.db.write().await.unwrap();
        locks::admins(&mut given_up).await.unwrap();
        drop(given_up);
        let mut committed = fresh.db.write().await.unwrap();
        locks::admins(&mut committed).await.unwrap();
        committed.commit().await.unwrap();
    }
}

async fn seals_are_made_by_one_at_a_time_and_nobody_waits(fresh: Fresh) {
    let mut first = fresh.db.write().await.unwrap();
    assert!(locks::try_seals(&mut first).await.unwrap());
    // On SQLite nobody else writes meanwhile.
    if let Db::Postgres(_) = fresh.db {
        let mut second = fresh.db.write().await.unwrap();
        assert!(!locks::try_seals(&mut second).await.unwrap());
    }
    first.commit().await.unwrap();
    assert!(locks::try_seals(&mut fresh.db.write().await.unwrap()).await.unwrap());
}
