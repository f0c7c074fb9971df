//! API keys: credentials of programs.

use serde::{Deserialize, Serialize};

use crate::{Error, Result, Right, Rights, Timestamp, page, text};

/// An API key as it is listed. The key itself is not here, and nowhere at rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    /// The public name: 39 characters of base32.
    pub key_id: String,
    /// What its owner calls it; may be empty.
    pub name: String,
    /// What it may do, as it was granted; nothing implied.
    pub rights: Rights,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// From when on it is worthless.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
}

impl ApiKey {
    /// Whether it has come to its end.
    pub fn has_ended(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|at| at <= now)
    }
}

/// An API key to be made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewApiKey {
    /// The name, or empty.
    pub name: String,
    /// What it may do.
    pub rights: Rights,
    /// From when on it is worthless.
    pub expires_at: Option<Timestamp>,
}

/// The fields of an API key to be changed; `None` leaves a field as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApiKeyPatch {
    /// A new name.
    pub name: Option<String>,
    /// New rights.
    pub rights: Option<Rights>,
    /// A new end, or none.
    pub expires_at: Option<Option<Timestamp>>,
}

impl NewApiKey {
    /// Checks name, rights and end.
    ///
    /// # Errors
    /// Field errors, in the order of the form.
    pub fn check(&self, now: Timestamp) -> Result<()> {
        Error::all([text::check_name(&self.name), check_rights(self.rights), check_end(self.expires_at, now)])
    }
}

impl ApiKeyPatch {
    /// Checks the values given.
    ///
    /// # Errors
    /// Field errors, in the order of the form.
    pub fn check(&self, now: Timestamp) -> Result<()> {
        Error::all([
            self.name.as_deref().map_or(Ok(()), text::check_name),
            self.rights.map_or(Ok(()), check_rights),
            check_end(self.expires_at.flatten(), now),
        ])
    }

    /// The changed key.
    #[must_use]
    pub fn apply(&self, key: &ApiKey, now: Timestamp) -> ApiKey {
        ApiKey {
            name: self.name.clone().unwrap_or_else(|| key.name.clone()),
            rights: self.rights.unwrap_or(key.rights),
            expires_at: self.expires_at.unwrap_or(key.expires_at),
            updated_at: now.max(key.updated_at),
            ..key.clone()
        }
    }
}

fn check_rights(rights: Rights) -> Result<()> {
    if rights.is_empty() { Err(Error::invalid("rights", "Choose at least one right.")) } else { Ok(()) }
}

fn check_end(expires_at: Option<Timestamp>, now: Timestamp) -> Result<()> {
    match expires_at {
        Some(at) if at <= now => Err(Error::invalid("expires_at", "Choose a time in the future, or none.")),
        Some(_) | None => Ok(()),
    }
}

/// What API keys can be listed by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ApiKeyOrderKey {
    /// By public name.
    #[default]
    KeyId,
    /// By name.
    Name,
    /// By time of creation.
    CreatedAt,
    /// By end; those without one come last.
    ExpiresAt,
}

/// An order of API keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ApiKeyOrder {
    /// What to order by.
    pub key: ApiKeyOrderKey,
    /// Largest first.
    pub descending: bool,
}

impl ApiKeyOrder {
    /// Reads `key` or `-key`; the empty text is the default order.
    ///
    /// # Errors
    /// A field error at `order`.
    pub fn parse(text: &str) -> Result<Self> {
        let (descending, key) = page::direction(text);
        let key = match key {
            "" | "api_key_id" => ApiKeyOrderKey::KeyId,
            "name" => ApiKeyOrderKey::Name,
            "created_at" => ApiKeyOrderKey::CreatedAt,
            "expires_at" => ApiKeyOrderKey::ExpiresAt,
            _ => return Err(Error::invalid("order", "Order by api_key_id, name, created_at or expires_at.")),
        };
        Ok(Self { key, descending })
    }
}

/// The rights that a form offers, in its order: those that mean something to a registry of users.
pub fn offered() -> impl Iterator<Item = Right> {
    Rights::of_users().union([Right::SEND_INVITES, Right::ALL].into_iter().collect()).iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_needs_a_right_and_no_end_in_the_past() {
        let now = Timestamp::from_micros(5);
        let new = NewApiKey { rights: [Right::USER_INFO].into_iter().collect(), ..NewApiKey::default() };
        assert!(new.check(now).is_ok());
        assert_eq!(NewApiKey::default().check(now).unwrap_err().fields[0].field, "rights");
        let past = NewApiKey { expires_at: Some(now), ..new };
        assert_eq!(past.check(now).unwrap_err().fields[0].field, "expires_at");
    }

    #[test]
    fn orders_are_the_contracts() {
        assert_eq!(ApiKeyOrder::parse("").unwrap(), ApiKeyOrder::default());
        let latest = ApiKeyOrder { key: ApiKeyOrderKey::CreatedAt, descending: true };
        assert_eq!(ApiKeyOrder::parse("-created_at").unwrap(), latest);
        assert!(ApiKeyOrder::parse("rights").is_err());
    }
}
