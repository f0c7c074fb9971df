//! Opening a database, and what transactions promise.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use domain::{Code, User, UserFilter};
use store::{Db, lists, locks, users};

use crate::{
    Fresh,
    support::{add, at, ids, page, save, stored, user},
};

testdb::on_both!(
    what_is_committed_is_there_after_closing,
    what_is_not_committed_never_was,
    a_read_sees_one_moment,
    a_read_can_not_write,
    a_database_that_answers_says_so_and_a_closed_one_does_not,
    a_packed_database_holds_what_it_held,
);

async fn what_is_committed_is_there_after_closing(fresh: Fresh) {
    let written = add(&fresh.db, user("colleague")).await;
    fresh.db.close().await;
    assert_eq!(stored(&Db::open(&fresh.url).await.unwrap(), "colleague").await, Some(written));
}

async fn what_is_not_committed_never_was(fresh: Fresh) {
    let mut tx = fresh.db.write().await.unwrap();
    users::insert(&mut tx, &user("colleague")).await.unwrap();
    drop(tx);
    assert_eq!(stored(&fresh.db, "colleague").await, None);
    // The ID was not taken either.
    add(&fresh.db, user("colleague")).await;
}

async fn a_read_sees_one_moment(fresh: Fresh) {
    let first = add(&fresh.db, user("first")).await;
    let mut read = fresh.db.read().await.unwrap();
    assert_eq!(users::totals(&mut read).await.unwrap().live(), 1);
    save(&fresh.db, User { name: "Changed".into(), ..first.touched(at(2)) }).await;
    add(&fresh.db, user("second")).await;
    assert_eq!(users::totals(&mut read).await.unwrap().live(), 1);
    assert_eq!(lists::list(&mut read, &UserFilter::default(), page(1, 20)).await.unwrap(), [first]);
    drop(read);
    let mut read = fresh.db.read().await.unwrap();
    assert_eq!(ids(&lists::list(&mut read, &UserFilter::default(), page(1, 20)).await.unwrap()), ["first", "second"]);
}

async fn a_packed_database_holds_what_it_held(fresh: Fresh) {
    let written = add(&fresh.db, user("colleague")).await;
    assert!(fresh.db.pack().await.unwrap());
    assert_eq!(stored(&fresh.db, "colleague").await, Some(written));
    let found = UserFilter { query: "colleague".into(), ..UserFilter::default() };
    assert_eq!(lists::count(&mut fresh.db.read().await.unwrap(), &found).await.unwrap(), 1);
}

async fn a_read_can_not_write(fresh: Fresh) {
    let mut read = fresh.db.read().await.unwrap();
    assert!(locks::admins(&mut read).await.is_err());
}

async fn a_database_that_answers_says_so_and_a_closed_one_does_not(fresh: Fresh) {
    fresh.db.ping().await.unwrap();
    fresh.db.close().await;
    assert_eq!(fresh.db.ping().await.unwrap_err().code, Code::Unavailable);
    assert_eq!(fresh.db.write().await.unwrap_err().code, Code::Unavailable);
    assert_eq!(fresh.db.read().await.unwrap_err().code, Code::Unavailable);
}

#[tokio::test]
async fn a_url_that_is_none_of_ours_is_refused_in_one_line() {
    for url in ["", "roster.db", "sqlite:roster.db", "sqlite://", "mysql://root:secret@localhost/x"] {
        let refused = Db::open(url).await.unwrap_err();
        assert_eq!(refused.message, "the database URL must begin with sqlite://PATH or postgres://", "{url}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named_without_the_password() {
    // Nobody listens on port 1 of the loopback.
    for (url, cause) in [
        ("postgres://roster:secret@127.0.0.1:1/roster", "Connection refused"),
        ("postgres://roster:secret@127.0.0.1:port/roster", "not a PostgreSQL URL"),
    ] {
        let refused = Db::open(url).await.unwrap_err();
        assert_eq!(refused.code, Code::Unavailable);
        assert!(refused.message.contains(cause) && !format!("{refused:?}").contains("secret"), "{refused:?}");
        assert!(!refused.message.contains('\n'), "{refused:?}");
    }
}

#[tokio::test]
async fn a_file_that_can_not_be_had_is_named_with_the_cause() {
    let folder = tempfile::tempdir().unwrap();
    let no_folder = folder.path().join("missing/folders/roster.db");
    let no_file = folder.path().join("folder.db");
    let no_database = folder.path().join("text.db");
    fs::create_dir(&no_file).unwrap();
    fs::write(&no_database, "This is no database. ".repeat(100)).unwrap();
    for path in [no_folder, no_file, no_database] {
        let refused = Db::open(&format!("sqlite://{}", path.display())).await.unwrap_err();
        assert!(refused.message.starts_with(&format!("the database {}: ", path.display())), "{refused:?}");
        assert!(!refused.message.contains('\n'), "{refused:?}");
    }
}

#[tokio::test]
async fn a_missing_folder_is_made_for_its_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let made = folder.path().join("made");
    Db::open(&format!("sqlite://{}", made.join("roster.db").display())).await.unwrap();
    assert_eq!(fs::metadata(&made).unwrap().permissions().mode() & 0o777, 0o700);
}

#[tokio::test]
async fn only_the_owner_may_read_the_file_and_what_stands_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&format!("sqlite://{}", folder.path().join("roster.db").display())).await.unwrap();
    db.migrate().await.unwrap();
    let _lock = db.lock_for_server().unwrap();
    let mut files = Vec::new();
    for entry in fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{entry:?}");
        files.push(entry.file_name().into_string().unwrap());
    }
    files.sort();
    assert_eq!(files, ["roster.db", "roster.db-shm", "roster.db-wal", "roster.db.lock"]);
}

#[tokio::test]
async fn what_sqlite_acknowledges_is_on_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&format!("sqlite://{}", folder.path().join("roster.db").display())).await.unwrap();
    let Db::Sqlite { write, read, .. } = &db else { panic!("not SQLite") };
    for pool in [write.alone(), read] {
        let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(pool).await.unwrap();
        let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(pool).await.unwrap();
        let foreign_keys: i64 = sqlx::query_scalar("PRAGMA foreign_keys").fetch_one(pool).await.unwrap();
        assert_eq!((mode.as_str(), synchronous, foreign_keys), ("wal", 2, 1));
    }
}

#[test]
fn what_postgres_acknowledges_is_on_the_disk() {
    testdb::run(testdb::Backend::Postgres, |url| async move {
        let name = url.rsplit('/').next().and_then(|rest| rest.split('?').next()).unwrap().to_owned();
        testdb::execute(&url, &format!("ALTER DATABASE {name} SET synchronous_commit = off")).await;
        let Db::Postgres(pool) = Db::open(&url).await.unwrap() else { panic!("not PostgreSQL") };
        let setting: String = sqlx::query_scalar("SHOW synchronous_commit").fetch_one(&pool).await.unwrap();
        assert_eq!(setting, "on");
    });
}

#[tokio::test]
async fn one_server_at_a_time_has_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("roster.db").display());
    let (first, second) = (Db::open(&url).await.unwrap(), Db::open(&url).await.unwrap());
    let lock = first.lock_for_server().unwrap();
    let refused = second.lock_for_server().unwrap_err();
    assert!(refused.message.contains("another Roster server is using"), "{refused:?}");
    // Nor is the file packed under it.
    assert!(!second.pack().await.unwrap());
    drop(lock);
    second.lock_for_server().unwrap();
    assert!(Path::new(&folder.path().join("roster.db.lock")).exists());
}

#[test]
fn several_servers_may_share_a_postgres() {
    testdb::run(testdb::Backend::Postgres, |url| async move {
        let (first, second) = (Db::open(&url).await.unwrap(), Db::open(&url).await.unwrap());
        let _locks = (first.lock_for_server().unwrap(), second.lock_for_server().unwrap());
    });
}
