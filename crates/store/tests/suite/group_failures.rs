//! Disks that fail while several share a commit: whoever lost something is told.

use domain::{Action, Code, Result, User};
use store::{Db, Tx, audit, users};

use crate::{
    Fresh,
    group::{committing, on_sqlite, waiting, writing},
    support::{add, at, id, insert, stored, user},
};

/// More than [`limited`] leaves room for.
const TOO_LONG: usize = 1_000_000;

/// The group's connection, between two groups.
fn alone(fresh: &Fresh) -> &sqlx::SqlitePool {
    let Db::Sqlite { write, .. } = &fresh.db else { unreachable!("all of these run on SQLite") };
    write.alone()
}

/// Leaves room for a hundred pages more, or two.
async fn limited(fresh: &Fresh) {
    let pages: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(alone(fresh)).await.unwrap();
    assert!((100..200).contains(&pages), "{pages}");
    sqlx::query("PRAGMA max_page_count = 300").execute(alone(fresh)).await.unwrap();
}

async fn unlimited(fresh: &Fresh) {
    sqlx::query("PRAGMA max_page_count = 100000").execute(alone(fresh)).await.unwrap();
}

/// A statement that does one thing only: where it fails on a full disk, SQLite rolls everything back.
async fn note(tx: &mut Tx, text: &str) -> Result<()> {
    let record = audit::NewRecord {
        at: at(1),
        actor: "host",
        action: Action::UserUpdate,
        target: Some(&id("first")),
        before: "{}",
        after: text,
        request_id: "",
        address: "",
    };
    audit::insert(tx, &record).await
}

#[test]
fn when_everything_is_rolled_back_all_are_told_and_nothing_more_is_done() {
    on_sqlite(|fresh| async move {
        limited(&fresh).await;
        let first = writing(&fresh.db, "first").await;
        let second = waiting(&fresh.db).await;
        let first = committing(first).await;
        let mut second = second.await.unwrap();
        let third = waiting(&fresh.db).await;
        assert_eq!(note(&mut second, &"x".repeat(TOO_LONG)).await.unwrap_err().code, Code::Unavailable);
        // There is no transaction any more, so this would stay.
        assert_eq!(users::insert(&mut second, &user("second")).await.unwrap_err().code, Code::Unavailable);
        assert_eq!(second.commit().await.unwrap_err().code, Code::Unavailable);
        assert_eq!(first.await.unwrap_err().code, Code::Unavailable);
        let mut third = third.await.unwrap();
        insert(&mut third, user("third")).await;
        third.commit().await.unwrap();
        assert!(stored(&fresh.db, "first").await.is_none() && stored(&fresh.db, "second").await.is_none());
        assert!(stored(&fresh.db, "third").await.is_some());
        unlimited(&fresh).await;
        add(&fresh.db, user("first")).await;
    });
}

#[test]
fn when_the_first_is_rolled_back_the_next_begins_anew() {
    on_sqlite(|fresh| async move {
        limited(&fresh).await;
        let mut first = writing(&fresh.db, "first").await;
        let second = waiting(&fresh.db).await;
        note(&mut first, &"x".repeat(TOO_LONG)).await.unwrap_err();
        drop(first);
        let mut second = second.await.unwrap();
        insert(&mut second, user("second")).await;
        second.commit().await.unwrap();
        assert!(stored(&fresh.db, "first").await.is_none() && stored(&fresh.db, "second").await.is_some());
    });
}

#[test]
fn when_one_statement_is_undone_its_member_fails_alone() {
    on_sqlite(|fresh| async move {
        limited(&fresh).await;
        let first = writing(&fresh.db, "first").await;
        let second = waiting(&fresh.db).await;
        let first = committing(first).await;
        let mut second = second.await.unwrap();
        let long = User { description: "x".repeat(TOO_LONG), ..user("second") };
        assert_eq!(users::insert(&mut second, &long).await.unwrap_err().code, Code::Unavailable);
        drop(second);
        first.await.unwrap();
        assert!(stored(&fresh.db, "first").await.is_some() && stored(&fresh.db, "second").await.is_none());
    });
}

#[test]
fn when_the_commit_fails_nobody_is_told_otherwise() {
    on_sqlite(|fresh| async move {
        let mut connection = alone(&fresh).acquire().await.unwrap();
        connection.lock_handle().await.unwrap().set_commit_hook(|| false);
        drop(connection);
        let first = writing(&fresh.db, "first").await;
        let second = waiting(&fresh.db).await;
        let first = committing(first).await;
        let mut second = second.await.unwrap();
        insert(&mut second, user("second")).await;
        second.commit().await.unwrap_err();
        first.await.unwrap_err();
        assert!(stored(&fresh.db, "first").await.is_none() && stored(&fresh.db, "second").await.is_none());
        let mut connection = alone(&fresh).acquire().await.unwrap();
        connection.lock_handle().await.unwrap().remove_commit_hook();
        drop(connection);
        add(&fresh.db, user("first")).await;
    });
}

#[test]
fn when_another_process_writes_for_too_long_the_next_try_may_succeed() {
    on_sqlite(|fresh| async move {
        let another = Db::open(&fresh.url).await.unwrap();
        sqlx::query("PRAGMA busy_timeout = 0").execute(alone(&fresh)).await.unwrap();
        let theirs = writing(&another, "theirs").await;
        assert_eq!(fresh.db.write().await.unwrap_err().code, Code::Unavailable);
        theirs.commit().await.unwrap();
        add(&fresh.db, user("ours")).await;
        assert!(stored(&fresh.db, "theirs").await.is_some());
    });
}
