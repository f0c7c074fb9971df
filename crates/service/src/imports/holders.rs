//! Who has IDs and addresses, as far as a batch is concerned.

use std::collections::HashMap;

use domain::{Error, Result, User, UserId};

use super::checked::Checked;
use crate::work::Work;

#[derive(Clone, Copy)]
pub(super) enum Holder {
    Live,
    Deleted,
}

/// Who has IDs and addresses, as far as the batch is concerned.
pub(super) struct Taken {
    pub(super) ids: HashMap<UserId, Holder>,
    addresses: HashMap<String, UserId>,
}

impl Taken {
    pub(super) async fn find(work: &mut Work, rows: &[Checked]) -> Result<Self> {
        let mut taken = Self { ids: HashMap::new(), addresses: HashMap::new() };
        let users: Vec<_> = rows.iter().map(Checked::user).collect();
        for holder in store::imports::holders(&mut work.tx, &users).await? {
            taken.add(&holder.user_id, holder.email_identity, holder.deleted_at.is_some());
        }
        Ok(taken)
    }

    fn add(&mut self, id: &UserId, address: String, deleted: bool) {
        self.ids.insert(id.clone(), if deleted { Holder::Deleted } else { Holder::Live });
        if !deleted {
            self.addresses.insert(address, id.clone());
        }
    }

    pub(super) fn add_user(&mut self, user: &User) {
        self.add(&user.user_id, user.primary_email_address.identity(), user.deleted_at.is_some());
    }

    /// The user may have another address now.
    pub(super) fn change_user(&mut self, user: &User) {
        self.addresses.retain(|_, holder| *holder != user.user_id);
        self.add_user(user);
    }

    /// Refuses the address of a live user that somebody else has.
    pub(super) fn check_address(&self, user: &User) -> Result<()> {
        match self.addresses.get(&user.primary_email_address.identity()) {
            Some(holder) if user.deleted_at.is_none() && *holder != user.user_id => {
                Err(Error::email_taken(format!("{holder} has this address.")))
            }
            _ => Ok(()),
        }
    }
}
