//! `[invitations]`

use serde::{Deserialize, Serialize};

use super::Period;

/// Invitations to make an account.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Invitations {
    /// How long one is good.
    pub ttl: Period,
}

impl Default for Invitations {
    fn default() -> Self {
        Self { ttl: Period::hours(7 * 24) }
    }
}
