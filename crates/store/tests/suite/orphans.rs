//! Rows whose user is not there.

use store::orphans;
use testdb::Backend;

use crate::{
    Fresh,
    support::{add, user},
};

testdb::on_both!(orphans_are_found_and_removed, every_table_of_what_belongs_to_users_is_looked_at);

/// Rows of the users 77 and 1, past the foreign keys.
async fn plant(url: &str) {
    let off = match Backend::of(url) {
        Backend::Sqlite => "PRAGMA foreign_keys = OFF",
        Backend::Postgres => "SET session_replication_role = replica",
    };
    let blob = |text: &str| match Backend::of(url) {
        Backend::Sqlite => format!("CAST('{text}' AS BLOB)"),
        Backend::Postgres => format!("'{text}'::BYTEA"),
    };
    let no = match Backend::of(url) {
        Backend::Sqlite => "0",
        Backend::Postgres => "FALSE",
    };
    for key in [77, 1] {
        let token = blob(&format!("t{key}"));
        let rows = format!(
            "{off};
             INSERT INTO api_keys VALUES ('k{key}', {token}, {key}, '', 2, 1, 1, NULL, NULL);
             INSERT INTO bookmarks VALUES ({key}, 1, 1);
             INSERT INTO console_preferences VALUES ({key}, {token});
             INSERT INTO temporary_passwords VALUES ({key}, 'hash', 1, 2);
             INSERT INTO credentials VALUES ({key}, 'hash', 1);
             INSERT INTO devices VALUES ({token}, {key}, 1);
             INSERT INTO email_validations VALUES ('v{key}', {token}, {key}, 'a@example.com', 'm', 1, 1, 2, NULL);
             INSERT INTO login_tokens VALUES ({token}, {key}, 1, 2, NULL);
             INSERT INTO muted_notifications VALUES ({key}, 'password_changed');
             INSERT INTO notifications (notification_id, user_key, kind, about, data, mailed, created_at, status)
                 VALUES ('n', {key}, 'password_changed', 'a', '', {no}, 1, 0);
             INSERT INTO oauth_authorizations VALUES ({key}, 1, 2, 1, 1);
             INSERT INTO oauth_codes VALUES ('c{key}', {token}, {key}, 1, 's', 2, 'code', NULL, 1, 2, NULL);
             INSERT INTO oauth_tokens VALUES ('t{key}', 'f', {token}, {token}, {key}, 1, 's', 2, 1, 2, 3, NULL);
             INSERT INTO password_links VALUES ({token}, {key}, 1, 2);
             INSERT INTO pictures VALUES ('p{key}', 64, {key}, 'image/png', {token});
             INSERT INTO sessions VALUES ('s{key}', {token}, {key}, 1, 1, 1, 1, 2, 2, '', '');
             INSERT INTO user_attributes VALUES ({key}, 'one', '', ''), ({key}, 'two', '', '');"
        );
        testdb::execute(url, &rows).await;
    }
}

async fn orphans_are_found_and_removed(fresh: Fresh) {
    assert_eq!(add(&fresh.db, user("colleague")).await.id, 1);
    assert!(orphans::count(&mut fresh.db.read().await.unwrap()).await.unwrap().is_empty());
    plant(&fresh.url).await;
    let found = [
        ("api_keys", 1),
        ("bookmarks", 1),
        ("console_preferences", 1),
        ("credentials", 1),
        ("devices", 1),
        ("email_validations", 1),
        ("login_tokens", 1),
        ("muted_notifications", 1),
        ("notifications", 1),
        ("oauth_authorizations", 1),
        ("oauth_codes", 1),
        ("oauth_tokens", 1),
        ("password_links", 1),
        ("pictures", 1),
        ("sessions", 1),
        ("temporary_passwords", 1),
        ("user_attributes", 2),
    ];
    let mut tx = fresh.db.write().await.unwrap();
    assert_eq!(orphans::count(&mut tx).await.unwrap(), found);
    orphans::delete(&mut tx).await.unwrap();
    assert!(orphans::count(&mut tx).await.unwrap().is_empty());
    tx.commit().await.unwrap();
    for (table, rows) in found {
        let left = testdb::rows(&fresh.url, &format!("SELECT CAST(count(*) AS TEXT) FROM {table}")).await;
        assert_eq!(left[0][0], Some(rows.to_string()), "{table}");
    }
}

/// A table that is added has to be looked at, too.
async fn every_table_of_what_belongs_to_users_is_looked_at(fresh: Fresh) {
    let tables = match Backend::of(&fresh.url) {
        Backend::Sqlite => {
            "SELECT t.name FROM pragma_table_list AS t JOIN pragma_table_info(t.name) AS c WHERE c.name = 'user_key'"
        }
        Backend::Postgres => "SELECT table_name::TEXT FROM information_schema.columns WHERE column_name = 'user_key'",
    };
    plant(&fresh.url).await;
    let found = orphans::count(&mut fresh.db.read().await.unwrap()).await.unwrap();
    let mut with_users: Vec<_> =
        testdb::rows(&fresh.url, tables).await.into_iter().filter_map(|row| row[0].clone()).collect();
    with_users.sort();
    assert_eq!(found.iter().map(|(table, _)| *table).collect::<Vec<_>>(), with_users);
}
