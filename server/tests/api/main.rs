//! The real router over a real database, laid out like its URLs, with a clock that the tests turn.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod access;
mod account_deletion;
mod api;
mod assets;
mod connections;
mod description;
mod directory;
mod export;
mod first_run;
mod forgery;
mod forgotten;
mod headers;
mod health;
mod hostile;
mod intrusion;
mod invitations;
mod limits;
mod log;
mod login_tokens;
mod markup;
mod notifications;
mod oauth;
mod pages;
mod panics;
mod pictures;
mod poisoned;
mod proxies;
mod rate_limits;
mod recordings;
mod sessions;
mod support;
mod tls;
mod unknown;
mod users;
mod validations;
