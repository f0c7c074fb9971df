//! `/fn/sessions`

mod create;
mod delete;
mod expiry;
