//! The audit trail: who did what to whom, when.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// A user was made.
    UserCreate,
    /// A batch of users was imported; the target is the first of them.
    UserImport,
    /// Users were taken away as a file; the target is who did it.
    UserExport,
    /// Fields of a user changed.
    UserUpdate,
    /// A user was deleted; the ID stays reserved.
    UserDelete,
    /// A deleted user was brought back.
    UserRestore,
    /// A user was erased; the ID is free.
    UserPurge,
    /// A password was set or changed.
    PasswordSet,
    /// A one-time code to set a password was made.
    PasswordLinkCreate,
    /// A token to log in with was made.
    LoginTokenCreate,
    /// A code to validate an address was mailed.
    EmailValidationCreate,
    /// Somebody showed that an address is theirs.
    EmailValidate,
    /// Somebody logged in.
    SessionCreate,
    /// A session was ended, by logging out or from the list, or all of a user's by an admin.
    SessionDelete,
    /// Somebody typed their password again.
    SessionConfirm,
    /// An API key was made.
    ApiKeyCreate,
    /// An API key was changed.
    ApiKeyUpdate,
    /// An API key was ended.
    ApiKeyDelete,
    /// IDs were reserved; the target is who did it.
    ReservationCreate,
    /// Reserved IDs were given free; the target is who did it.
    ReservationDelete,
    /// Somebody was invited; the target is who invited.
    InvitationCreate,
    /// An invitation was mailed again or put off; the target is who did it.
    InvitationUpdate,
    /// An invitation was taken back; the target is who did it.
    InvitationDelete,
    /// A mail that had failed is tried again; the target is who wants it.
    MailRetry,
    /// A user let an OAuth client act for them.
    AuthorizationCreate,
    /// A user, or an admin, took that back.
    AuthorizationDelete,
    /// An OAuth client got tokens for a user, by a code or a refresh token.
    OAuthTokenCreate,
    /// Tokens of an OAuth client were ended.
    OAuthTokenDelete,
    /// A used code or refresh token was shown again, and everything that came of it was ended.
    OAuthTokenReused,
    /// An OAuth client was made; the target is who did it.
    OAuthClientCreate,
    /// An OAuth client was changed; the target is who did it.
    OAuthClientUpdate,
    /// An OAuth client was removed; the target is who did it.
    OAuthClientDelete,
    /// Log-ins were refused; the target is the user who was meant, if there is one.
    SessionRefused,
    /// Somebody asked for what they may not do; nobody is the target.
    PermissionDenied,
}

impl Action {
    /// The stored name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UserCreate => "user.create",
            Self::UserImport => "user.import",
            Self::UserExport => "user.export",
            Self::UserUpdate => "user.update",
            Self::UserDelete => "user.delete",
            Self::UserRestore => "user.restore",
            Self::UserPurge => "user.purge",
            Self::PasswordSet => "user.password.set",
            Self::PasswordLinkCreate => "user.password_link.create",
            Self::LoginTokenCreate => "login_token.create",
            Self::EmailValidationCreate => "email_validation.create",
            Self::EmailValidate => "user.email.validate",
            Self::SessionCreate => "session.create",
            Self::SessionDelete => "session.delete",
            Self::SessionConfirm => "session.confirm",
            Self::ApiKeyCreate => "api_key.create",
            Self::ApiKeyUpdate => "api_key.update",
            Self::ApiKeyDelete => "api_key.delete",
            Self::ReservationCreate => "reservation.create",
            Self::ReservationDelete => "reservation.delete",
            Self::InvitationCreate => "invitation.create",
            Self::InvitationUpdate => "invitation.update",
            Self::InvitationDelete => "invitation.delete",
            Self::MailRetry => "mail.retry",
            Self::AuthorizationCreate => "authorization.create",
            Self::AuthorizationDelete => "authorization.delete",
            Self::OAuthTokenCreate => "oauth_token.create",
            Self::OAuthTokenDelete => "oauth_token.delete",
            Self::OAuthTokenReused => "oauth_token.reused",
            Self::OAuthClientCreate => "oauth_client.create",
            Self::OAuthClientUpdate => "oauth_client.update",
            Self::OAuthClientDelete => "oauth_client.delete",
            Self::SessionRefused => "session.refused",
            Self::PermissionDenied => "permission.denied",
        }
    }
}

/// A page of what was done to a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// The records, the newest first.
    pub records: Vec<AuditRecord>,
    /// The number before which the next page begins, where there is one.
    pub older: Option<i64>,
}

/// One line of the trail, as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::FromRow))]
pub struct AuditRecord {
    /// Its number.
    pub id: i64,
    /// When it was written.
    pub at: Timestamp,
    /// Who did it: a user ID, or `host` for commands on the server itself.
    pub actor: String,
    /// What was done, for example `user.update`.
    pub action: String,
    /// To which user, by ID; empty where no user was meant.
    pub target: String,
    /// The changed fields before, as a JSON object without secrets.
    pub before: String,
    /// The changed fields after, as a JSON object without secrets.
    pub after: String,
    /// The request it belongs to.
    pub request_id: String,
    /// Where that came from; empty for commands on the server itself.
    pub address: String,
}
