//! Mails that the registry sends.

use serde::{Deserialize, Serialize};

use crate::{EmailAddress, Timestamp};

/// A mail that could not be delivered, and is not tried any more by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::FromRow))]
pub struct FailedMail {
    /// Its name.
    pub mail_id: String,
    /// Whom it was for.
    pub recipient: EmailAddress,
    /// What it is about, for example `invitation`.
    pub template: String,
    /// When it was queued.
    pub created_at: Timestamp,
    /// When it was given up.
    pub failed_at: Timestamp,
    /// How often it was tried.
    pub tries: i32,
    /// What the last try said.
    pub failure: String,
}
