//! `[login_tokens]`

use serde::{Deserialize, Serialize};

use super::{Period, grpc::yes_or_no};

/// Logging in by a link that is mailed.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct LoginTokens {
    /// Whether people do.
    #[serde(deserialize_with = "yes_or_no")]
    pub enabled: bool,
    /// How long one is good.
    pub ttl: Period,
}

impl Default for LoginTokens {
    fn default() -> Self {
        Self { enabled: false, ttl: Period::hours(1) }
    }
}
