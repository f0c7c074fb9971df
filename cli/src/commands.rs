//! The commands, a file a noun.

mod api_keys;
pub(crate) mod audit;
pub(crate) mod auth_info;
mod bookmarks;
pub(crate) mod complete;
pub(crate) mod config;
mod contact_info;
pub(crate) mod document;
mod invitations;
pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod notifications;
mod passwords;
mod programs;
pub(crate) mod reservations;
mod rights;
mod sessions;
pub(crate) mod use_server;
pub(crate) mod users;
mod validations;
pub(crate) mod version;
