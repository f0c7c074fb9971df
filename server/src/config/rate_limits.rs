//! `[rate_limits]`

use std::num::NonZeroU32;

use domain::rate::Rate;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use super::grpc::yes_or_no;

/// How much programs may ask for.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct RateLimits {
    /// Whether there are limits at all.
    #[serde(deserialize_with = "yes_or_no")]
    pub enabled: bool,
    /// Calls of the API in a minute with the credentials of one account.
    #[serde(deserialize_with = "per_minute")]
    pub account: NonZeroU32,
    /// The same from one network address, whoever calls.
    #[serde(deserialize_with = "per_minute")]
    pub address: NonZeroU32,
}

impl Default for RateLimits {
    fn default() -> Self {
        let settings = service::RateLimits::default();
        let number = |rate: Rate| NonZeroU32::new(rate.limit()).unwrap_or(NonZeroU32::MIN);
        Self { enabled: true, account: number(settings.account), address: number(settings.address) }
    }
}

impl RateLimits {
    /// The limits in effect.
    pub(super) fn settings(self) -> Option<service::RateLimits> {
        let limits = service::RateLimits {
            account: Rate::per_minute(self.account),
            address: Rate::per_minute(self.address),
            ..service::RateLimits::default()
        };
        self.enabled.then_some(limits)
    }
}

/// The environment and flags have texts only.
fn per_minute<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NonZeroU32, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(u32),
        Text(String),
    }
    let number = match Written::deserialize(deserializer) {
        Ok(Written::Number(number)) => Some(number),
        Ok(Written::Text(text)) => text.parse().ok(),
        Err(_) => None,
    };
    let number = number.filter(|number| *number <= Rate::MOST).and_then(NonZeroU32::new);
    number.ok_or_else(|| D::Error::custom(format!("write how many in a minute, 1 to {}", Rate::MOST)))
}
