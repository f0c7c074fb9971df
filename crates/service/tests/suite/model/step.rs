//! What can happen in a history.

use domain::State;
use proptest::{collection::vec, prelude::*, sample::select};

/// Few IDs and addresses, so that they collide.
pub(super) const IDS: [&str; 3] = ["aa", "bb", "cc"];
const ADDRESSES: [&str; 3] = ["x@example.com", "X@EXAMPLE.COM", "y@example.com"];

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Step {
    Create(&'static str, &'static str),
    Delete(&'static str),
    Restore(&'static str),
    Purge(&'static str),
    Recover(&'static str),
    Move(&'static str, &'static str),
    Put(&'static str, State),
    Admin(&'static str, bool),
    /// A suspension ends in so many hours.
    LiftIn(&'static str, u32),
    ExpireIn(&'static str, u32),
    DeleteIn(&'static str, u32),
    /// So many hours go by, and the job does what is due.
    Wait(u32),
}

fn step() -> impl Strategy<Value = Step> {
    let user_id = || select(IDS.to_vec());
    let with_address = || (user_id(), select(ADDRESSES.to_vec()));
    let with_hours = || (user_id(), 1..30_u32);
    prop_oneof![
        4 => with_address().prop_map(|(user_id, address)| Step::Create(user_id, address)),
        2 => user_id().prop_map(Step::Delete),
        2 => user_id().prop_map(Step::Restore),
        1 => user_id().prop_map(Step::Purge),
        1 => user_id().prop_map(Step::Recover),
        2 => with_address().prop_map(|(user_id, address)| Step::Move(user_id, address)),
        3 => (user_id(), select(State::ALL.to_vec())).prop_map(|(user_id, state)| Step::Put(user_id, state)),
        3 => (user_id(), any::<bool>()).prop_map(|(user_id, admin)| Step::Admin(user_id, admin)),
        1 => with_hours().prop_map(|(user_id, hours)| Step::LiftIn(user_id, hours)),
        1 => with_hours().prop_map(|(user_id, hours)| Step::ExpireIn(user_id, hours)),
        1 => with_hours().prop_map(|(user_id, hours)| Step::DeleteIn(user_id, hours)),
        2 => (1..30_u32).prop_map(Step::Wait),
    ]
}

pub(super) fn steps() -> impl Strategy<Value = Vec<Step>> {
    vec(step(), 1..40)
}
