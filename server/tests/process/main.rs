//! The binary itself: its commands, its refusals, and its end.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod audit;
mod commands;
mod connections;
mod crash;
mod import;
mod log;
mod refusals;
mod stop;
mod support;
