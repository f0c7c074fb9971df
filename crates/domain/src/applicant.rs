//! People who wait for an account.

use serde::{Deserialize, Serialize};

use crate::{User, UserId};

/// The most applicants about whom is decided at once.
pub const MAX_AT_ONCE: usize = 100;

/// Somebody who waits for approval, with what helps to decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applicant {
    /// Who waits.
    pub user: User,
    /// A few others of the same name, who may be the same person.
    pub namesakes: Vec<UserId>,
}
