//! Users: what is kept of them, and what makes one.

use serde::{Deserialize, Serialize};

use crate::{EmailAddress, Error, Result, State, Timestamp, UserId, text};

/// A user as stored. What the row decodes into is what the pages render.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::FromRow))]
pub struct User {
    /// The database's own key; never shown, never reused for another user.
    pub id: i64,
    /// The ID, fixed for life.
    pub user_id: UserId,
    /// The name shown to others; may be empty.
    pub name: String,
    /// Free text for admins and the user; may be empty.
    pub description: String,
    /// Where mail goes; also good for logging in.
    pub primary_email_address: EmailAddress,
    /// When somebody proved, or an admin declared, that the address is theirs.
    pub primary_email_address_validated_at: Option<Timestamp>,
    /// Where the account stands.
    pub state: State,
    /// Why it stands there; may be empty.
    pub state_description: String,
    /// When a suspended user is approved again by itself.
    pub suspended_until: Option<Timestamp>,
    /// From when on the user may not act any more; they are suspended by itself then.
    pub expires_at: Option<Timestamp>,
    /// When the user is deleted by itself.
    pub delete_at: Option<Timestamp>,
    /// Whether the user is an admin while approved.
    pub admin: bool,
    /// `system`, `light` or `dark`: the colours of the console.
    pub theme: String,
    /// The name of the profile picture, which changes with it; `None` where there is none.
    pub picture_id: Option<String>,
    /// When the password was last set; `None` where there is none.
    pub password_updated_at: Option<Timestamp>,
    /// Whether the user has to choose another password before anything else.
    pub require_password_update: bool,
    /// Grows by one with each change.
    pub version: i64,
    /// When the user was made.
    pub created_at: Timestamp,
    /// When the user last changed.
    pub updated_at: Timestamp,
    /// Set while the user is deleted and the ID reserved.
    pub deleted_at: Option<Timestamp>,
    /// Who deleted the user.
    pub deleted_by: Option<String>,
}

impl User {
    /// The name, or the ID where there is none.
    pub fn title(&self) -> &str {
        if self.name.is_empty() { self.user_id.as_str() } else { &self.name }
    }

    /// Whether the user has an admin's powers now.
    pub fn acts_as_admin(&self) -> bool {
        self.admin && self.state == State::Approved && self.deleted_at.is_none()
    }

    /// The same user, one version on.
    #[must_use]
    pub fn touched(&self, now: Timestamp) -> Self {
        Self { version: self.version + 1, updated_at: now.max(self.updated_at), ..self.clone() }
    }

    /// The user as an approved admin without an end, whatever became of them.
    #[must_use]
    pub fn recovered(&self, now: Timestamp) -> Self {
        Self {
            state: State::Approved,
            state_description: String::new(),
            suspended_until: None,
            expires_at: None,
            delete_at: None,
            admin: true,
            deleted_at: None,
            deleted_by: None,
            // Else the last one could wait for a mail that nobody sends.
            primary_email_address_validated_at: self.primary_email_address_validated_at.or(Some(now)),
            ..self.touched(now)
        }
    }

    /// Whether the user counts as an admin who can always get in: the rule of the last admin is about these. Whose
    /// account will end by itself is none, so that the clock can't break the rule.
    pub fn is_usable_admin(&self) -> bool {
        let ends = self.expires_at.is_some() || self.delete_at.is_some();
        self.acts_as_admin() && self.password_updated_at.is_some() && !ends
    }
}

/// A user to be made.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The ID; neither blocked nor taken.
    pub user_id: UserId,
    /// The name, or empty.
    pub name: String,
    /// The description, or empty.
    pub description: String,
    /// The address.
    pub primary_email_address: EmailAddress,
    /// Whether an admin declares the address to be valid.
    pub email_validated: bool,
    /// The first state.
    pub state: State,
    /// Why.
    pub state_description: String,
    /// Whether the user is an admin.
    pub admin: bool,
    /// Whether the first password is good for one log-in only.
    pub require_password_update: bool,
}

impl NewUser {
    /// Checks what no single field's type can.
    ///
    /// # Errors
    /// Field errors, in the order of the form.
    pub fn check(&self) -> Result<()> {
        Error::all([
            text::check_name(&self.name),
            text::check_description("description", &self.description),
            text::check_description("state_description", &self.state_description),
        ])
    }

    /// The user that comes of it, still without the database's key.
    pub fn into_user(self, now: Timestamp, has_password: bool) -> User {
        User {
            id: 0,
            user_id: self.user_id,
            name: self.name,
            description: self.description,
            primary_email_address: self.primary_email_address,
            primary_email_address_validated_at: self.email_validated.then_some(now),
            state: self.state,
            state_description: self.state_description,
            suspended_until: None,
            expires_at: None,
            delete_at: None,
            admin: self.admin,
            theme: "system".to_owned(),
            picture_id: None,
            password_updated_at: has_password.then_some(now),
            require_password_update: self.require_password_update && has_password,
            version: 1,
            created_at: now,
            updated_at: now,
            deleted_at: None,
            deleted_by: None,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn user() -> User {
        let then = Timestamp::from_micros(1);
        User {
            id: 1,
            user_id: UserId::parse("colleague").unwrap(),
            name: "My Colleague".into(),
            description: String::new(),
            primary_email_address: EmailAddress::parse("colleague@thethings.network").unwrap(),
            primary_email_address_validated_at: Some(then),
            state: State::Suspended,
            state_description: "on leave".into(),
            suspended_until: None,
            expires_at: None,
            delete_at: None,
            admin: true,
            theme: "system".into(),
            picture_id: None,
            password_updated_at: Some(then),
            require_password_update: false,
            version: 7,
            created_at: then,
            updated_at: then,
            deleted_at: None,
            deleted_by: None,
        }
    }

    #[test]
    fn a_suspended_admin_has_no_powers() {
        let mut user = user();
        assert!(!user.acts_as_admin());
        user.state = State::Approved;
        assert!(user.is_usable_admin());
        user.password_updated_at = None;
        assert!(user.acts_as_admin() && !user.is_usable_admin());
    }

    #[test]
    fn an_admin_whose_account_will_end_is_not_counted_on() {
        let usable = User { state: State::Approved, ..user() };
        let later = Some(Timestamp::from_micros(i64::MAX));
        assert!(usable.is_usable_admin());
        assert!(!User { expires_at: later, ..usable.clone() }.is_usable_admin());
        assert!(!User { delete_at: later, ..usable }.is_usable_admin());
    }
}
