//! Users: what is kept of them, what makes one, and what changes one.

use serde::{Deserialize, Serialize};

use crate::{EmailAddress, Error, FieldError, Result, State, Timestamp, UserId, text};

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
    /// Whether the user is an admin while approved.
    pub admin: bool,
    /// `system`, `light` or `dark`: the colours of the console.
    pub theme: String,
    /// When the password was last set; `None` where there is none.
    pub password_updated_at: Option<Timestamp>,
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

    /// Whether the user counts as an admin who can always get in: the rule of the last admin is about these.
    pub fn is_usable_admin(&self) -> bool {
        self.acts_as_admin() && self.password_updated_at.is_some()
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
            admin: self.admin,
            theme: "system".to_owned(),
            password_updated_at: has_password.then_some(now),
            version: 1,
            created_at: now,
            updated_at: now,
            deleted_at: None,
            deleted_by: None,
        }
    }
}

/// The fields of a user to be changed; `None` leaves a field as it is. This is the field mask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserPatch {
    /// A new name.
    pub name: Option<String>,
    /// A new description.
    pub description: Option<String>,
    /// A new address.
    pub primary_email_address: Option<EmailAddress>,
    /// Whether the address is to count as validated.
    pub email_validated: Option<bool>,
    /// A new state.
    pub state: Option<State>,
    /// Why; cleared when the state changes without one.
    pub state_description: Option<String>,
    /// Whether the user is an admin.
    pub admin: Option<bool>,
    /// The colours of the console.
    pub theme: Option<String>,
}

impl UserPatch {
    /// Checks the values given.
    ///
    /// # Errors
    /// Field errors, in the order of the form.
    pub fn check(&self) -> Result<()> {
        Error::all([
            self.name.as_deref().map_or(Ok(()), text::check_name),
            self.description.as_deref().map_or(Ok(()), |t| text::check_description("description", t)),
            self.state_description.as_deref().map_or(Ok(()), |t| text::check_description("state_description", t)),
            match self.theme.as_deref() {
                None | Some("system" | "light" | "dark") => Ok(()),
                Some(_) => Err(Error::invalid("theme", "Choose system, light or dark.")),
            },
        ])
    }

    /// The part of the patch that differs from the user as stored: what was really changed.
    #[must_use]
    pub fn changes(self, user: &User) -> Self {
        fn keep<T: PartialEq>(new: Option<T>, old: &T) -> Option<T> {
            new.filter(|new| new != old)
        }
        let state = keep(self.state, &user.state);
        Self {
            name: keep(self.name, &user.name),
            description: keep(self.description, &user.description),
            primary_email_address: keep(self.primary_email_address, &user.primary_email_address),
            email_validated: keep(self.email_validated, &user.primary_email_address_validated_at.is_some()),
            // A new state clears the old reason, so the same reason given with it is a change.
            state_description: match state {
                Some(_) => self.state_description,
                None => keep(self.state_description, &user.state_description),
            },
            state,
            admin: keep(self.admin, &user.admin),
            theme: keep(self.theme, &user.theme),
        }
    }

    /// Whether nothing is changed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The changed user.
    ///
    /// A new address is not validated unless the patch says so; a new state without a description clears
    /// the old one.
    #[must_use]
    pub fn apply(&self, user: &User, now: Timestamp) -> User {
        let mut new = user.touched(now);
        set(&mut new.name, self.name.as_ref());
        set(&mut new.description, self.description.as_ref());
        set(&mut new.state, self.state.as_ref());
        set(&mut new.admin, self.admin.as_ref());
        set(&mut new.theme, self.theme.as_ref());
        if self.state.is_some() {
            new.state_description.clear();
        }
        set(&mut new.state_description, self.state_description.as_ref());
        if let Some(address) = &self.primary_email_address {
            if address != &user.primary_email_address {
                new.primary_email_address_validated_at = None;
            }
            new.primary_email_address = address.clone();
        }
        match self.email_validated {
            Some(true) => new.primary_email_address_validated_at = new.primary_email_address_validated_at.or(Some(now)),
            Some(false) => new.primary_email_address_validated_at = None,
            None => {}
        }
        new
    }

    /// What stands in the database now for each field in which this patch differs from it,
    /// for an editor whose copy is out of date.
    pub fn conflicts(self, user: &User) -> Vec<FieldError> {
        let changes = self.changes(user);
        let mut fields = Vec::new();
        let mut add = |field: &str, differs: bool, saved: String| {
            if differs {
                let saved = if saved.is_empty() { "empty".to_owned() } else { format!("“{saved}”") };
                let message = format!("Meanwhile {saved} was saved; saving again replaces it.");
                fields.push(FieldError { field: field.to_owned(), message });
            }
        };
        let yes_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
        let validated = user.primary_email_address_validated_at.is_some();
        add("name", changes.name.is_some(), user.name.clone());
        add("description", changes.description.is_some(), user.description.clone());
        add("primary_email_address", changes.primary_email_address.is_some(), user.primary_email_address.to_string());
        add("email_validated", changes.email_validated.is_some(), yes_no(validated));
        add("state", changes.state.is_some(), user.state.label().to_owned());
        let reason = changes.state_description.is_some_and(|reason| reason != user.state_description);
        add("state_description", reason, user.state_description.clone());
        add("admin", changes.admin.is_some(), yes_no(user.admin));
        fields
    }
}

fn set<T: Clone>(target: &mut T, value: Option<&T>) {
    if let Some(value) = value {
        target.clone_from(value);
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
            admin: true,
            theme: "system".into(),
            password_updated_at: Some(then),
            version: 7,
            created_at: then,
            updated_at: then,
            deleted_at: None,
            deleted_by: None,
        }
    }

    #[test]
    fn only_what_differs_is_changed() {
        let patch = UserPatch { name: Some("My Colleague".into()), admin: Some(false), ..UserPatch::default() };
        let changes = patch.changes(&user());
        assert_eq!(changes, UserPatch { admin: Some(false), ..UserPatch::default() });
    }

    #[test]
    fn a_new_address_is_not_validated() {
        let address = EmailAddress::parse("Colleague@thethings.network").unwrap();
        let patch = UserPatch { primary_email_address: Some(address), ..UserPatch::default() };
        let new = patch.apply(&user(), Timestamp::from_micros(9));
        assert_eq!(new.primary_email_address_validated_at, None);
        assert_eq!((new.version, new.updated_at.micros()), (8, 9));
    }

    #[test]
    fn a_new_state_clears_the_old_description() {
        let patch = UserPatch { state: Some(State::Approved), ..UserPatch::default() };
        assert_eq!(patch.apply(&user(), Timestamp::from_micros(9)).state_description, "");
    }

    #[test]
    fn a_new_state_keeps_a_reason_that_is_given_with_it() {
        let patch = UserPatch {
            state: Some(State::Rejected),
            state_description: Some("on leave".into()),
            ..UserPatch::default()
        };
        assert_eq!(patch.changes(&user()).apply(&user(), Timestamp::from_micros(9)).state_description, "on leave");
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
    fn a_conflict_names_what_is_saved() {
        let patch = UserPatch { name: Some("Other".into()), description: Some(String::new()), ..UserPatch::default() };
        let fields = patch.conflicts(&user());
        assert_eq!(fields.len(), 1);
        assert!(fields.first().is_some_and(|f| f.field == "name" && f.message.contains("My Colleague")));
    }
}
