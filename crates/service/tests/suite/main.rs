//! The use-cases on SQLite and on PostgreSQL, with a clock that the tests turn.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod activity;
mod api_keys;
mod applicants;
mod audit;
mod bookmarks;
mod by_old;
mod caps;
mod check;
mod codes;
mod confirmation;
mod create;
mod credentials;
mod damage;
mod deletion;
mod flashes;
mod forgotten;
mod guessing;
mod imported;
mod imports;
mod invitations;
mod kept_secrets;
mod last_admin;
mod lists;
mod login;
mod login_tokens;
mod mails;
mod model;
mod notifications;
mod oauth;
mod outbox;
mod overview;
mod passwords;
mod permissions;
mod pictures;
mod purge;
mod races;
mod rate_limits;
mod records;
mod refusals;
mod registration;
mod reservations;
mod restore;
mod retention;
mod schedules;
mod seals;
mod sessions;
mod sources;
mod states;
mod support;
mod update;
mod validations;

use support::World;

/// What `testdb` hands to each test.
async fn open(url: String) -> World {
    // Many things are done again and again here, by everybody from the same address.
    World::open(url, service::Settings { rate_limits: None, ..service::Settings::default() }).await
}
