//! Proving that an address is one's own: a code is mailed there, and comes back.

use serde::{Deserialize, Serialize};

use crate::{EmailAddress, Timestamp};

/// A validation that was mailed. The code itself is not here, and nowhere at rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::FromRow))]
pub struct EmailValidation {
    /// Its public name; good for naming it, worthless for using it.
    pub reference: String,
    /// The address that is proved by it, and no other.
    pub email: EmailAddress,
    /// When it was mailed first.
    pub created_at: Timestamp,
    /// When it was mailed last.
    pub updated_at: Timestamp,
    /// Until when the code is good.
    pub expires_at: Timestamp,
}
