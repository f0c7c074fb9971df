//! `/fn/users`

mod create;
mod deletion;
mod list;
mod update;
