//! The program as people and scripts call it, against a real server.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod recordings;
mod seed_page;
mod support;
