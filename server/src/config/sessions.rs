//! `[sessions]`

use serde::{Deserialize, Serialize};

use super::Period;

/// No session lasts longer (NIST SP 800-63B, AAL1).
const LONGEST: Period = Period::hours(30 * 24);

/// How long people stay logged in.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sessions {
    /// A session ends after this long without use.
    pub idle: Period,
    /// The same for who asked to be kept logged in.
    pub idle_kept: Period,
    /// A session ends after this long in any case.
    pub absolute: Period,
    /// The same for admins.
    pub absolute_admin: Period,
    /// What weighs heavily asks for the password again, if it was typed longer ago than this.
    pub recent: Period,
}

impl Default for Sessions {
    fn default() -> Self {
        let hours = Period::hours;
        Self {
            idle: hours(1),
            idle_kept: hours(8),
            absolute: hours(24),
            absolute_admin: hours(12),
            recent: Period::minutes(10),
        }
    }
}

impl Sessions {
    /// Refuses sessions that last too long.
    pub(crate) fn check(&self) -> Result<(), String> {
        let all = [
            ("idle", self.idle),
            ("idle_kept", self.idle_kept),
            ("absolute", self.absolute),
            ("absolute_admin", self.absolute_admin),
            ("recent", self.recent),
        ];
        match all.into_iter().find(|(_, period)| *period > LONGEST) {
            Some((key, period)) => Err(format!("sessions.{key}: {period} is too long; at most {LONGEST}")),
            None => Ok(()),
        }
    }
}
