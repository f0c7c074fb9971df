//! What is derived is compared with what it comes from, and made again.

use domain::{State, User, UserFilter};
use store::{Tx, check, lists};
use testdb::Backend;

use crate::{
    Fresh,
    support::{add, at, page, user},
};

testdb::on_both!(
    what_writers_leave_is_right,
    wrong_totals_are_noticed_and_counted_anew,
    wrong_texts_are_noticed_and_mended_with_what_is_found_by_them,
    a_wrong_index_is_noticed_and_rebuilt,
);

async fn some_users(fresh: &Fresh) {
    for number in 0..5 {
        let state = if number == 0 { State::Suspended } else { State::Approved };
        let deleted_at = (number == 1).then(|| at(9));
        add(
            &fresh.db,
            User { state, deleted_at, name: format!("Bea Ñuño {number}"), ..user(&format!("user-{number}")) },
        )
        .await;
    }
}

async fn all(tx: &mut Tx) -> (bool, u64, bool) {
    let texts = check::compare_texts(tx, 0, false).await.unwrap().different;
    (check::totals_are_right(tx).await.unwrap(), texts, check::index_is_right(tx).await.unwrap())
}

async fn what_writers_leave_is_right(fresh: Fresh) {
    some_users(&fresh).await;
    let mut tx = fresh.db.write().await.unwrap();
    assert_eq!(all(&mut tx).await, (true, 0, true));
    assert_eq!(check::compare_texts(&mut tx, 0, false).await.unwrap().users, 5);
}

async fn wrong_totals_are_noticed_and_counted_anew(fresh: Fresh) {
    some_users(&fresh).await;
    testdb::execute(&fresh.url, "UPDATE totals SET users = users + 7 WHERE kind = 1").await;
    let mut tx = fresh.db.write().await.unwrap();
    assert!(!check::totals_are_right(&mut tx).await.unwrap());
    check::count_totals(&mut tx).await.unwrap();
    assert!(check::totals_are_right(&mut tx).await.unwrap());
    tx.commit().await.unwrap();
    add(&fresh.db, user("later")).await;
    assert!(check::totals_are_right(&mut fresh.db.read().await.unwrap()).await.unwrap());
}

async fn wrong_texts_are_noticed_and_mended_with_what_is_found_by_them(fresh: Fresh) {
    some_users(&fresh).await;
    testdb::execute(&fresh.url, "UPDATE users SET folded = 'nothing' WHERE user_id IN ('user-2', 'user-3')").await;
    let found = async || {
        let query = UserFilter { query: "nuno".into(), ..UserFilter::default() };
        lists::list(&mut fresh.db.read().await.unwrap(), &query, page(1, 20)).await.unwrap().len()
    };
    assert_eq!(found().await, 2);
    let mut tx = fresh.db.write().await.unwrap();
    assert_eq!(all(&mut tx).await.1, 2);
    assert_eq!(check::compare_texts(&mut tx, 0, true).await.unwrap().different, 2);
    assert_eq!(all(&mut tx).await, (true, 0, true));
    tx.commit().await.unwrap();
    assert_eq!(found().await, 4);
}

async fn a_wrong_index_is_noticed_and_rebuilt(fresh: Fresh) {
    some_users(&fresh).await;
    if Backend::of(&fresh.url) == Backend::Sqlite {
        for ghost in [
            "INSERT INTO users_search_fts (rowid, search) VALUES (99, 'ghost')",
            "INSERT INTO users_facets_fts (rowid, facets) VALUES (99, 'gh')",
        ] {
            testdb::execute(&fresh.url, ghost).await;
            let mut tx = fresh.db.write().await.unwrap();
            assert!(!check::index_is_right(&mut tx).await.unwrap(), "{ghost}");
            check::rebuild_index(&mut tx).await.unwrap();
            assert!(check::index_is_right(&mut tx).await.unwrap(), "{ghost}");
            tx.commit().await.unwrap();
        }
    }
    let mut tx = fresh.db.write().await.unwrap();
    check::rebuild_index(&mut tx).await.unwrap();
    assert_eq!(all(&mut tx).await, (true, 0, true));
}
