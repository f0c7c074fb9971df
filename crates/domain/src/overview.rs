//! What lists and the overview show beside single users.

use serde::{Deserialize, Serialize};

use crate::{AuditRecord, Needle, Reservation, State, Timestamp, User, UserFilter};

/// One page of users with the figures that stand around it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserList {
    /// The rows of the page.
    pub users: Vec<User>,
    /// How many users match, exactly.
    pub total: u64,
    /// How many live users there are.
    pub live: u64,
    /// How many deleted users there are.
    pub deleted: u64,
    /// For how many seconds a deleted user can be restored; `None` for ever.
    pub restore_window: Option<u64>,
    /// After how many seconds a deleted user is purged; `None` where nobody is, but by hand.
    pub purge_after: Option<u64>,
}

/// How many users there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Live users by state, in the order of [`State::ALL`].
    pub by_state: Vec<(State, u64)>,
    /// Deleted users.
    pub deleted: u64,
}

impl Totals {
    /// All live users.
    pub fn live(&self) -> u64 {
        self.by_state.iter().map(|(_, count)| count).sum()
    }

    /// The live users of one state.
    pub fn of(&self, state: State) -> u64 {
        self.by_state.iter().find(|(s, _)| *s == state).map_or(0, |(_, count)| *count)
    }

    /// How many users a filter lists, where that is one of the totals.
    pub fn of_filter(&self, filter: &UserFilter) -> Option<u64> {
        Some(match Total::of_filter(filter)? {
            Total::Live => self.live(),
            Total::State(state) => self.of(state),
            Total::Deleted => self.deleted,
        })
    }
}

/// Which of the [`Totals`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// All live users.
    Live,
    /// The live users of one state.
    State(State),
    /// Deleted users.
    Deleted,
}

impl Total {
    /// The one that a filter lists, if it is one.
    pub fn of_filter(filter: &UserFilter) -> Option<Self> {
        let UserFilter { deleted, state, admin, created_from, created_before, attributes, without, .. } = filter;
        let parts = !filter.states.is_empty() || !filter.contains.is_empty() || !filter.terms.is_empty();
        let rest = admin.is_some() || created_from.is_some() || created_before.is_some() || without.is_some();
        if rest || parts || !attributes.is_empty() || filter.needle() != Needle::All {
            return None;
        }
        match (deleted, state) {
            (true, Some(_)) => None,
            (true, None) => Some(Self::Deleted),
            (false, Some(state)) => Some(Self::State(*state)),
            (false, None) => Some(Self::Live),
        }
    }
}

/// The first page an admin sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// How many users there are, by state.
    pub totals: Totals,
    /// The users who have waited longest for approval, a few.
    pub waiting: Vec<User>,
    /// The deleted users who can be restored for the shortest time, a few.
    pub ending: Vec<User>,
    /// For how many seconds a deleted user can be restored; `None` for ever.
    pub restore_window: Option<u64>,
    /// The latest changes to users, a few.
    pub changes: Vec<AuditRecord>,
    /// When this was read.
    pub now: Timestamp,
}

/// What an ID is, to somebody who wants to use it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Availability {
    /// Nobody has it.
    Free,
    /// It is on the list of words that nobody may take.
    Blocked,
    /// A live user has it.
    Taken,
    /// A deleted user holds it since then.
    Deleted(Timestamp),
    /// An admin keeps it free.
    Reserved(Reservation),
}
