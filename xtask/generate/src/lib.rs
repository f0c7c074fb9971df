//! Made-up users in any number: names and addresses of many languages, every state, a few admins, some deleted.
//! The same seed makes the same users.

mod names;
mod person;
mod write;

pub use person::{Person, people};
pub use write::write;
