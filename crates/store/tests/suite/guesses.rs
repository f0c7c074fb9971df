//! Guesses at passwords, and browsers that are known.

use domain::guessing::Guesses;
use store::{devices, guesses};

use crate::{
    Fresh,
    support::{add, at, user},
};

testdb::on_both!(
    what_was_counted_is_remembered_until_it_is_forgotten,
    who_counts_at_once_counts_one_after_the_other,
    a_browser_is_known_for_the_user_who_logged_in_with_it,
);

async fn what_was_counted_is_remembered_until_it_is_forgotten(fresh: Fresh) {
    let mut tx = fresh.db.write().await.unwrap();
    assert_eq!(guesses::get(&mut tx, b"one").await.unwrap(), Guesses::NONE);
    assert_eq!(guesses::get_for_update(&mut tx, b"one").await.unwrap(), Guesses::NONE);
    let some = Guesses { count: 3, next_at: at(9), last_at: at(7) };
    guesses::set(&mut tx, b"one", some).await.unwrap();
    assert_eq!(guesses::get(&mut tx, b"one").await.unwrap(), some);
    assert_eq!(guesses::get(&mut tx, b"other").await.unwrap(), Guesses::NONE);
    assert_eq!(guesses::delete_before(&mut tx, at(7)).await.unwrap(), 0);
    assert_eq!(guesses::delete_before(&mut tx, at(8)).await.unwrap(), 1);
    guesses::get_for_update(&mut tx, b"one").await.unwrap();
    guesses::set(&mut tx, b"one", Guesses::NONE).await.unwrap();
    assert_eq!(guesses::delete_before(&mut tx, at(i64::MAX)).await.unwrap(), 0);
}

async fn who_counts_at_once_counts_one_after_the_other(fresh: Fresh) {
    let counting: Vec<_> = (0..8)
        .map(|_| {
            let db = fresh.db.clone();
            tokio::spawn(async move {
                let mut tx = db.write().await.unwrap();
                let before = guesses::get_for_update(&mut tx, b"one").await.unwrap();
                guesses::set(&mut tx, b"one", Guesses { count: before.count + 1, ..before }).await.unwrap();
                tx.commit().await.unwrap();
            })
        })
        .collect();
    for counted in counting {
        counted.await.unwrap();
    }
    let all = guesses::get(&mut fresh.db.read().await.unwrap(), b"one").await.unwrap();
    assert_eq!(all.count, 8);
}

async fn a_browser_is_known_for_the_user_who_logged_in_with_it(fresh: Fresh) {
    let (ada, bert) = (add(&fresh.db, user("ada")).await.id, add(&fresh.db, user("bert")).await.id);
    let mut tx = fresh.db.write().await.unwrap();
    assert!(!devices::is_known(&mut tx, b"browser", ada).await.unwrap());
    for time in [1, 5] {
        devices::note(&mut tx, b"browser", ada, at(time)).await.unwrap();
    }
    assert!(devices::is_known(&mut tx, b"browser", ada).await.unwrap());
    assert!(!devices::is_known(&mut tx, b"browser", bert).await.unwrap());
    assert_eq!(devices::delete_before(&mut tx, at(5)).await.unwrap(), 0);
    assert_eq!(devices::delete_before(&mut tx, at(6)).await.unwrap(), 1);
}
