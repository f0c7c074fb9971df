//! Failures that pass: they are told apart from faults of ours, and leave nothing half done.

use domain::{Code, Result, User};
use store::{Db, Tx, users};

use crate::{
    open,
    support::{add, at, id, stored, user},
};

#[test]
fn a_full_disk_refuses_the_write_and_loses_nothing() {
    testdb::run(testdb::Backend::Sqlite, |url| async move {
        let fresh = open(url).await;
        let Db::Sqlite { write, .. } = &fresh.db else { panic!("not SQLite") };
        let write = write.alone();
        let before = add(&fresh.db, user("before")).await;
        limit_pages(write, "PRAGMA max_page_count = 1").await;
        let mut refused = None;
        for number in 0..100 {
            let long = User { description: "long ".repeat(400), ..user(&format!("user-{number}")) };
            if let Err(error) = try_add(&fresh.db, &long).await {
                refused = Some(error);
                break;
            }
        }
        let refused = refused.unwrap();
        assert_eq!(refused.code, Code::Unavailable);
        assert!(refused.message.contains("make room"), "{refused:?}");
        assert_eq!(stored(&fresh.db, "before").await, Some(before));
        limit_pages(write, "PRAGMA max_page_count = 100000").await;
        add(&fresh.db, user("after")).await;
    });
}

/// Of SQLite's pages, the number that a database may have; never less than it has.
async fn limit_pages(write: &sqlx::SqlitePool, pragma: &'static str) {
    sqlx::query(pragma).fetch_one(write).await.unwrap();
}

async fn try_add(db: &Db, user: &User) -> Result<()> {
    let mut tx = db.write().await?;
    users::insert(&mut tx, user).await?;
    tx.commit().await
}

#[test]
fn of_two_who_wait_for_each_other_one_is_asked_to_try_again() {
    testdb::run(testdb::Backend::Postgres, |url| async move {
        let fresh = open(url).await;
        for user_id in ["left", "right"] {
            add(&fresh.db, user(user_id)).await;
        }
        let mut first = fresh.db.write().await.unwrap();
        let mut second = fresh.db.write().await.unwrap();
        users::get_for_update(&mut first, &id("left")).await.unwrap();
        users::get_for_update(&mut second, &id("right")).await.unwrap();
        let outcomes = tokio::join!(rename(first, "right"), rename(second, "left"));
        let refused = match outcomes {
            (Ok(()), Err(refused)) | (Err(refused), Ok(())) => refused,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused.code, Code::Unavailable, "{refused:?}");
    });
}

async fn rename(mut tx: Tx, user_id: &str) -> Result<()> {
    let read = users::get_for_update(&mut tx, &id(user_id)).await?.unwrap();
    users::update(&mut tx, &User { name: "Renamed".into(), ..read.touched(at(2)) }, read.version).await?;
    tx.commit().await
}

#[test]
fn a_server_that_goes_away_is_unavailable_and_comes_back() {
    testdb::run(testdb::Backend::Postgres, |url| async move {
        let fresh = open(url).await;
        let before = add(&fresh.db, user("before")).await;
        let mut cut = fresh.db.write().await.unwrap();
        users::insert(&mut cut, &user("cut")).await.unwrap();
        let end = "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
        testdb::rows(&fresh.url, end).await;
        let refused = cut.commit().await.unwrap_err();
        assert_eq!(refused.code, Code::Unavailable, "{refused:?}");
        assert_eq!(stored(&fresh.db, "before").await, Some(before));
        assert_eq!(stored(&fresh.db, "cut").await, None);
    });
}
