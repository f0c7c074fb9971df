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
    pub(super) const ACCOUNT: &str = "pkg/account/session";
    pub(super) const AUTH: &str = "pkg/auth";
    pub(super) const RIGHTS: &str = "pkg/auth/rights";
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

    /// Someone who may do nothing at all to this user.
    pub fn no_user_rights(id: &str) -> Self {
        let message = format!("You have no rights on the user “{id}”.");
        Self::new(Code::PermissionDenied, namespace::RIGHTS, "no_user_rights", message).with("uid", id)
    }

    /// Someone who may do other things to this user, but not this.
    pub fn insufficient_user_rights(id: &str, missing: &'static str) -> Self {
        let message = format!("This needs {missing} on the user “{id}”.");
        Self::new(Code::PermissionDenied, namespace::RIGHTS, "insufficient_user_rights", message)
            .with("uid", id)
            .with_list("missing", vec![missing])
    }

    /// Only admins may change this field.
    pub fn update_admin_field(field: &str) -> Self {
        let message = format!("Only admins may change “{field}”.");
        Self::new(Code::PermissionDenied, namespace::IDENTITY_SERVER, "update_admin_field", message)
            .with("field", field)
            .at(field)
    }

    /// Only admins may purge.
    pub fn admins_purge_users() -> Self {
        let message = "Only admins may purge users.";
        Self::new(Code::PermissionDenied, namespace::IDENTITY_SERVER, "admins_purge_users", message)
    }

    /// Only who may invite.
    pub fn no_invite_rights() -> Self {
        let message = "You may not invite users.";
        Self::new(Code::PermissionDenied, namespace::IDENTITY_SERVER, "no_invite_rights", message)
    }

    /// Only admins may search.
    pub fn search_forbidden() -> Self {
        let message = "Only admins may search for users.";
        Self::new(Code::PermissionDenied, namespace::IDENTITY_SERVER, "search_forbidden", message)
    }

    /// A credential of a kind that opens nothing here.
    pub fn unsupported_authorization() -> Self {
        let message = "Use an API key or an access token, as “Bearer” and the token.";
        Self::new(Code::Unauthenticated, namespace::IDENTITY_SERVER, "unsupported_authorization", message)
    }

    /// What was shown as a token is none.
    pub fn bearer_token() -> Self {
        let message = "This is no token. API keys begin with NNSXS and have three parts with dots between.";
        Self::new(Code::InvalidArgument, namespace::AUTH, "token", message)
    }

    /// A token whose key part is wrong.
    pub fn invalid_authorization() -> Self {
        let message = "This token is not valid.";
        Self::new(Code::Unauthenticated, namespace::IDENTITY_SERVER, "invalid_authorization", message)
    }

    /// No API key has this name, or its user is gone.
    pub fn api_key_unknown(key_id: &str) -> Self {
        let message = "There is no such API key. It may have been deleted.";
        let missing =
            Self::new(Code::NotFound, namespace::STORE, "api_key_not_found", message).with("api_key_id", key_id);
        Self {
            follows: Some(Box::new(missing)),
            ..Self::new(Code::Unauthenticated, namespace::IDENTITY_SERVER, "api_key_not_found", message)
        }
    }

    /// An API key that has come to its end.
    pub fn api_key_expired() -> Self {
        let message = "This API key has expired. Make another one.";
        Self::new(Code::Unauthenticated, namespace::IDENTITY_SERVER, "api_key_expired", message)
    }

    /// No session or access token of this name.
    pub fn token_unknown() -> Self {
        let message = "There is no such token. It may have ended.";
        Self::new(Code::Unauthenticated, namespace::IDENTITY_SERVER, "token_not_found", message)
    }

    /// No such API key of this user.
    pub fn api_key_not_found(key_id: &str, user_id: &str) -> Self {
        let message = "There is no such API key.";
        Self::new(Code::NotFound, namespace::STORE, "api_key_not_found", message)
            .with("api_key_id", key_id)
            .with("entity_type", "user")
            .with("entity_id", user_id)
    }

    /// Marked already.
    pub fn bookmark_exists() -> Self {
        let message = "This is among the bookmarks already.";
        Self::new(Code::AlreadyExists, namespace::STORE_UTIL, "already_exists", message).at("entity_ids")
    }

    /// Not marked.
    pub fn bookmark_not_found() -> Self {
        let message = "This is not among the bookmarks.";
        Self::new(Code::NotFound, namespace::STORE, "user_bookmark_not_found", message)
    }

    /// There is no such thing.
    pub fn entity_not_found(kind: &str, id: &str) -> Self {
        let message = format!("There is no {kind} “{id}”.");
        Self::new(Code::NotFound, namespace::STORE, "entity_not_found", message)
            .with("entity_type", kind)
            .with("entity_id", id)
    }

    /// A user may not have more of something.
    pub fn too_many(what: &'static str, most: u64) -> Self {
        let message = format!("A user can have {most} {what} at most. Delete some first.");
        Self::new(Code::ResourceExhausted, namespace::IDENTITY_SERVER, "too_many", message).with_number("maximum", most)
    }

    /// What was given as an address is none that mail could be sent to.
    pub fn email_address(text: &str) -> Self {
        let message = "Use an address like name@example.com.";
        Self::new(Code::InvalidArgument, namespace::VALIDATE, "email", message)
            .with("email", text)
            .at("primary_email_address")
    }

    /// People can't make an account by themselves.
    pub fn user_registration_disabled() -> Self {
        let message = "Users are added by admins here. Ask one for an account.";
        Self::new(Code::InvalidArgument, namespace::IDENTITY_SERVER, "user_registration_disabled", message)
    }

    /// Pictures of users are not kept.
    pub fn profile_picture_uploads_disabled() -> Self {
        let message = "Profile pictures can't be uploaded here.";
        Self::new(Code::FailedPrecondition, namespace::IDENTITY_SERVER, "profile_picture_uploads_disabled", message)
            .at("profile_picture")
    }

    /// Nobody logs in by a link here.
    pub fn login_tokens_disabled() -> Self {
        let message = "Logging in by a link is switched off here.";
        Self::new(Code::FailedPrecondition, namespace::IDENTITY_SERVER, "login_tokens_disabled", message)
    }

    /// There is nothing about this contact that could be validated.
    pub fn no_validation_needed() -> Self {
        let message = "There is nothing to validate.";
        Self::new(Code::InvalidArgument, namespace::IDENTITY_SERVER, "no_validation_needed", message)
    }

    /// No such token to validate an address.
    pub fn validation_token_not_found(id: &str) -> Self {
        let message = "There is no such validation. Ask for a new one.";
        Self::new(Code::NotFound, namespace::STORE, "validation_token_not_found", message).with("validation_id", id)
    }

    /// The user has granted nothing to this client.
    pub fn authorization_not_found(user_id: &str, client_id: &str) -> Self {
        let message = format!("“{user_id}” has not authorized “{client_id}”.");
        Self::new(Code::NotFound, namespace::STORE, "authorization_not_found", message)
            .with("user_id", user_id)
            .with("client_id", client_id)
    }

    /// There is no such access token.
    pub fn access_token_not_found(id: &str) -> Self {
        let message = "There is no such access token.";
        Self::new(Code::NotFound, namespace::STORE, "access_token_not_found", message).with("access_token_id", id)
    }

    /// This server does not do it.
    pub fn unimplemented(message: &'static str) -> Self {
        Self::new(Code::Unimplemented, namespace::IDENTITY_SERVER, "unimplemented", message)
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

    /// A password that was good for choosing another one, once.
    pub fn temporary_password_expired() -> Self {
        let message = "This temporary password is too old. Ask an admin for another one.";
        Self::new(Code::Unauthenticated, namespace::IDENTITY_SERVER, "temporary_password_expired", message).at("old")
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
