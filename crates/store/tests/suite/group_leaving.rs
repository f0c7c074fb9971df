//! Those who go away while they share a commit: nobody waits for them, and nobody loses anything.

use store::{Db, Tx, users};

use crate::{
    group::{Future, committing, is_done, on_sqlite, waiting, writing},
    support::{add, id, insert, stored, user},
};

#[test]
fn who_goes_without_committing_takes_back_their_own_only() {
    on_sqlite(|fresh| async move {
        let first = writing(&fresh.db, "first").await;
        let second = waiting(&fresh.db).await;
        let first = committing(first).await;
        let mut second = second.await.unwrap();
        insert(&mut second, user("second")).await;
        let third = waiting(&fresh.db).await;
        drop(second);
        let mut third = third.await.unwrap();
        insert(&mut third, user("third")).await;
        drop(third);
        // Nobody comes any more.
        first.await.unwrap();
        assert!(stored(&fresh.db, "first").await.is_some());
        assert!(stored(&fresh.db, "second").await.is_none() && stored(&fresh.db, "third").await.is_none());
        add(&fresh.db, user("second")).await;
    });
}

#[test]
fn who_is_waited_for_and_goes_away_keeps_nobody_waiting() {
    on_sqlite(|fresh| async move {
        // Before their turn, at its beginning, and while their first statement is under way.
        for polls in 0..3 {
            let user_id = format!("user-{polls}");
            let first = writing(&fresh.db, &user_id).await;
            let mut second = waiting(&fresh.db).await;
            let first = committing(first).await;
            for _ in 0..polls {
                let _ = is_done(&mut second).await;
            }
            drop(second);
            first.await.unwrap();
            assert!(stored(&fresh.db, &user_id).await.is_some());
        }
    });
}

#[test]
fn who_goes_away_while_their_transaction_begins_leaves_no_lock() {
    on_sqlite(|fresh| async move {
        let another = Db::open(&fresh.url).await.unwrap();
        for number in 0..50 {
            let db = fresh.db.clone();
            let mut begun: Future<Tx> = Box::pin(async move { db.write().await });
            let _ = is_done(&mut begun).await;
            drop(begun);
            add(&another, user(&format!("user-{number}"))).await;
        }
        add(&fresh.db, user("after")).await;
    });
}

#[test]
fn who_goes_away_while_committing_is_committed() {
    on_sqlite(|fresh| async move {
        let first = writing(&fresh.db, "first").await;
        let second = waiting(&fresh.db).await;
        drop(committing(first).await);
        let mut second = second.await.unwrap();
        insert(&mut second, user("second")).await;
        drop(committing(second).await);
        let mut third = fresh.db.write().await.unwrap();
        for user_id in ["first", "second"] {
            assert!(users::get(&mut third, &id(user_id)).await.unwrap().is_some());
        }
    });
}
