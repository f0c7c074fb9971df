//! The program as people and scripts call it, against a real server.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod busy;
mod completion;
mod connection;
mod documentation;
mod files;
mod filter;
mod invitations;
mod login;
mod many;
mod output;
mod pictures;
mod recordings;
mod seed_page;
mod settings;
mod support;
mod terminal;
mod tls;
mod trail;
