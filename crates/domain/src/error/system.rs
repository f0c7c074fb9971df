//! What is not the caller’s fault.

use std::{fmt, time::Duration};

use super::{Code, Error, namespace};

impl Error {
    /// This server does not do it.
    pub fn unimplemented(message: &'static str) -> Self {
        Self::new(Code::Unimplemented, namespace::IDENTITY_SERVER, "unimplemented", message)
    }

    /// Too busy to do expensive work in time.
    pub fn busy(retry_after_seconds: u64) -> Self {
        let message = "Too many people are logging in at this moment. Try again in a few seconds.";
        Self::new(Code::Unavailable, namespace::IDENTITY_SERVER, "busy", message)
            .with("retry_after", retry_after_seconds)
    }

    /// The database can't be reached or is locked.
    pub fn database_unavailable(cause: impl fmt::Display) -> Self {
        let message = "The database can't be reached just now. Nothing was saved. Try again in a moment.";
        Self::new(Code::Unavailable, namespace::STORE_UTIL, "database_unavailable", message).because(cause)
    }

    /// A fault of ours; the cause goes to the log only.
    pub fn internal(cause: impl fmt::Display) -> Self {
        let message = "Something went wrong on our side. Nothing was saved.";
        Self::new(Code::Internal, namespace::RECOVERY, "internal", message).because(cause)
    }

    /// The key is not set without which secrets can't be kept.
    pub fn secrets_key_missing() -> Self {
        let message = "Nothing secret can be mailed before the setting secrets.key_file names a key.";
        Self::new(Code::FailedPrecondition, namespace::IDENTITY_SERVER, "secrets_key_missing", message)
    }

    /// Somebody was sent as many mails as anybody should get.
    pub fn too_many_mails(wait: Duration) -> Self {
        let minutes = wait.as_secs().div_ceil(60).max(1);
        let message = format!("This address was sent several mails within the hour. Try again in {minutes} minutes.");
        Self::new(Code::ResourceExhausted, namespace::RATE_LIMIT, "rate_limit_exceeded", message)
            .with("retry_after", wait.as_secs().max(1))
    }
}
