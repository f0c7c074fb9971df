//! The contract of `store`: every test runs on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod api_keys;
mod audit;
mod backup;
mod bookmarks;
mod check;
mod console_preferences;
mod credentials;
mod db;
mod filters;
mod flashes;
mod group;
mod group_failures;
mod group_leaving;
mod guesses;
mod imports;
mod invitations;
mod link;
mod locks;
mod login_tokens;
mod mails;
mod migrate;
mod notifications;
mod oauth_clients;
mod oauth_tokens;
mod orphans;
mod pictures;
mod rate_limits;
mod reservations;
mod schedules;
mod schema;
mod seals;
mod search;
mod sessions;
mod sources;
mod support;
mod unavailable;
mod users;
mod users_counts;
mod users_lists;
mod validations;
mod walks;

use store::Db;

/// An empty database with our schema.
struct Fresh {
    db: Db,
    url: String,
}

/// What `testdb` hands to each test.
async fn open(url: String) -> Fresh {
    let db = Db::open(&url).await.unwrap();
    db.migrate().await.unwrap();
    Fresh { db, url }
}
