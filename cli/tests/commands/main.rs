//! The program as people and scripts call it, against a real server.

mod recordings;
mod seed_page;
mod support;
