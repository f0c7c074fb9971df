//! Records of the trail in words. The server puts them into words, so that browsers need not know how they are kept.

use domain::{Timestamp, UserId};
use serde::{Deserialize, Serialize};

#[cfg(not(target_arch = "wasm32"))]
use crate::words::trail;
#[cfg(not(target_arch = "wasm32"))]
use domain::AuditRecord;

/// What somebody did, as a page says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deed {
    /// When.
    pub at: Timestamp,
    /// Who: a user ID, or `host`.
    pub actor: String,
    /// What, for example `suspended the user`.
    pub deed: String,
    /// Its icon.
    pub icon: String,
    /// To whom, where that is not the user of the page.
    pub target: Option<UserId>,
    /// The fields that changed, from what to what.
    pub changes: Vec<String>,
    /// From where.
    pub place: String,
}

#[cfg(not(target_arch = "wasm32"))]
impl Deed {
    /// As the page of the user has it to whom it was done.
    pub(super) fn to_user(record: &AuditRecord) -> Self {
        let (deed, icon) = trail::deed_to_user(record);
        Self { changes: trail::changes(record), place: trail::from_where(record), ..Self::new(record, deed, icon) }
    }

    /// As a list of deeds to anybody has it.
    pub(super) fn to_anybody(record: &AuditRecord) -> Self {
        let (deed, icon) = trail::deed(record);
        Self { target: UserId::parse(&record.target).ok(), ..Self::new(record, deed.to_owned(), icon) }
    }

    fn new(record: &AuditRecord, deed: String, icon: &str) -> Self {
        let (at, actor) = (record.at, record.actor.clone());
        Self { at, actor, deed, icon: icon.to_owned(), target: None, changes: Vec::new(), place: String::new() }
    }
}
