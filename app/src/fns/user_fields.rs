//! The fields of a user as forms have them: text, with what was there before.

use domain::{Attributes, Timestamp, attributes};
#[cfg(not(target_arch = "wasm32"))]
use domain::{EmailAddress, Error, State, UserPatch};
use serde::{Deserialize, Serialize};

/// The fields that a form edits, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserFields {
    /// The name.
    #[serde(default)]
    pub name: String,
    /// The description.
    #[serde(default)]
    pub description: String,
    /// The address.
    #[serde(default)]
    pub primary_email_address: String,
    /// Ticked: the address counts as validated.
    #[serde(default)]
    pub email_validated: String,
    /// The state.
    #[serde(default)]
    pub state: String,
    /// Why.
    #[serde(default)]
    pub state_description: String,
    /// When a suspension ends, to the minute in UTC; empty where it doesn't.
    #[serde(default)]
    pub suspended_until: String,
    /// When the account expires, likewise.
    #[serde(default)]
    pub expires_at: String,
    /// When the user is deleted, likewise.
    #[serde(default)]
    pub delete_at: String,
    /// Ticked: an admin.
    #[serde(default)]
    pub admin: String,
    /// Ticked: another password has to be chosen.
    #[serde(default)]
    pub require_password_update: String,
    /// The attributes, one a line, `key=value`.
    #[serde(default)]
    pub attributes: String,
}

/// What a ticked checkbox sends.
pub const TICKED: &str = "on";

impl From<&domain::User> for UserFields {
    fn from(user: &domain::User) -> Self {
        let ticked = |yes: bool| if yes { TICKED.to_owned() } else { String::new() };
        let minute = |at: Option<Timestamp>| at.map(Timestamp::to_minute).unwrap_or_default();
        Self {
            name: user.name.clone(),
            description: user.description.clone(),
            primary_email_address: user.primary_email_address.to_string(),
            email_validated: ticked(user.primary_email_address_validated_at.is_some()),
            state: user.state.to_string(),
            state_description: user.state_description.clone(),
            suspended_until: minute(user.suspended_until),
            expires_at: minute(user.expires_at),
            delete_at: minute(user.delete_at),
            admin: ticked(user.admin),
            require_password_update: ticked(user.require_password_update),
            attributes: String::new(),
        }
    }
}

/// Reads the fields that a form was made with.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn base(json: &str) -> Result<UserFields, Error> {
    serde_json::from_str(json).map_err(|_| Error::invalid("form", "Reload the page and try again."))
}

impl UserFields {
    /// With the attributes, which are kept apart from the user.
    #[must_use]
    pub fn with(self, attributes: &Attributes) -> Self {
        Self { attributes: attributes::to_text(attributes), ..self }
    }

    /// The patch from `base` to these fields: only what was edited, so that two people who edit different
    /// fields don't undo each other. A new address is validated or not as the form says.
    ///
    /// # Errors
    /// Field errors of values that can't be read.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn changes(&self, base: &Self) -> Result<UserPatch, Error> {
        fn edited(new: &str, old: &str) -> Option<String> {
            // A browser sends line breaks as CR LF, whatever was stored.
            let new = new.replace("\r\n", "\n");
            (new != old.replace("\r\n", "\n")).then_some(new)
        }
        let name = edited(&self.name, &base.name);
        let description = edited(&self.description, &base.description);
        let address = edited(&self.primary_email_address, &base.primary_email_address);
        let address = address.map(|address| EmailAddress::parse(address.trim())).transpose();
        let state = edited(&self.state, &base.state).map(|state| State::parse(&state)).transpose();
        // A new state clears the reason of the old one; the one that stands in the form is meant for the new.
        let old_reason = if matches!(state, Ok(None)) { base.state_description.as_str() } else { "" };
        let reason = edited(&self.state_description, old_reason);
        // The same goes for when a suspension ends; any other state has no end.
        let old_until = if matches!(state, Ok(None)) { base.suspended_until.as_str() } else { "" };
        let until = match &state {
            Ok(Some(state)) if *state != State::Suspended => Ok(None),
            _ => edited_time("suspended_until", &self.suspended_until, old_until),
        };
        let expires_at = edited_time("expires_at", &self.expires_at, &base.expires_at);
        let delete_at = edited_time("delete_at", &self.delete_at, &base.delete_at);
        let attributes =
            edited(&self.attributes, &base.attributes).map(|text| attributes::parse_text(&text)).transpose();
        let check_text = |field: &str, text: &Option<String>| {
            text.as_ref().map_or(Ok(()), |text| domain::text::check_description(field, text))
        };
        Error::all([
            name.as_deref().map_or(Ok(()), domain::text::check_name),
            check_text("description", &description),
            address.clone().map(|_| ()),
            state.clone().map(|_| ()),
            check_text("state_description", &reason),
            until.clone().map(|_| ()),
            expires_at.clone().map(|_| ()),
            delete_at.clone().map(|_| ()),
            attributes.clone().and_then(|new| new.as_ref().map_or(Ok(()), attributes::check)),
        ])?;
        let ticked = |new: &String, old: &String| (new != old).then_some(!new.is_empty());
        let validated = self.email_validated != base.email_validated || matches!(address, Ok(Some(_)));
        Ok(UserPatch {
            email_validated_at: None,
            name,
            description,
            primary_email_address: address?,
            email_validated: validated.then_some(!self.email_validated.is_empty()),
            state: state?,
            state_description: reason,
            suspended_until: until?,
            expires_at: expires_at?,
            delete_at: delete_at?,
            admin: ticked(&self.admin, &base.admin),
            require_password_update: ticked(&self.require_password_update, &base.require_password_update),
            attributes: attributes?,
            theme: None,
            picture_id: None,
        })
    }
}

/// A time that is not the one before; `Some(None)` where it was taken away.
#[cfg(not(target_arch = "wasm32"))]
#[expect(clippy::option_option, reason = "as patches have it: a new value, or none")]
fn edited_time(field: &str, new: &str, old: &str) -> Result<Option<Option<Timestamp>>, Error> {
    if new == old { Ok(None) } else { Timestamp::parse_minute(field, new).map(Some) }
}
