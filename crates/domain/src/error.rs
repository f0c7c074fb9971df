//! The one error type; what can go wrong stands in the files below, by kind.

mod access;
mod missing;
mod oauth;
mod system;
mod values;

use std::{borrow::Cow, collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

pub use crate::code::Code;

/// `Result` with the one [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A refused value: which field, and what would be allowed there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field as the API names it, for example `primary_email_address`.
    pub field: String,
    /// A sentence for people that says what is allowed.
    pub message: String,
}

/// A public fact about a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// A text.
    Text(String),
    /// A number.
    Number(u64),
    /// Several names.
    List(Vec<&'static str>),
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => number.fmt(f),
            Self::List(names) => f.write_str(&names.join(", ")),
        }
    }
}

/// Everything that can go wrong in a use-case.
///
/// `namespace` and `name` are the contract's, so that existing clients recognise them; the prose
/// is ours. `cause` is for the log only and is never shown.
#[derive(Clone, Debug)]
pub struct Error {
    /// The kind of failure.
    pub code: Code,
    /// Where the error is defined, for example `pkg/identityserver/store`.
    pub namespace: &'static str,
    /// The stable name, for example `user_not_found`.
    pub name: &'static str,
    /// One sentence for people: what is wrong and what to do.
    pub message: Cow<'static, str>,
    /// Public facts about the failure, by name.
    pub attributes: BTreeMap<&'static str, Attribute>,
    /// The refused fields, in the order of the form.
    pub fields: Vec<FieldError>,
    /// What happened underneath; logged, never shown.
    pub cause: Option<String>,
    /// The error of which this one follows; shown to programs.
    pub follows: Option<Box<Self>>,
}

/// Namespaces of the contract.
mod namespace {
    pub(super) const IDENTITY_SERVER: &str = "pkg/identityserver";
    pub(super) const STORE: &str = "pkg/identityserver/store";
    pub(super) const STORE_UTIL: &str = "pkg/util/store";
    pub(super) const BLOCKLIST: &str = "pkg/identityserver/blocklist";
    pub(super) const VALIDATE: &str = "pkg/validate";
    pub(super) const ERRORS: &str = "pkg/errors";
    pub(super) const ACCOUNT_APP: &str = "pkg/account";
    pub(super) const ACCOUNT: &str = "pkg/account/session";
    pub(super) const AUTH: &str = "pkg/auth";
    pub(super) const RIGHTS: &str = "pkg/auth/rights";
    pub(super) const OAUTH: &str = "pkg/oauth";
    pub(super) const RATE_LIMIT: &str = "pkg/ratelimit";
    pub(super) const RECOVERY: &str = "pkg/rpcmiddleware/rpcrecovery";
}

impl Error {
    fn new(code: Code, namespace: &'static str, name: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            namespace,
            name,
            message: message.into(),
            attributes: BTreeMap::new(),
            fields: Vec::new(),
            cause: None,
            follows: None,
        }
    }

    /// Adds a public fact.
    #[must_use]
    pub fn with(mut self, attribute: &'static str, value: impl fmt::Display) -> Self {
        self.attributes.insert(attribute, Attribute::Text(value.to_string()));
        self
    }

    /// Adds a public number.
    #[must_use]
    pub fn with_number(mut self, attribute: &'static str, number: u64) -> Self {
        self.attributes.insert(attribute, Attribute::Number(number));
        self
    }

    /// Adds a public list of names.
    #[must_use]
    pub fn with_list(mut self, attribute: &'static str, names: Vec<&'static str>) -> Self {
        self.attributes.insert(attribute, Attribute::List(names));
        self
    }

    /// Ties the error's own message to a field of the form.
    #[must_use]
    pub fn at(mut self, field: &str) -> Self {
        self.fields.push(FieldError { field: field.to_owned(), message: self.message.clone().into_owned() });
        self
    }

    /// Adds what happened underneath, for the log.
    #[must_use]
    pub fn because(mut self, cause: impl fmt::Display) -> Self {
        self.cause = Some(cause.to_string());
        self
    }

    /// Collects the failures of several fields into one error, in the order given.
    /// `Ok` if there are none; a failure that is not about a field wins at once.
    pub fn all(results: impl IntoIterator<Item = Result<()>>) -> Result<()> {
        let mut failure: Option<Self> = None;
        for error in results.into_iter().filter_map(Result::err) {
            match &mut failure {
                _ if error.fields.is_empty() => return Err(error),
                None => failure = Some(error),
                Some(first) => first.fields.extend(error.fields),
            }
        }
        failure.map_or(Ok(()), Err)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refused_field_is_reported_in_order() {
        let all = Error::all([Err(Error::invalid("user_id", "one")), Ok(()), Err(Error::invalid("name", "two"))]);
        let fields: Vec<_> = all.unwrap_err().fields.into_iter().map(|f| f.field).collect();
        assert_eq!(fields, ["user_id", "name"]);
    }

    #[test]
    fn a_failure_without_a_field_wins() {
        let all = Error::all([Err(Error::invalid("user_id", "one")), Err(Error::internal("disk"))]);
        assert_eq!(all.unwrap_err().code, Code::Internal);
    }
}
