//! How long PostgreSQL may take, and what becomes of who takes longer.

use std::time::{Duration, Instant};

use domain::Code;
use sqlx::PgConnection;
use store::{Tx, users};

use crate::{
    Fresh, open,
    support::{add, stored, user},
};

fn on_postgres<Test: Future<Output = ()> + Send + 'static>(test: impl FnOnce(Fresh) -> Test + Send + 'static) {
    testdb::run(testdb::Backend::Postgres, |url| async move { test(open(url).await).await });
}

fn connection(tx: &mut Tx) -> &mut PgConnection {
    let Tx::Postgres(tx) = tx else { unreachable!("all of these run on PostgreSQL") };
    tx
}

async fn setting(tx: &mut Tx, name: &str) -> String {
    sqlx::query_scalar("SELECT current_setting($1)").bind(name).fetch_one(connection(tx)).await.unwrap()
}

#[test]
fn work_on_everybody_at_once_may_take_longer_and_what_comes_after_may_not() {
    on_postgres(|fresh| async move {
        for _ in 0..2 {
            let mut tx = fresh.db.write().await.unwrap();
            assert_eq!(setting(&mut tx, "statement_timeout").await, "5s");
            assert_eq!(setting(&mut tx, "idle_in_transaction_session_timeout").await, "10s");
            tx.unhurried().await.unwrap();
            assert_eq!(setting(&mut tx, "statement_timeout").await, "10min");
            tx.commit().await.unwrap();
        }
    });
}

#[test]
fn who_waits_for_a_lock_for_too_long_is_asked_to_try_again() {
    on_postgres(|fresh| async move {
        let before = add(&fresh.db, user("before")).await;
        let mut first = fresh.db.write().await.unwrap();
        users::get_for_update(&mut first, &before.user_id).await.unwrap();
        let mut second = fresh.db.write().await.unwrap();
        let begun = Instant::now();
        let refused = users::get_for_update(&mut second, &before.user_id).await.unwrap_err();
        assert_eq!(refused.code, Code::Unavailable, "{refused:?}");
        assert!(begun.elapsed() < Duration::from_secs(6), "{:?}", begun.elapsed());
        first.commit().await.unwrap();
    });
}

/// Whoever is cut off from the database holds its locks no longer than it waits for the next word.
#[test]
fn a_transaction_in_which_nothing_more_happens_is_ended_and_nothing_of_it_stays() {
    on_postgres(|fresh| async move {
        let mut idle = fresh.db.write().await.unwrap();
        users::insert(&mut idle, &user("idle")).await.unwrap();
        let shorter = "SET LOCAL idle_in_transaction_session_timeout = '20ms'";
        sqlx::query(shorter).execute(connection(&mut idle)).await.unwrap();
        let idle_ones = "SELECT pid::TEXT FROM pg_stat_activity \
                         WHERE datname = current_database() AND state = 'idle in transaction'";
        let begun = Instant::now();
        while !testdb::rows(&fresh.url, idle_ones).await.is_empty() {
            assert!(begun.elapsed() < Duration::from_secs(10), "it goes on");
        }
        let refused = idle.commit().await.unwrap_err();
        assert_eq!(refused.code, Code::Unavailable, "{refused:?}");
        assert!(refused.message.contains("not certain"), "{refused:?}");
        assert_eq!(stored(&fresh.db, "idle").await, None);
        add(&fresh.db, user("idle")).await;
    });
}
