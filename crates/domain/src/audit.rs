//! The audit trail: who did what to whom, when.

use serde::{Deserialize, Serialize};

use crate::{Error, Result, Timestamp, UserId};

/// Makes the actions, their stored names and the list of all of them from one list.
macro_rules! actions {
    ($($(#[$doc:meta])* $action:ident = $name:literal,)+) => {
        /// What was done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(#[$doc])* $action,)+
        }

        impl Action {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$action),+];

            /// The stored name.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$action => $name,)+
                }
            }
        }
    };
}

actions! {
    /// A user was made.
    UserCreate = "user.create",
    /// A batch of users was imported; the target is the first of them.
    UserImport = "user.import",
    /// Users were taken away as a file; the target is who did it.
    UserExport = "user.export",
    /// Fields of a user changed.
    UserUpdate = "user.update",
    /// A user was deleted; the ID stays reserved.
    UserDelete = "user.delete",
    /// A deleted user was brought back.
    UserRestore = "user.restore",
    /// A user was erased; the ID is free.
    UserPurge = "user.purge",
    /// A password was set or changed.
    PasswordSet = "user.password.set",
    /// A one-time code to set a password was made.
    PasswordLinkCreate = "user.password_link.create",
    /// A token to log in with was made.
    LoginTokenCreate = "login_token.create",
    /// A code to validate an address was mailed.
    EmailValidationCreate = "email_validation.create",
    /// Somebody showed that an address is theirs.
    EmailValidate = "user.email.validate",
    /// Somebody logged in.
    SessionCreate = "session.create",
    /// A session was ended, by logging out or from the list, or all of a user's by an admin.
    SessionDelete = "session.delete",
    /// Somebody typed their password again.
    SessionConfirm = "session.confirm",
    /// An API key was made.
    ApiKeyCreate = "api_key.create",
    /// An API key was changed.
    ApiKeyUpdate = "api_key.update",
    /// An API key was ended.
    ApiKeyDelete = "api_key.delete",
    /// IDs were reserved; the target is who did it.
    ReservationCreate = "reservation.create",
    /// Reserved IDs were given free; the target is who did it.
    ReservationDelete = "reservation.delete",
    /// Somebody was invited; the target is who invited.
    InvitationCreate = "invitation.create",
    /// An invitation was mailed again or put off; the target is who did it.
    InvitationUpdate = "invitation.update",
    /// An invitation was taken back; the target is who did it.
    InvitationDelete = "invitation.delete",
    /// A mail that had failed is tried again; the target is who wants it.
    MailRetry = "mail.retry",
    /// A user let an OAuth client act for them.
    AuthorizationCreate = "authorization.create",
    /// A user, or an admin, took that back.
    AuthorizationDelete = "authorization.delete",
    /// An OAuth client got tokens for a user, by a code or a refresh token.
    OAuthTokenCreate = "oauth_token.create",
    /// Tokens of an OAuth client were ended.
    OAuthTokenDelete = "oauth_token.delete",
    /// A used code or refresh token was shown again, and everything that came of it was ended.
    OAuthTokenReused = "oauth_token.reused",
    /// An OAuth client was made; the target is who did it.
    OAuthClientCreate = "oauth_client.create",
    /// An OAuth client was changed; the target is who did it.
    OAuthClientUpdate = "oauth_client.update",
    /// An OAuth client was removed; the target is who did it.
    OAuthClientDelete = "oauth_client.delete",
    /// Log-ins were refused; the target is the user who was meant, if there is one.
    SessionRefused = "session.refused",
    /// Somebody asked for what they may not do; nobody is the target.
    PermissionDenied = "permission.denied",
}

/// One action, or all whose names begin alike: `user.update`, `user.*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionPattern {
    /// The name, or what the names begin with.
    pub name: String,
    /// Whether more may follow.
    pub open: bool,
}

impl ActionPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// A field error at `action`, with what there is, unless some action is meant.
    pub fn parse(text: &str) -> Result<Self> {
        let (name, open) = text.strip_suffix('*').map_or((text, false), |start| (start, true));
        let pattern = Self { name: name.to_owned(), open };
        if Action::ALL.iter().any(|action| pattern.matches(*action)) {
            return Ok(pattern);
        }
        let known = Action::ALL.iter().map(|action| action.as_str()).collect::<Vec<_>>().join(", ");
        Err(Error::invalid("action", format!("Name an action, or several such as user.*: {known}.")))
    }

    fn matches(&self, action: Action) -> bool {
        let name = action.as_str();
        if self.open { name.starts_with(&self.name) } else { name == self.name }
    }
}

/// Which records of the trail are wanted; nothing stands for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrailFilter {
    /// What was done to the user of an ID, or to others who had it before.
    pub target: Option<UserId>,
    /// What somebody did: a user ID, or `host` for commands on the server itself.
    pub actor: String,
    /// What was done.
    pub action: Option<ActionPattern>,
    /// From this time on.
    pub from: Option<Timestamp>,
    /// Before this time.
    pub until: Option<Timestamp>,
}

/// A page of the trail.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_names_an_action_or_a_family_of_them() {
        let pattern = ActionPattern::parse("user.*").unwrap();
        assert!(pattern.matches(Action::UserPurge) && !pattern.matches(Action::SessionCreate));
        let pattern = ActionPattern::parse("user.update").unwrap();
        assert!(pattern.matches(Action::UserUpdate) && !pattern.matches(Action::UserCreate));
        assert!(ActionPattern::parse("*").unwrap().matches(Action::PermissionDenied));
    }

    #[test]
    fn what_no_action_is_called_is_refused_with_what_there_is() {
        for text in ["", "user", "user.up", "users.*", "user.update.*", "User.update", "*.create"] {
            let error = ActionPattern::parse(text).unwrap_err();
            assert_eq!(error.fields[0].field, "action", "{text}");
            assert!(error.fields[0].message.contains("user.password.set"), "{text}");
        }
    }
}
