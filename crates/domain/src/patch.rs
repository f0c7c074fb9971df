//! What changes a user.

use crate::{Attributes, EmailAddress, Error, FieldError, Result, State, Timestamp, User, attributes, schedule, text};

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
    /// When it was validated, exactly; goes before `email_validated`.
    pub email_validated_at: Option<Option<Timestamp>>,
    /// A new state.
    pub state: Option<State>,
    /// Why; cleared when the state changes without one.
    pub state_description: Option<String>,
    /// When a suspension ends; cleared when the state changes without one.
    pub suspended_until: Option<Option<Timestamp>>,
    /// When the account expires.
    pub expires_at: Option<Option<Timestamp>>,
    /// When the user is deleted.
    pub delete_at: Option<Option<Timestamp>>,
    /// Whether the user is an admin.
    pub admin: Option<bool>,
    /// Whether another password has to be chosen before anything else.
    pub require_password_update: Option<bool>,
    /// New attributes in the place of all that there are. They are kept apart from the user, so whether they differ is for
    /// others to say.
    pub attributes: Option<Attributes>,
    /// The colours of the console.
    pub theme: Option<String>,
    /// The name of another profile picture.
    pub picture_id: Option<Option<String>>,
}

impl UserPatch {
    /// Checks the values given.
    ///
    /// # Errors
    /// Field errors, in the order of the form.
    pub fn check(&self, now: Timestamp) -> Result<()> {
        Error::all([
            self.name.as_deref().map_or(Ok(()), text::check_name),
            self.description.as_deref().map_or(Ok(()), |t| text::check_description("description", t)),
            self.state_description.as_deref().map_or(Ok(()), |t| text::check_description("state_description", t)),
            self.attributes.as_ref().map_or(Ok(()), attributes::check),
            schedule::check_time("suspended_until", self.suspended_until.flatten(), now),
            schedule::check_time("expires_at", self.expires_at.flatten(), now),
            schedule::check_time("delete_at", self.delete_at.flatten(), now),
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
            email_validated_at: keep(self.email_validated_at, &user.primary_email_address_validated_at),
            // A new state clears the old reason and its end, so the same ones given with it are a change.
            state_description: match state {
                Some(_) => self.state_description,
                None => keep(self.state_description, &user.state_description),
            },
            suspended_until: match state {
                Some(_) => self.suspended_until,
                None => keep(self.suspended_until, &user.suspended_until),
            },
            state,
            expires_at: keep(self.expires_at, &user.expires_at),
            delete_at: keep(self.delete_at, &user.delete_at),
            admin: keep(self.admin, &user.admin),
            require_password_update: keep(self.require_password_update, &user.require_password_update),
            attributes: self.attributes,
            theme: keep(self.theme, &user.theme),
            picture_id: keep(self.picture_id, &user.picture_id),
        }
    }

    /// Whether nothing is changed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether users may change these fields of themselves: all but those that admins judge them by.
    pub fn is_own(&self) -> bool {
        let Self { name, description, primary_email_address, attributes, theme, picture_id, .. } = self.clone();
        *self == Self { name, description, primary_email_address, attributes, theme, picture_id, ..Self::default() }
    }

    /// Whether the change weighs so heavily that whoever makes it is asked for their password again.
    pub fn is_weighty(&self) -> bool {
        self.admin.is_some() || self.primary_email_address.is_some()
    }

    /// Whether the patch could take an admin away.
    pub fn touches_admins(&self) -> bool {
        let ends = self.expires_at.is_some() || self.delete_at.is_some();
        self.admin.is_some() || self.state.is_some() || ends
    }

    /// The changed user.
    ///
    /// A new address is not validated unless the patch says so; a new state without a description clears
    /// the old one, and so with the end of a suspension.
    #[must_use]
    pub fn apply(&self, user: &User, now: Timestamp) -> User {
        let mut new = user.touched(now);
        set(&mut new.name, self.name.as_ref());
        set(&mut new.description, self.description.as_ref());
        set(&mut new.state, self.state.as_ref());
        set(&mut new.admin, self.admin.as_ref());
        set(&mut new.require_password_update, self.require_password_update.as_ref());
        set(&mut new.theme, self.theme.as_ref());
        set(&mut new.picture_id, self.picture_id.as_ref());
        set(&mut new.expires_at, self.expires_at.as_ref());
        set(&mut new.delete_at, self.delete_at.as_ref());
        if self.state.is_some() {
            new.state_description.clear();
            new.suspended_until = None;
        }
        set(&mut new.state_description, self.state_description.as_ref());
        set(&mut new.suspended_until, self.suspended_until.as_ref());
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
        set(&mut new.primary_email_address_validated_at, self.email_validated_at.as_ref());
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
        let time = |at: Option<Timestamp>| at.map(Timestamp::to_utc_text).unwrap_or_default();
        let until = changes.suspended_until.is_some_and(|until| until != user.suspended_until);
        add("suspended_until", until, time(user.suspended_until));
        add("expires_at", changes.expires_at.is_some(), time(user.expires_at));
        add("delete_at", changes.delete_at.is_some(), time(user.delete_at));
        add("admin", changes.admin.is_some(), yes_no(user.admin));
        let other_password = changes.require_password_update.is_some();
        add("require_password_update", other_password, yes_no(user.require_password_update));
        fields
    }
}

fn set<T: Clone>(target: &mut T, value: Option<&T>) {
    if let Some(value) = value {
        target.clone_from(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::user::tests::user;

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
    fn a_conflict_names_what_is_saved() {
        let patch = UserPatch { name: Some("Other".into()), description: Some(String::new()), ..UserPatch::default() };
        let fields = patch.conflicts(&user());
        assert_eq!(fields.len(), 1);
        assert!(fields.first().is_some_and(|f| f.field == "name" && f.message.contains("My Colleague")));
    }
}
