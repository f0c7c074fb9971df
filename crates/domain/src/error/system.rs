//! What is not the caller’s fault.

use std::fmt;

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
}
