//! Who may not do it: credentials, rights, states.

use std::{borrow::Cow, time::Duration};

use super::{Code, Error, namespace};
use crate::rate::Allowance;

impl Error {
    /// Nobody is logged in, or their session has ended.
    pub fn unauthenticated() -> Self {
        Self::new(Code::Unauthenticated, namespace::IDENTITY_SERVER, "unauthenticated", "Log in to go on.")
    }

    /// Known, and not allowed; the message says what would be needed.
    pub fn permission_denied(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::PermissionDenied, namespace::IDENTITY_SERVER, "permission_denied", message)
    }

    /// The credential has too few rights for a change of the address to which codes are mailed.
    pub fn address_needs_all_rights() -> Self {
        Self::permission_denied("Changing your email address needs RIGHT_USER_ALL, or your browser.")
            .at("primary_email_address")
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

    /// No access token of this name.
    pub fn access_token_unknown(id: &str) -> Self {
        Self { follows: Some(Box::new(Self::access_token_not_found(id))), ..Self::token_unknown() }
    }

    /// Nobody logs in by a link here.
    pub fn login_tokens_disabled() -> Self {
        let message = "Logging in by a link is switched off here.";
        Self::new(Code::FailedPrecondition, namespace::IDENTITY_SERVER, "login_tokens_disabled", message)
    }

    /// As many tokens as anybody may have could still be used.
    pub fn login_tokens_still_valid() -> Self {
        let message = "Several login links of this user can still be used. Use one of them, or wait until they end.";
        Self::new(Code::AlreadyExists, namespace::IDENTITY_SERVER, "login_tokens_still_valid", message)
    }

    /// Nobody logs in by this token.
    pub fn login_token_not_found() -> Self {
        let message = "This code is not valid. Look at it again, or ask for another login link.";
        Self::new(Code::NotFound, namespace::STORE, "login_token_not_found", message).at("code")
    }

    /// Nobody logs in by this token any more.
    pub fn login_token_expired() -> Self {
        let message = "This login link is too old. Ask for another one.";
        Self::new(Code::FailedPrecondition, namespace::STORE, "login_token_expired", message).at("code")
    }

    /// Somebody has logged in by this token.
    pub fn login_token_already_used() -> Self {
        let message = "This login link was used already. Ask for another one.";
        Self::new(Code::FailedPrecondition, namespace::STORE, "login_token_already_used", message).at("code")
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

    /// It has to be shown that the address is one's own before much else.
    pub fn email_validation_required() -> Self {
        let message = "Confirm your email address first: open the link in the mail that you were sent. If none has come, \
                       look in the folder for spam, or try again in an hour, and another is sent.";
        Self::new(Code::PermissionDenied, namespace::IDENTITY_SERVER, "email_validation_required", message)
    }

    /// A mail with a code was sent not long ago.
    pub fn validation_request_forbidden(retry_interval: Duration) -> Self {
        let seconds = retry_interval.as_secs();
        let interval = format!("{}h{}m{}s", seconds / 3_600, seconds / 60 % 60, seconds % 60);
        let message = "A mail was sent within the last hour. Look for it, or ask again later.";
        Self::new(Code::PermissionDenied, namespace::IDENTITY_SERVER, "validation_request_forbidden", message)
            .with("retry_interval", interval)
    }

    /// Another password has to be chosen before anything else.
    pub fn password_update_required() -> Self {
        let message = "Choose a new password first; until then nothing else is possible.";
        Self::new(Code::PermissionDenied, namespace::IDENTITY_SERVER, "password_update_required", message)
    }

    /// More calls of the API than are let through.
    pub fn rate_limit_exceeded(allowance: Allowance) -> Self {
        let seconds = allowance.retry.as_secs() + 1;
        let message = format!(
            "These are too many requests at once; {} are let through. Wait {seconds} s, and send them more slowly.",
            allowance.limit
        );
        Self::new(Code::ResourceExhausted, namespace::RATE_LIMIT, "rate_limit_exceeded", message)
            .with_number("rate", allowance.limit.into())
            .with("retry_after", seconds)
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
}
