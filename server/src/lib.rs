//! Roster's server: the console, the API and the background jobs in one binary.
//!
//! A library besides, so that tests drive the real router.

mod anchors;
pub mod cli;
mod commands;
pub mod config;
#[cfg(fuzzing)]
pub mod fuzzing;
mod grpc;
mod import;
mod jobs;
pub mod listen;
mod mail;
mod refusal;
mod rest;
mod secrets;
mod start;
pub mod telemetry;
pub mod web;

pub use refusal::{Refusal, Result};
