//! SQL and nothing else: what is kept, on SQLite or PostgreSQL, behind one set of functions.
//!
//! No rule lives here but those that the schema itself holds. "Not found" is `Ok(None)` or `false`;
//! a violated constraint becomes the error that the statement names.

#[macro_use]
mod backend;
pub mod api_keys;
pub mod attributes;
pub mod audit;
pub mod backup;
pub mod bookmarks;
mod by_keys;
pub mod check;
pub mod console_preferences;
pub mod credentials;
mod db;
mod derived;
pub mod devices;
mod error;
pub mod flashes;
mod group;
pub mod guesses;
pub mod imports;
pub mod invitations;
mod link;
pub mod lists;
pub mod locks;
pub mod login_tokens;
pub mod mails;
mod migrate;
mod needle;
pub mod notifications;
pub mod oauth_authorizations;
pub mod oauth_clients;
pub mod oauth_codes;
pub mod oauth_tokens;
pub mod orphans;
mod pack;
pub mod pictures;
#[cfg(test)]
mod plans;
pub mod rate_limits;
pub mod reservations;
pub mod seals;
mod select;
pub mod sessions;
mod terms;
pub mod users;
pub mod validations;
mod writer;

pub use backend::{SqliteTx, Tx};
pub use db::{Db, ServerLock};
pub use link::PgTx;
pub use writer::{Member, Writer};
