//! Users from elsewhere, as a file has them.

use serde::Deserialize;

use crate::{
    Attributes, EmailAddress, Error, Policy, Result, State, Timestamp, User, UserId, attributes, password,
    text::{check_description, check_name},
};

/// One user of a file, in the API's words; nothing of it is checked yet. What the file leaves out is the API's default:
/// a user without a state is `STATE_REQUESTED`.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ImportRecord {
    /// Where the API has the ID.
    pub ids: ImportIds,
    /// The name.
    pub name: String,
    /// The description.
    pub description: String,
    /// What admins note about the user.
    pub attributes: Attributes,
    /// The address.
    pub primary_email_address: String,
    /// When it was validated; empty if it was not.
    pub primary_email_address_validated_at: String,
    /// The state, by its name.
    pub state: String,
    /// Why it is that.
    pub state_description: String,
    /// Whether the user is an admin.
    pub admin: bool,
    /// When the user was made; empty means now.
    pub created_at: String,
    /// When the user last changed; empty means when made.
    pub updated_at: String,
    /// When the user was deleted; empty for live users.
    pub deleted_at: String,
    /// The password, in plain.
    pub password: String,
    /// Or its hash.
    pub password_hash: String,
}

/// The part of [`ImportRecord`] that holds the ID.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ImportIds {
    /// The ID.
    pub user_id: String,
}

/// How an imported user logs in.
#[derive(Clone, PartialEq, Eq)]
pub enum Credential {
    /// Only after setting a password by a link.
    None,
    /// With this password.
    Password(String),
    /// With the password of this hash.
    Hash(String),
}

/// A user that may be imported.
#[derive(Clone)]
pub struct Imported {
    /// The user, still without the database's key.
    pub user: User,
    /// Their attributes.
    pub attributes: Attributes,
    /// How they log in.
    pub credential: Credential,
}

impl ImportRecord {
    /// Checks every value by the rules that hold everywhere. Blocked words are refused as IDs unless allowed. Whether a
    /// hash is one that can be verified is not known here.
    ///
    /// # Errors
    /// All field errors at once.
    pub fn check(self, now: Timestamp, allow_blocked: bool, policy: Policy) -> Result<Imported> {
        let id = UserId::parse(&self.ids.user_id);
        let address = EmailAddress::parse(&self.primary_email_address);
        let state = if self.state.is_empty() { Ok(State::Requested) } else { State::parse_name(&self.state) };
        let [validated, created, updated, deleted] = [
            ("primary_email_address_validated_at", &self.primary_email_address_validated_at),
            ("created_at", &self.created_at),
            ("updated_at", &self.updated_at),
            ("deleted_at", &self.deleted_at),
        ]
        .map(|(field, text)| time(field, text, now));
        let free = |id: &UserId| if allow_blocked { Ok(()) } else { id.check_free_word() };
        Error::all([
            told(&id),
            id.as_ref().map_or(Ok(()), free),
            check_name(&self.name),
            check_description("description", &self.description),
            attributes::check(&self.attributes),
            told(&address),
            told(&validated),
            told(&state),
            check_description("state_description", &self.state_description),
            told(&created),
            told(&updated),
            told(&deleted),
            self.check_credential(policy),
        ])?;
        let created_at = created?.unwrap_or(now);
        let deleted_at = deleted?;
        let credential = match (self.password, self.password_hash) {
            (password, _) if !password.is_empty() => Credential::Password(password),
            (_, hash) if !hash.is_empty() => Credential::Hash(hash),
            _ => Credential::None,
        };
        let user = User {
            id: 0,
            user_id: id?,
            name: self.name,
            description: self.description,
            primary_email_address: address?,
            primary_email_address_validated_at: validated?,
            state: state?,
            state_description: self.state_description,
            suspended_until: None,
            expires_at: None,
            delete_at: None,
            admin: self.admin,
            theme: "system".to_owned(),
            picture_id: None,
            require_password_update: false,
            password_updated_at: (credential != Credential::None).then_some(now),
            version: 1,
            created_at,
            updated_at: updated?.unwrap_or(created_at).max(created_at),
            deleted_by: deleted_at.map(|_| "host".to_owned()),
            deleted_at,
        };
        Ok(Imported { user, attributes: self.attributes, credential })
    }

    fn check_credential(&self, policy: Policy) -> Result<()> {
        match (self.password.is_empty(), self.password_hash.is_empty()) {
            (false, false) => Err(Error::invalid("password_hash", "Give a password or its hash, not both.")),
            (false, true) => password::check(&self.password, &self.ids.user_id, policy),
            (true, _) => Ok(()),
        }
    }
}

fn told<T>(value: &Result<T>) -> Result<()> {
    value.as_ref().map(|_| ()).map_err(Clone::clone)
}

/// A time that is over; `None` where there is none.
fn time(field: &str, text: &str, now: Timestamp) -> Result<Option<Timestamp>> {
    if text.is_empty() {
        return Ok(None);
    }
    let time = Timestamp::parse(field, text)?;
    if time > now { Err(Error::invalid(field, "Give a time that is over.")) } else { Ok(Some(time)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

    fn record(user_id: &str) -> ImportRecord {
        ImportRecord {
            ids: ImportIds { user_id: user_id.into() },
            primary_email_address: format!("{user_id}@example.com"),
            ..ImportRecord::default()
        }
    }

    fn refused(record: ImportRecord) -> Vec<String> {
        let Err(error) = record.check(NOW, false, Policy::Safe) else { return Vec::new() };
        error.fields.into_iter().map(|field| field.field).collect()
    }

    #[test]
    fn what_is_left_out_is_the_apis_default() {
        let Imported { user, credential, .. } = record("colleague").check(NOW, false, Policy::Safe).unwrap();
        assert_eq!((user.state, user.admin, user.created_at), (State::Requested, false, NOW));
        assert!(credential == Credential::None && user.password_updated_at.is_none());
    }

    #[test]
    fn times_are_kept() {
        let given = ImportRecord {
            created_at: "2020-01-01T00:00:00Z".into(),
            deleted_at: "2021-01-01T00:00:00Z".into(),
            ..record("colleague")
        };
        let user = given.check(NOW, false, Policy::Safe).unwrap().user;
        assert_eq!(user.created_at.to_string(), "2020-01-01T00:00:00Z");
        assert_eq!(user.deleted_at.unwrap().to_string(), "2021-01-01T00:00:00Z");
        assert_eq!(user.updated_at, user.created_at);
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let wrong = ImportRecord {
            name: "a\0b".into(),
            state: "STATE_UNKNOWN".into(),
            created_at: "3000-01-01T00:00:00Z".into(),
            password: "short".into(),
            primary_email_address: "nowhere".into(),
            ..record("-")
        };
        assert_eq!(refused(wrong), ["user_id", "name", "primary_email_address", "state", "created_at", "password"]);
        let both = ImportRecord { password: "x".into(), password_hash: "y".into(), ..record("colleague") };
        assert_eq!(refused(both), ["password_hash"]);
    }

    #[test]
    fn blocked_words_pass_only_where_allowed() {
        assert_eq!(refused(record("admin")), ["user_id"]);
        assert!(record("admin").check(NOW, true, Policy::Safe).is_ok());
    }
}
