//! `[deleted]`

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Period;

/// What becomes of deleted users.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Deleted {
    /// How long a deleted user can be restored.
    pub restore_window: Lasting,
    /// How long a deleted user is kept, and the ID reserved, before the server purges them by itself.
    pub purge_after: Lasting,
}

impl Default for Deleted {
    fn default() -> Self {
        Self { restore_window: Lasting::For(Period::hours(24)), purge_after: Lasting::Forever }
    }
}

impl Deleted {
    /// Refuses to purge whom one might still restore.
    pub fn check(&self) -> Result<(), String> {
        let (Some(purge), restore) = (self.purge_after.duration(), self.restore_window.duration()) else {
            return Ok(());
        };
        if restore.is_some_and(|restore| restore <= purge) {
            return Ok(());
        }
        Err("deleted.purge_after must be as long as deleted.restore_window at least".into())
    }
}

/// How long something lasts.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub enum Lasting {
    /// As long as nobody ends it.
    Forever,
    /// For this long.
    For(Period),
}

impl Lasting {
    /// The length; `None` for ever.
    pub fn duration(self) -> Option<Duration> {
        match self {
            Self::Forever => None,
            Self::For(period) => Some(period.duration()),
        }
    }
}

impl TryFrom<String> for Lasting {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text == "forever" {
            return Ok(Self::Forever);
        }
        Period::try_from(text).map(Self::For).map_err(|_| "write a length of time such as 24h or 30d, or forever")
    }
}

impl From<Lasting> for String {
    fn from(lasting: Lasting) -> Self {
        match lasting {
            Lasting::Forever => "forever".into(),
            Lasting::For(period) => period.to_string(),
        }
    }
}
