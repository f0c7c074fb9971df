//! Commits that those who write to SQLite share, and what each of them is told.

use std::{fs, future::poll_fn, pin::Pin, task::Poll};

use domain::{Code, Result};
use store::{Db, Tx, users};

use crate::{
    Fresh, open,
    support::{add, id, insert, stored, user},
};

pub(crate) type Future<Done> = Pin<Box<dyn std::future::Future<Output = Result<Done>> + Send>>;

pub(crate) fn on_sqlite<Test: std::future::Future<Output = ()> + Send>(
    test: impl FnOnce(Fresh) -> Test + Send + 'static,
) {
    testdb::run(testdb::Backend::Sqlite, |url| async move { test(open(url).await).await });
}

/// Whether it is done when asked once more.
pub(crate) async fn is_done<Done>(future: &mut Future<Done>) -> bool {
    poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_ready())).await
}

/// A transaction in which a user was added.
pub(crate) async fn writing(db: &Db, user_id: &str) -> Tx {
    let mut tx = db.write().await.unwrap();
    insert(&mut tx, user(user_id)).await;
    tx
}

/// Somebody who waits to write since somebody else does.
pub(crate) async fn waiting(db: &Db) -> Future<Tx> {
    let db = db.clone();
    let mut waiting: Future<Tx> = Box::pin(async move { db.write().await });
    assert!(!is_done(&mut waiting).await);
    waiting
}

/// Somebody who has committed, and waits since somebody else is next.
pub(crate) async fn committing(tx: Tx) -> Future<()> {
    let mut committing: Future<()> = Box::pin(tx.commit());
    assert!(!is_done(&mut committing).await);
    committing
}

/// How many commits stand in the log beside the file: the last page of each carries the size of the database.
fn commits(fresh: &Fresh) -> usize {
    let log = fs::read(format!("{}-wal", fresh.url.strip_prefix("sqlite://").unwrap())).unwrap();
    let page_size = u32::from_be_bytes(log[8..12].try_into().unwrap()) as usize;
    let frames = log[32..].chunks_exact(24 + page_size);
    frames.filter(|frame| frame[8..16] == log[16..24] && frame[4..8] != [0; 4]).count()
}

#[test]
fn who_comes_while_somebody_writes_shares_their_commit() {
    on_sqlite(|fresh| async move {
        let before = commits(&fresh);
        let first = writing(&fresh.db, "first").await;
        let second = waiting(&fresh.db).await;
        let mut first = committing(first).await;
        let mut second = second.await.unwrap();
        // Members see what those before them did, and nobody else does.
        assert!(users::get(&mut second, &id("first")).await.unwrap().is_some());
        assert_eq!(stored(&fresh.db, "first").await, None);
        insert(&mut second, user("second")).await;
        assert!(!is_done(&mut first).await);
        second.commit().await.unwrap();
        first.await.unwrap();
        assert!(stored(&fresh.db, "first").await.is_some() && stored(&fresh.db, "second").await.is_some());
        assert_eq!(commits(&fresh) - before, 1);
    });
}

#[test]
fn who_writes_alone_is_committed_at_once() {
    on_sqlite(|fresh| async move {
        let before = commits(&fresh);
        for number in 1..=10 {
            let written = add(&fresh.db, user(&format!("user-{number}"))).await;
            assert_eq!(stored(&fresh.db, &format!("user-{number}")).await, Some(written));
            assert_eq!(commits(&fresh) - before, number);
        }
    });
}

#[test]
fn what_sixteen_writers_were_told_is_there_takes_fewer_commits_and_is_there() {
    on_sqlite(|fresh| async move {
        let before = commits(&fresh);
        let writers: Vec<_> = (0..16)
            .map(|writer| {
                let db = fresh.db.clone();
                tokio::spawn(async move {
                    for number in 0..10 {
                        add(&db, user(&format!("user-{writer}-{number}"))).await;
                    }
                })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
        let commits = commits(&fresh) - before;
        assert!(commits < 160, "{commits} commits");
        fresh.db.close().await;
        let again = Db::open(&fresh.url).await.unwrap();
        let totals = users::totals(&mut again.read().await.unwrap()).await.unwrap();
        assert_eq!(totals.live(), 160);
        for (writer, number) in (0..16).flat_map(|writer| (0..10).map(move |number| (writer, number))) {
            assert!(stored(&again, &format!("user-{writer}-{number}")).await.is_some());
        }
    });
}

#[test]
fn a_group_is_closed_when_it_is_large() {
    on_sqlite(|fresh| async move {
        let before = commits(&fresh);
        let first = writing(&fresh.db, "user-0").await;
        let mut members = Vec::new();
        for number in 1..100 {
            let waiting = waiting(&fresh.db).await;
            members.push(tokio::spawn(async move {
                let mut tx = waiting.await.unwrap();
                insert(&mut tx, user(&format!("user-{number}"))).await;
                tx.commit().await
            }));
        }
        first.commit().await.unwrap();
        for member in members {
            member.await.unwrap().unwrap();
        }
        assert_eq!(commits(&fresh) - before, 2);
    });
}

#[test]
fn who_violates_a_constraint_fails_alone_and_may_go_on() {
    on_sqlite(|fresh| async move {
        let first = writing(&fresh.db, "colleague").await;
        let second = waiting(&fresh.db).await;
        let first = committing(first).await;
        let mut second = second.await.unwrap();
        let taken = users::insert(&mut second, &user("colleague")).await.unwrap_err();
        assert_eq!(taken.code, Code::AlreadyExists);
        insert(&mut second, user("colleague-2")).await;
        second.commit().await.unwrap();
        first.await.unwrap();
        assert!(stored(&fresh.db, "colleague").await.is_some() && stored(&fresh.db, "colleague-2").await.is_some());
    });
}

#[test]
fn what_needs_the_connection_alone_waits_for_the_group() {
    on_sqlite(|fresh| async move {
        let first = writing(&fresh.db, "first").await;
        let db = fresh.db.clone();
        let mut packed: Future<bool> = Box::pin(async move { db.pack().await });
        assert!(!is_done(&mut packed).await);
        let second = waiting(&fresh.db).await;
        let first = committing(first).await;
        second.await.unwrap().commit().await.unwrap();
        first.await.unwrap();
        assert!(packed.await.unwrap());
        assert!(stored(&fresh.db, "first").await.is_some());
    });
}

#[test]
fn closing_waits_for_the_group() {
    on_sqlite(|fresh| async move {
        let first = writing(&fresh.db, "first").await;
        let second = waiting(&fresh.db).await;
        let first = committing(first).await;
        let second = second.await.unwrap();
        let third = waiting(&fresh.db).await;
        let db = fresh.db.clone();
        let mut closed: Future<()> = Box::pin(async move {
            db.close().await;
            Ok(())
        });
        assert!(!is_done(&mut closed).await);
        drop(third);
        second.commit().await.unwrap();
        first.await.unwrap();
        closed.await.unwrap();
        assert!(stored(&Db::open(&fresh.url).await.unwrap(), "first").await.is_some());
    });
}
