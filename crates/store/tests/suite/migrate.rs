//! Bringing the schema up, and the databases that are refused.

use std::{fs, path::Path};

use domain::Code;
use store::Db;

use crate::{
    Fresh,
    support::{add, stored, user},
};

testdb::on_both!(
    migrating_again_changes_nothing,
    several_may_migrate_at_once,
    a_schema_that_is_newer_is_refused,
    a_migration_that_was_changed_is_refused,
    a_schema_that_can_not_be_written_is_refused,
);

async fn migrating_again_changes_nothing(fresh: Fresh) {
    let written = add(&fresh.db, user("colleague")).await;
    fresh.db.migrate().await.unwrap();
    let again = Db::open(&fresh.url).await.unwrap();
    again.migrate().await.unwrap();
    assert_eq!(stored(&again, "colleague").await, Some(written));
}

async fn several_may_migrate_at_once(fresh: Fresh) {
    empty(&fresh.url).await;
    let migrations: Vec<_> = (0..4)
        .map(|_| {
            let db = fresh.db.clone();
            tokio::spawn(async move { db.migrate().await })
        })
        .collect();
    for migration in migrations {
        migration.await.unwrap().unwrap();
    }
    add(&fresh.db, user("colleague")).await;
}

/// Takes away all that the migrations made.
async fn empty(url: &str) {
    let postgres = url.starts_with("postgres");
    let own: &[_] = if postgres { &["totals_changes"] } else { &["users_search_fts", "users_facets_fts"] };
    let tables = [
        "pictures",
        "muted_notifications",
        "notifications",
        "oauth_tokens",
        "oauth_codes",
        "oauth_authorizations",
        "oauth_clients",
        "email_validations",
        "login_tokens",
        "invitations",
        "mails",
        "bookmarks",
        "console_preferences",
        "temporary_passwords",
        "api_keys",
        "user_attributes",
        "imports",
        "sessions",
        "devices",
        "password_links",
        "credentials",
        "users",
        "flashes",
        "guesses",
        "rate_limits",
        "audit",
        "audit_seals",
        "locks",
        "reservations",
        "totals",
        "_sqlx_migrations",
    ];
    for table in tables.iter().chain(own) {
        testdb::execute(url, &format!("DROP TABLE {table}")).await;
    }
    if postgres {
        for change in ["insert", "update", "delete"] {
            testdb::execute(url, &format!("DROP FUNCTION users_totals_{change}")).await;
        }
    }
}

async fn a_schema_that_is_newer_is_refused(fresh: Fresh) {
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 SELECT 9999, 'later', success, checksum, execution_time FROM _sqlx_migrations WHERE version = 1";
    testdb::execute(&fresh.url, newer).await;
    let refused = fresh.db.migrate().await.unwrap_err();
    assert_eq!(refused.code, Code::Unavailable);
    assert_eq!(refused.message, "the database has schema 9999, which is newer than this Roster; install a newer one");
}

async fn a_migration_that_was_changed_is_refused(fresh: Fresh) {
    let changed = "UPDATE _sqlx_migrations SET checksum = checksum || checksum WHERE version = 1";
    testdb::execute(&fresh.url, changed).await;
    let refused = fresh.db.migrate().await.unwrap_err();
    assert_eq!(refused.message, "migration 1 of the database differs from the one this Roster knows");
}

async fn a_schema_that_can_not_be_written_is_refused(fresh: Fresh) {
    empty(&fresh.url).await;
    testdb::execute(&fresh.url, "CREATE TABLE users (id INTEGER)").await;
    let refused = fresh.db.migrate().await.unwrap_err();
    assert!(refused.message.starts_with("the schema can't be brought up to date: "), "{refused:?}");
    assert!(!refused.message.contains('\n'), "{refused:?}");
    // Nothing of it stays half done.
    testdb::execute(&fresh.url, "DROP TABLE users").await;
    fresh.db.migrate().await.unwrap();
}

#[test]
fn both_databases_have_the_same_migrations() {
    let names = |database: &str| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations").join(database);
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = entries.collect();
        names.sort();
        names
    };
    assert!(!names("sqlite").is_empty());
    assert_eq!(names("sqlite"), names("postgres"));
}
