//! Copies of SQLite's file.

use std::{fs, os::unix::fs::PermissionsExt as _, path::PathBuf};

use store::{Db, backup};
use tempfile::TempDir;

use crate::support::{add, stored, user};

struct Place {
    folder: TempDir,
    url: String,
}

impl Place {
    async fn open() -> (Self, Db) {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("roster.db").display());
        let db = Db::open(&url).await.unwrap();
        db.migrate().await.unwrap();
        (Self { folder, url }, db)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

#[tokio::test]
async fn a_backup_holds_what_was_committed_and_comes_back() {
    let (place, db) = Place::open().await;
    let ada = add(&db, user("ada")).await;
    let copy = place.path("copy.db");
    // Somebody writes, and has not committed.
    let mut writing = db.write().await.unwrap();
    store::users::insert(&mut writing, &user("later")).await.unwrap();
    assert_eq!(db.backup(&copy).await.unwrap(), 1);
    writing.commit().await.unwrap();
    assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);

    assert!(backup::restore(&place.url, &copy, false).await.unwrap_err().message.contains("--replace"));
    let lock = db.lock_for_server().unwrap();
    assert!(backup::restore(&place.url, &copy, true).await.unwrap_err().message.contains("stop it first"));
    drop(lock);
    db.close().await;
    assert_eq!(backup::restore(&place.url, &copy, true).await.unwrap(), 1);
    let back = Db::open(&place.url).await.unwrap();
    assert_eq!(stored(&back, "ada").await, Some(ada));
    assert_eq!(stored(&back, "later").await, None);
    let aside = Db::open(&format!("{}.before-restore", place.url)).await.unwrap();
    assert!(stored(&aside, "later").await.is_some());
    assert!(backup::restore(&place.url, &copy, true).await.unwrap_err().message.contains("move it away first"));
}

#[tokio::test]
async fn a_backup_overwrites_nothing() {
    let (place, db) = Place::open().await;
    let there = place.path("there");
    fs::write(&there, "precious").unwrap();
    assert!(db.backup(&there).await.is_err());
    assert_eq!(fs::read_to_string(&there).unwrap(), "precious");
    assert!(db.backup(&place.path("no/such/folder")).await.is_err());
}

#[tokio::test]
async fn what_is_damaged_or_something_else_is_not_put_back() {
    let (place, db) = Place::open().await;
    for number in 0..200 {
        add(&db, user(&format!("user-{number}"))).await;
    }
    let copy = place.path("copy.db");
    db.backup(&copy).await.unwrap();
    db.close().await;
    let mut bytes = fs::read(&copy).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 20_000].fill(0xAA);
    fs::write(&copy, bytes).unwrap();
    fs::write(place.path("other"), "something else").unwrap();
    for file in ["copy.db", "other", "missing"] {
        let refused = backup::restore(&place.url, &place.path(file), true).await.unwrap_err();
        assert!(refused.message.contains(file), "{refused:?}");
    }
    assert!(stored(&Db::open(&place.url).await.unwrap(), "user-7").await.is_some());
}

#[test]
fn postgres_has_tools_of_its_own() {
    testdb::run(testdb::Backend::Postgres, |url| async move {
        let db = Db::open(&url).await.unwrap();
        assert!(db.backup("copy".as_ref()).await.unwrap_err().message.contains("pg_dump"));
        assert!(backup::restore(&url, "copy".as_ref(), true).await.unwrap_err().message.contains("pg_restore"));
    });
}
