//! SQL and nothing else: what is kept, on SQLite or PostgreSQL, behind one set of functions.
//!
//! No rule lives here but those that the schema itself holds. "Not found" is `Ok(None)` or `false`;
//! a violated constraint becomes the error that the statement names.

#[macro_use]
mod backend;
pub mod audit;
pub mod credentials;
mod db;
mod error;
pub mod flashes;
pub mod locks;
mod migrate;
mod select;
pub mod sessions;
pub mod users;

pub use backend::Tx;
pub use db::{Db, ServerLock};
