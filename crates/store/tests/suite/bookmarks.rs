//! Users whom users have marked.

use domain::User;
use store::bookmarks::{self, BookmarkOrder};

use crate::{
    Fresh,
    support::{add, at, id, insert, page, save, user},
};

testdb::on_both!(
    marks_are_listed_in_every_order,
    nobody_is_marked_twice,
    marks_of_deleted_users_are_listed_apart,
    marks_go_with_either_user,
);

async fn marks_are_listed_in_every_order(fresh: Fresh) {
    let mut tx = fresh.db.write().await.unwrap();
    let owner = insert(&mut tx, user("owner")).await;
    for (name, time) in [("ada", 3), ("bob", 2), ("cid", 1)] {
        let target = insert(&mut tx, user(name)).await;
        bookmarks::insert(&mut tx, owner.id, target.id, at(time)).await.unwrap();
    }
    for (order, descending, expected) in [
        (BookmarkOrder::Target, false, ["ada", "bob", "cid"]),
        (BookmarkOrder::Target, true, ["cid", "bob", "ada"]),
        (BookmarkOrder::CreatedAt, false, ["cid", "bob", "ada"]),
        (BookmarkOrder::CreatedAt, true, ["ada", "bob", "cid"]),
    ] {
        let found = bookmarks::list(&mut tx, owner.id, false, order, descending, page(1, 10)).await.unwrap();
        let names: Vec<_> = found.iter().map(|bookmark| bookmark.user_id.as_str()).collect();
        assert_eq!(names, expected, "{order:?} {descending}");
    }
    let last = bookmarks::list(&mut tx, owner.id, false, BookmarkOrder::Target, false, page(2, 2)).await.unwrap();
    assert_eq!((last[0].user_id.clone(), last[0].created_at), (id("cid"), at(1)));
    assert_eq!(bookmarks::count(&mut tx, owner.id, false).await.unwrap(), 3);
}

async fn nobody_is_marked_twice(fresh: Fresh) {
    let (owner, target) = (add(&fresh.db, user("owner")).await, add(&fresh.db, user("target")).await);
    let mut tx = fresh.db.write().await.unwrap();
    bookmarks::insert(&mut tx, owner.id, target.id, at(1)).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fresh.db.write().await.unwrap();
    let refused = bookmarks::insert(&mut tx, owner.id, target.id, at(2)).await.unwrap_err();
    assert_eq!((refused.name, refused.fields[0].field.as_str()), ("already_exists", "entity_ids"));
}

async fn marks_of_deleted_users_are_listed_apart(fresh: Fresh) {
    let (owner, target) = (add(&fresh.db, user("owner")).await, add(&fresh.db, user("target")).await);
    let mut tx = fresh.db.write().await.unwrap();
    bookmarks::insert(&mut tx, owner.id, target.id, at(1)).await.unwrap();
    tx.commit().await.unwrap();
    save(&fresh.db, User { deleted_at: Some(at(9)), version: 2, ..target }).await;
    let mut tx = fresh.db.read().await.unwrap();
    assert_eq!(bookmarks::count(&mut tx, owner.id, false).await.unwrap(), 0);
    assert_eq!(bookmarks::count(&mut tx, owner.id, true).await.unwrap(), 1);
}

async fn marks_go_with_either_user(fresh: Fresh) {
    let mut tx = fresh.db.write().await.unwrap();
    let (owner, target) = (insert(&mut tx, user("owner")).await, insert(&mut tx, user("target")).await);
    bookmarks::insert(&mut tx, owner.id, target.id, at(1)).await.unwrap();
    assert!(bookmarks::delete(&mut tx, owner.id, &id("target")).await.unwrap());
    assert!(!bookmarks::delete(&mut tx, owner.id, &id("target")).await.unwrap());
    bookmarks::insert(&mut tx, owner.id, target.id, at(1)).await.unwrap();
    store::users::purge(&mut tx, target.id).await.unwrap();
    assert_eq!(bookmarks::count(&mut tx, owner.id, false).await.unwrap(), 0);
}
