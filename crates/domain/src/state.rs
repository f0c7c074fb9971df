//! The states of an account and what each may do: one table.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// Where an account stands. The numbers are the contract's and are stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::Type))]
#[repr(i32)]
pub enum State {
    /// Waits for an admin's approval.
    Requested = 0,
    /// In good standing.
    #[default]
    Approved = 1,
    /// Approval was refused.
    Rejected = 2,
    /// In use, but watched; an admin who is flagged has no admin's powers.
    Flagged = 3,
    /// Barred for the time being.
    Suspended = 4,
}

impl State {
    /// All states, in the order in which forms offer them.
    pub const ALL: [Self; 5] = [Self::Requested, Self::Approved, Self::Rejected, Self::Flagged, Self::Suspended];

    /// The lower-case word: forms, URLs and style sheets use it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Flagged => "flagged",
            Self::Suspended => "suspended",
        }
    }

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Requested => "Requested",
            Self::Approved => "Approved",
            Self::Rejected => "Rejected",
            Self::Flagged => "Flagged",
            Self::Suspended => "Suspended",
        }
    }

    /// Whether who stands there may do what they are for.
    pub const fn is_good(self) -> bool {
        matches!(self, Self::Approved | Self::Flagged)
    }

    /// Reads the lower-case word.
    ///
    /// # Errors
    /// A field error at `state` that lists the words.
    pub fn parse(text: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|state| state.as_str() == text);
        found.ok_or_else(|| Error::invalid("state", "Choose requested, approved, rejected, flagged or suspended."))
    }

    /// The API's name, for example `STATE_APPROVED`.
    pub fn name(self) -> String {
        format!("STATE_{}", self.as_str().to_ascii_uppercase())
    }

    /// Reads the API's name, with or without `STATE_`, in any case.
    ///
    /// # Errors
    /// A field error at `state` that lists the names.
    pub fn parse_name(text: &str) -> Result<Self> {
        let lower = text.to_ascii_lowercase();
        let word = lower.strip_prefix("state_").unwrap_or(&lower);
        let found = Self::ALL.into_iter().find(|state| state.as_str() == word);
        found.ok_or_else(|| {
            let names = "STATE_REQUESTED, STATE_APPROVED, STATE_REJECTED, STATE_FLAGGED or STATE_SUSPENDED";
            Error::invalid("state", format!("Use {names}."))
        })
    }

    /// Whether such a user may log in and use credentials of any kind.
    pub const fn may_act(self) -> bool {
        matches!(self, Self::Approved | Self::Flagged)
    }

    /// Why such a user may not act, with the contract's name; `None` where they may.
    pub fn refusal(self, description: &str) -> Option<Error> {
        let (name, message) = match self {
            Self::Approved | Self::Flagged => return None,
            Self::Requested => ("user_requested", "Your account waits for approval by an administrator."),
            Self::Rejected => ("user_rejected", "Your account was rejected by an administrator."),
            Self::Suspended => ("user_suspended", "Your account is suspended. Ask an administrator."),
        };
        let message = if description.is_empty() { message.to_owned() } else { format!("{message} ({description})") };
        Some(Error::account_state(name, message))
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_states_are_one_to_one() {
        for state in State::ALL {
            assert_eq!(State::parse(state.as_str()).unwrap(), state);
        }
        assert!(State::parse("Approved").is_err());
        for name in ["STATE_FLAGGED", "FLAGGED", "flagged"] {
            assert_eq!(State::parse_name(name).unwrap(), State::Flagged);
        }
        assert!(State::parse_name("STATE_").is_err());
    }

    #[test]
    fn who_may_not_act_is_told_why() {
        for state in State::ALL {
            assert_eq!(state.refusal("").is_none(), state.may_act());
        }
        assert!(State::Suspended.refusal("left the company").unwrap().message.contains("left the company"));
    }
}
