//! What becomes of a user by itself, at a time that was set before.

use crate::{Error, Result, State, Timestamp, User};

/// The next thing that becomes of a user by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// The user is deleted.
    Delete,
    /// The account has expired: the user is suspended.
    Expire,
    /// The suspension is over: the user is approved.
    Lift,
}

impl User {
    /// When something becomes of the user by itself next.
    pub fn due_at(&self) -> Option<Timestamp> {
        [self.suspended_until, self.expires_at, self.delete_at].into_iter().flatten().min()
    }

    /// What that is, once its time has come. Of several at the same time the last word comes first.
    pub fn due(&self, now: Timestamp) -> Option<Due> {
        let at = self.due_at().filter(|at| *at <= now);
        let is = |time: Option<Timestamp>| time.is_some() && time == at;
        match () {
            () if is(self.delete_at) => Some(Due::Delete),
            () if is(self.expires_at) => Some(Due::Expire),
            () if is(self.suspended_until) => Some(Due::Lift),
            () => None,
        }
    }

    /// The user as they are from the end of their time on.
    #[must_use]
    pub fn expire(&self, now: Timestamp) -> Self {
        let when = self.expires_at.unwrap_or(now).to_utc_date();
        Self {
            state: State::Suspended,
            state_description: format!("The account expired on {when}."),
            suspended_until: None,
            expires_at: None,
            ..self.touched(now)
        }
    }

    /// The user as they are after a suspension.
    #[must_use]
    pub fn lift(&self, now: Timestamp) -> Self {
        Self { state: State::Approved, state_description: String::new(), suspended_until: None, ..self.touched(now) }
    }

    /// The user as they are once somebody has deleted them.
    #[must_use]
    pub fn delete(&self, by: &str, now: Timestamp) -> Self {
        Self { deleted_at: Some(now), deleted_by: Some(by.to_owned()), delete_at: None, ..self.touched(now) }
    }

    /// Whether the user may log in and use credentials now. The clock alone ends that, whether or not anybody has
    /// written it down yet.
    pub fn may_act(&self, now: Timestamp) -> bool {
        self.refusal(now).is_none()
    }

    /// Why the user may not act now, with the contract's name of the state; `None` where they may.
    pub fn refusal(&self, now: Timestamp) -> Option<Error> {
        if self.expires_at.is_some_and(|at| at <= now) {
            let expired = self.expire(now);
            return expired.state.refusal(&expired.state_description);
        }
        self.state.refusal(&self.state_description)
    }

    /// Checks that times and state go together.
    ///
    /// # Errors
    /// At `suspended_until`.
    pub fn check_schedule(&self) -> Result<()> {
        if self.suspended_until.is_some() && self.state != State::Suspended {
            let message = "Only a suspension can end by itself. Choose the state Suspended, or leave this empty.";
            return Err(Error::invalid("suspended_until", message));
        }
        Ok(())
    }
}

/// A time that is set in advance has not come yet.
pub(crate) fn check_time(field: &str, time: Option<Timestamp>, now: Timestamp) -> Result<()> {
    match time {
        Some(time) if time <= now => Err(Error::invalid(field, "Choose a time that is still to come.")),
        Some(_) | None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::user::tests::user;

    fn at(micros: i64) -> Timestamp {
        Timestamp::from_micros(micros)
    }

    #[test]
    fn the_earliest_is_due_first_and_of_the_same_the_last_word() {
        let user = User { suspended_until: Some(at(5)), expires_at: Some(at(7)), delete_at: Some(at(7)), ..user() };
        assert_eq!(user.due(at(4)), None);
        assert_eq!(user.due(at(9)), Some(Due::Lift));
        assert_eq!(User { suspended_until: None, ..user }.due(at(9)), Some(Due::Delete));
    }

    #[test]
    fn each_deed_is_done_once() {
        let now = at(9);
        let all = User { suspended_until: Some(at(5)), expires_at: Some(at(7)), delete_at: Some(at(8)), ..user() };
        let lifted = all.lift(now);
        assert_eq!((lifted.state, lifted.due(now)), (State::Approved, Some(Due::Expire)));
        let expired = lifted.expire(now);
        assert_eq!((expired.state, expired.due(now)), (State::Suspended, Some(Due::Delete)));
        let deleted = expired.delete("host", now);
        assert_eq!((deleted.deleted_at, deleted.due(now)), (Some(now), None));
    }

    #[test]
    fn who_has_expired_may_not_act_from_that_moment_on() {
        let user = User { state: State::Approved, expires_at: Some(at(7)), ..user() };
        assert!(user.may_act(at(6)));
        let refusal = user.refusal(at(7)).unwrap();
        assert_eq!(refusal.name, "user_suspended");
        assert!(refusal.message.contains("expired on 1 Jan 1970"), "{}", refusal.message);
    }

    #[test]
    fn only_suspensions_end_by_themselves() {
        let user = User { state: State::Approved, suspended_until: Some(at(7)), ..user() };
        assert_eq!(user.check_schedule().unwrap_err().fields[0].field, "suspended_until");
        assert!(User { state: State::Suspended, ..user }.check_schedule().is_ok());
    }
}
