//! The binary itself: its commands, its refusals, and its end.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod audit;
mod cluster;
mod cluster_crash;
mod commands;
mod connections;
mod crash;
mod disk_full;
mod dump;
mod fsync;
mod import;
mod journal;
mod link;
mod log;
mod mail;
mod proxy;
mod refusals;
mod smtp;
mod stop;
mod support;
mod writers;
