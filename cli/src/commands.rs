//! The commands, a file a noun.

pub(crate) mod auth_info;
pub(crate) mod config;
pub(crate) mod invitations;
pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod users;
pub(crate) mod version;
