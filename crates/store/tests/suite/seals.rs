//! Seals, and up to where the trail may be sealed.

use domain::{Action, Seal};
use store::{
    Tx,
    audit::{self, NewRecord},
    seals,
};
use testdb::Backend;

use crate::{
    Fresh, open,
    support::{at, id, user},
};

testdb::on_both!(
    a_seal_comes_back_as_written_and_in_order,
    a_number_is_sealed_once,
    the_horizon_is_the_last_record_that_is_seen,
);

fn seal(number: i64) -> Seal {
    Seal {
        number,
        first_id: 10 * number,
        last_id: 10 * number + 9,
        count: 7,
        sealed_at: at(number),
        previous: vec![0; 32],
        head: vec![255; 32],
    }
}

async fn a_seal_comes_back_as_written_and_in_order(fresh: Fresh) {
    let mut tx = fresh.db.write().await.unwrap();
    assert_eq!(seals::last(&mut tx).await.unwrap(), None);
    for number in [1, 3, 2] {
        seals::insert(&mut tx, &seal(number)).await.unwrap();
    }
    assert_eq!(seals::last(&mut tx).await.unwrap(), Some(seal(3)));
    assert_eq!(seals::list(&mut tx, i64::MIN, 2).await.unwrap(), [seal(1), seal(2)]);
    assert_eq!(seals::list(&mut tx, 2, 2).await.unwrap(), [seal(3)]);
}

async fn a_number_is_sealed_once(fresh: Fresh) {
    let mut tx = fresh.db.write().await.unwrap();
    seals::insert(&mut tx, &seal(1)).await.unwrap();
    seals::insert(&mut tx, &seal(1)).await.unwrap_err();
}

/// Writes a record and leaves the transaction open.
async fn write(tx: &mut Tx) {
    let record = NewRecord {
        at: at(1),
        actor: "admin",
        action: Action::UserUpdate,
        target: None,
        before: "{}",
        after: "{}",
        request_id: "",
        address: "",
    };
    audit::insert(tx, &record).await.unwrap();
}

/// The last record that may be sealed now; `None` as long as somebody may still add one before it.
async fn settled(fresh: &Fresh) -> Option<i64> {
    let mut tx = fresh.db.read().await.unwrap();
    let horizon = seals::horizon(&mut tx, 0).await.unwrap()?;
    let settled = seals::is_settled(&mut tx, &horizon).await.unwrap();
    settled.then_some(horizon.last_id)
}

async fn the_horizon_is_the_last_record_that_is_seen(fresh: Fresh) {
    assert_eq!(seals::horizon(&mut fresh.db.read().await.unwrap(), 0).await.unwrap(), None);
    for _ in 0..3 {
        let mut tx = fresh.db.write().await.unwrap();
        write(&mut tx).await;
        tx.commit().await.unwrap();
    }
    assert_eq!(settled(&fresh).await, Some(3));
    assert!(seals::horizon(&mut fresh.db.read().await.unwrap(), 3).await.unwrap().is_none());
}

/// Numbers are given before transactions end: nobody may pass one by that can still turn up.
#[test]
fn who_writes_holds_the_horizon_back_in_whatever_order_they_began() {
    testdb::run(Backend::Postgres, |url| async move {
        let fresh = open(url).await;
        for first_began_first in [true, false] {
            let (mut first, mut second) = (fresh.db.write().await.unwrap(), fresh.db.write().await.unwrap());
            let mut begin = [&mut first, &mut second];
            if !first_began_first {
                begin.reverse();
            }
            // Who has changed something is known as writing, and has their place among the others.
            for (tx, number) in begin.into_iter().zip(0..) {
                store::users::insert(tx, &user(&format!("user-{first_began_first}-{number}"))).await.unwrap();
            }
            write(&mut first).await;
            write(&mut second).await;
            second.commit().await.unwrap();
            assert_eq!(settled(&fresh).await, None, "{first_began_first}");
            first.commit().await.unwrap();
            assert!(settled(&fresh).await.is_some(), "{first_began_first}");
        }
    });
}

#[test]
fn who_only_adds_a_record_holds_the_horizon_back_as_well() {
    testdb::run(Backend::Postgres, |url| async move {
        let fresh = open(url).await;
        let mut first = fresh.db.write().await.unwrap();
        write(&mut first).await;
        let mut second = fresh.db.write().await.unwrap();
        write(&mut second).await;
        second.commit().await.unwrap();
        assert_eq!(settled(&fresh).await, None);
        drop(first);
        while settled(&fresh).await.is_none() {
            tokio::task::yield_now().await;
        }
    });
}

/// Whoever works on something else may take their time.
#[test]
fn who_does_not_write_to_the_trail_holds_nothing_back() {
    testdb::run(Backend::Postgres, |url| async move {
        let fresh = open(url).await;
        let mut tx = fresh.db.write().await.unwrap();
        write(&mut tx).await;
        tx.commit().await.unwrap();
        let mut other = fresh.db.write().await.unwrap();
        store::users::insert(&mut other, &user("somebody")).await.unwrap();
        let mut reading = fresh.db.read().await.unwrap();
        audit::list_for(&mut reading, &id("somebody")).await.unwrap();
        assert_eq!(settled(&fresh).await, Some(1));
    });
}
