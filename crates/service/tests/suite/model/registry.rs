//! What should become of users, said once more and in the plainest way.

use std::collections::BTreeMap;

use domain::{Code, State, Timestamp, User};

use super::step::Step;
use crate::support::HOUR;

/// A user.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    address: String,
    state: State,
    admin: bool,
    deleted_at: Option<Timestamp>,
    lift: Option<Timestamp>,
    expire: Option<Timestamp>,
    delete: Option<Timestamp>,
}

impl From<&User> for Entry {
    fn from(user: &User) -> Self {
        Self {
            address: user.primary_email_address.to_string(),
            state: user.state,
            admin: user.admin,
            deleted_at: user.deleted_at,
            lift: user.suspended_until,
            expire: user.expires_at,
            delete: user.delete_at,
        }
    }
}

impl Entry {
    /// An admin who can get in, and will be able to.
    fn counts(&self) -> bool {
        let stays = self.expire.is_none() && self.delete.is_none() && self.deleted_at.is_none();
        self.admin && self.state == State::Approved && stays
    }
}

/// Everybody.
pub(super) struct Registry {
    pub(super) users: BTreeMap<&'static str, Entry>,
    now: Timestamp,
}

impl Registry {
    pub(super) fn new(now: Timestamp) -> Self {
        Self { users: BTreeMap::new(), now }
    }

    pub(super) fn ids(&self, deleted: bool) -> Vec<String> {
        let these = self.users.iter().filter(|(_, user)| user.deleted_at.is_some() == deleted);
        these.map(|(user_id, _)| (*user_id).to_owned()).collect()
    }

    /// What must be answered; the registry changes where it is success.
    pub(super) fn take(&mut self, step: Step) -> Result<(), Code> {
        let now = self.now;
        let later = |hours: u32| Some(now.plus(HOUR * hours));
        match step {
            Step::Create(user_id, address) => self.create(user_id, address),
            Step::Delete(user_id) => self.change(user_id, |user| delete(user, now)),
            Step::Restore(user_id) => self.restore(user_id),
            Step::Purge(user_id) => {
                let user = self.users.get(user_id).ok_or(Code::NotFound)?;
                self.check_last_admin(user_id, user, None)?;
                self.users.remove(user_id);
                Ok(())
            }
            Step::Recover(user_id) => self.recover(user_id),
            Step::Move(user_id, address) => self.change(user_id, |user| address.clone_into(&mut user.address)),
            Step::Put(user_id, state) => self.change(user_id, |user| {
                if user.state != state {
                    (user.state, user.lift) = (state, None);
                }
            }),
            Step::Admin(user_id, admin) => self.change(user_id, |user| user.admin = admin),
            Step::LiftIn(user_id, hours) => self.change(user_id, |user| user.lift = later(hours)),
            Step::ExpireIn(user_id, hours) => self.change(user_id, |user| user.expire = later(hours)),
            Step::DeleteIn(user_id, hours) => self.change(user_id, |user| user.delete = later(hours)),
            Step::Wait(hours) => {
                self.now = now.plus(HOUR * hours);
                self.wait();
                Ok(())
            }
        }
    }

    fn create(&mut self, user_id: &'static str, address: &str) -> Result<(), Code> {
        if self.users.contains_key(user_id) || self.taken(address, user_id) {
            return Err(Code::AlreadyExists);
        }
        let user = Entry {
            address: address.to_owned(),
            state: State::Approved,
            admin: false,
            deleted_at: None,
            lift: None,
            expire: None,
            delete: None,
        };
        self.users.insert(user_id, user);
        Ok(())
    }

    /// Whether a live user but this one has the address.
    fn taken(&self, address: &str, but: &str) -> bool {
        let mut others = self.users.iter().filter(|(user_id, _)| **user_id != but);
        others.any(|(_, user)| user.deleted_at.is_none() && user.address.eq_ignore_ascii_case(address))
    }

    fn check_last_admin(&self, user_id: &str, before: &Entry, after: Option<&Entry>) -> Result<(), Code> {
        let other = self.users.iter().any(|(other, user)| *other != user_id && user.counts());
        let lost = before.counts() && !after.is_some_and(Entry::counts);
        if lost && !other { Err(Code::FailedPrecondition) } else { Ok(()) }
    }

    fn change(&mut self, user_id: &'static str, change: impl FnOnce(&mut Entry)) -> Result<(), Code> {
        let before = self.users.get(user_id).filter(|user| user.deleted_at.is_none()).ok_or(Code::NotFound)?;
        let mut after = before.clone();
        change(&mut after);
        if after.lift.is_some() && after.state != State::Suspended {
            return Err(Code::InvalidArgument);
        }
        self.check_last_admin(user_id, before, Some(&after))?;
        if self.taken(&after.address, user_id) {
            return Err(Code::AlreadyExists);
        }
        self.users.insert(user_id, after);
        Ok(())
    }

    fn restore(&mut self, user_id: &'static str) -> Result<(), Code> {
        let user = self.users.get(user_id).cloned().ok_or(Code::NotFound)?;
        let deleted_at = user.deleted_at.ok_or(Code::NotFound)?;
        if self.now.since(deleted_at) > 24 * HOUR {
            return Err(Code::FailedPrecondition);
        }
        if self.taken(&user.address, user_id) {
            return Err(Code::AlreadyExists);
        }
        self.users.insert(user_id, Entry { deleted_at: None, ..user });
        Ok(())
    }

    fn recover(&mut self, user_id: &'static str) -> Result<(), Code> {
        let user = self.users.get(user_id).cloned().ok_or(Code::NotFound)?;
        if self.taken(&user.address, user_id) {
            return Err(Code::AlreadyExists);
        }
        let (state, admin) = (State::Approved, true);
        let (deleted_at, lift, expire, delete) = (None, None, None, None);
        self.users.insert(user_id, Entry { state, admin, deleted_at, lift, expire, delete, ..user });
        Ok(())
    }

    /// Whatever is due by now, the earliest first.
    fn wait(&mut self) {
        let now = self.now;
        for user in self.users.values_mut() {
            while user.deleted_at.is_none() {
                let due = [user.delete, user.expire, user.lift].into_iter().flatten().min().filter(|at| *at <= now);
                match due {
                    None => break,
                    due if due == user.delete => delete(user, now),
                    due if due == user.expire => (user.state, user.expire, user.lift) = (State::Suspended, None, None),
                    _ => (user.state, user.lift) = (State::Approved, None),
                }
            }
        }
    }
}

fn delete(user: &mut Entry, now: Timestamp) {
    (user.deleted_at, user.delete) = (Some(now), None);
}
