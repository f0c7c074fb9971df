//! The one error type.

use std::{borrow::Cow, collections::BTreeMap, fmt, time::Duration};

use serde::{Deserialize, Serialize};

use crate::Reservation;
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
    pub attributes: BTreeMap<&'static str, String>,
    /// The refused fields, in the order of the form.
    pub fields: Vec<FieldError>,
    /// What happened underneath; logged, never shown.
    pub cause: Option<String>,
}

/// Namespaces of the contract.
mod namespace {
    pub(super) const IDENTITY_SERVER: &str = "pkg/identityserver";
    pub(super) const STORE: &str = "pkg/identityserver/store";
    pub(super) const STORE_UTIL: &str = "pkg/util/store";
    pub(super) const BLOCKLIST: &str = "pkg/identityserver/blocklist";
    pub(super) const ERRORS: &str = "pkg/errors";
    pub(super) const ACCOUNT: &str = "pkg/account/session";
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
        }
    }

    /// Adds a public fact.
    #[must_use]
    pub fn with(mut self, attribute: &'static str, value: impl fmt::Display) -> Self {
        self.attributes.insert(attribute, value.to_string());
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

    /// One refused value.
    pub fn invalid(field: &str, message: impl Into<Cow<'static, str>>) -> Self {
        let message = message.into();
        Self::new(Code::InvalidArgument, namespace::ERRORS, "validation", message.clone())
            .with("field", field)
            .with("reason", message)
            .at(field)
    }

    /// A refused password; the name says which rule it breaks.
    pub fn password(name: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::InvalidArgument, namespace::IDENTITY_SERVER, name, message).at("password")
    }

    /// A word that nobody may take as their ID.
    pub fn forbidden_id(id: &str) -> Self {
        let message = format!("“{id}” is a reserved word. Choose another ID, for example “{id}-1”.");
        Self::new(Code::InvalidArgument, namespace::BLOCKLIST, "forbidden_id", message).with("id", id).at("user_id")
    }

    /// The ID belongs to a live or a deleted user.
    pub fn id_taken(id: &str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::AlreadyExists, namespace::STORE_UTIL, "already_exists", message)
            .with("user_id", id)
            .at("user_id")
    }

    /// The ID is kept free by an admin.
    pub fn id_reserved(id: &str, reservation: &Reservation) -> Self {
        Self::id_taken(id, reservation.to_string())
            .with("pattern", &reservation.pattern)
            .with("reserved_by", &reservation.reserved_by)
    }

    /// There is such a reservation already.
    pub fn reservation_exists(pattern: &str) -> Self {
        let message = format!("“{pattern}” is reserved already.");
        Self::new(Code::AlreadyExists, namespace::STORE_UTIL, "already_exists", message).at("pattern")
    }

    /// There is no such reservation.
    pub fn reservation_not_found(pattern: &str) -> Self {
        let message = format!("“{pattern}” is not reserved any more.");
        Self::new(Code::NotFound, namespace::STORE, "reservation_not_found", message).with("pattern", pattern)
    }

    /// The address belongs to a live user.
    pub fn email_taken(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::AlreadyExists, namespace::STORE_UTIL, "already_exists", message).at("primary_email_address")
    }

    /// No live user has this ID.
    pub fn user_not_found(id: &str) -> Self {
        let message = format!("There is no user “{id}”.");
        Self::new(Code::NotFound, namespace::STORE, "user_not_found", message).with("user_id", id)
    }

    /// No page or route has this address.
    pub fn page_not_found() -> Self {
        Self::new(Code::NotFound, namespace::ERRORS, "not_found", "There is no page at this address.")
    }

    /// No such session of this user.
    pub fn session_not_found(id: &str) -> Self {
        let message = "This session has ended already.";
        Self::new(Code::NotFound, namespace::STORE, "user_session_not_found", message).with("session_id", id)
    }

    /// The last way to administer the system would be lost.
    pub fn last_admin(id: &str) -> Self {
        let message = format!("“{id}” is the last admin who can log in. Make somebody else an admin first.");
        Self::new(Code::FailedPrecondition, namespace::STORE, "last_admin", message).with("user_id", id)
    }

    /// Deleted too long ago.
    pub fn restore_window_expired(id: &str) -> Self {
        let message = format!("“{id}” was deleted too long ago to be restored. It can only be purged.");
        Self::new(Code::FailedPrecondition, namespace::IDENTITY_SERVER, "restore_window_expired", message)
            .with("user_id", id)
    }

    /// Somebody saved the same user in between.
    pub fn changed_meanwhile(fields: Vec<FieldError>, version: i64) -> Self {
        let message = "Somebody else changed this user while you were editing. Nothing was saved yet: compare the \
                       marked fields, then save again.";
        let mut error =
            Self::new(Code::Aborted, namespace::STORE, "changed_meanwhile", message).with("version", version);
        error.fields = fields;
        error
    }

    /// Nobody is logged in, or their session has ended.
    pub fn unauthenticated() -> Self {
        Self::new(Code::Unauthenticated, namespace::IDENTITY_SERVER, "unauthenticated", "Log in to go on.")
    }

    /// Known, and not allowed; the message says what would be needed.
    pub fn permission_denied(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::PermissionDenied, namespace::IDENTITY_SERVER, "permission_denied", message)
    }

    /// Known, and no admin.
    pub fn admins_only() -> Self {
        Self::permission_denied("Only admins may do this. Ask one to grant you admin status.")
    }

    /// The state of the account forbids logging in. The name is `user_suspended` or one of its siblings.
    pub fn account_state(name: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::PermissionDenied, namespace::IDENTITY_SERVER, name, message)
    }

    /// Log-in refused; deliberately silent about which of the two was wrong.
    pub fn no_user_id_password_match() -> Self {
        let message = "The user ID or the password is not right.";
        Self::new(Code::InvalidArgument, namespace::ACCOUNT, "no_user_id_password_match", message)
    }

    /// The current password was typed wrongly into a field.
    pub fn old_password(field: &str) -> Self {
        let message = "This is not your current password.";
        Self::new(Code::Unauthenticated, namespace::IDENTITY_SERVER, "old_password", message).at(field)
    }

    /// The password has to be typed again before something so weighty, since it was long ago.
    pub fn confirmation_required() -> Self {
        let message = "You logged in some time ago. Type your password to go on.";
        Self::new(Code::PermissionDenied, namespace::IDENTITY_SERVER, "confirmation_required", message)
            .at("own_password")
    }

    /// Another password has to be chosen before anything else.
    pub fn password_update_required() -> Self {
        let message = "Choose a new password first; until then nothing else is possible.";
        Self::new(Code::PermissionDenied, namespace::IDENTITY_SERVER, "password_update_required", message)
    }

    /// The one-time code to set a password is unknown, used or too old.
    pub fn password_link() -> Self {
        let message = "This code is not valid: it was used already, or it is too old. Ask for a new one.";
        Self::new(Code::Unauthenticated, namespace::IDENTITY_SERVER, "temporary_password_expired", message).at("code")
    }

    /// Too many guesses at passwords.
    pub fn too_many_guesses(wait: Duration) -> Self {
        let seconds = wait.as_secs().max(1);
        let time = match seconds {
            1..=90 => format!("{seconds} seconds"),
            _ => format!("{} minutes", seconds.div_ceil(60)),
        };
        let message = format!("Too many wrong passwords. Try again in {time}, or ask an admin for a one-time code.");
        Self::new(Code::ResourceExhausted, namespace::RATE_LIMIT, "rate_limit_exceeded", message)
            .with("retry_after", seconds)
    }

    /// Too busy to do expensive work in time.
    pub fn busy(retry_after_seconds: u64) -> Self {
        let message = "Too many people are logging in at this moment. Try again in a few seconds.";
        Self::new(Code::Unavailable, namespace::IDENTITY_SERVER, "busy", message)
            .with("retry_after", retry_after_seconds)
    }

    /// The database can't be reached or is locked.
    pub fn database_unavailable(cause: impl fmt::Display) -> Self {
        let message = "The database can't be reached just now. Nothing was saved. Try again in a moment.";
        Self::new(Code::Unavailable, namespace::STORE_UTIL, "database_unavailable", message).because(cause)
    }

    /// A fault of ours; the cause goes to the log only.
    pub fn internal(cause: impl fmt::Display) -> Self {
        let message = "Something went wrong on our side. Nothing was saved.";
        Self::new(Code::Internal, namespace::RECOVERY, "internal", message).because(cause)
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
