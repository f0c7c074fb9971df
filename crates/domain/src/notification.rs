//! What users are told of: that something about them has changed, or that somebody waits for them.

use serde::{Deserialize, Serialize};

use crate::{ApiKey, EmailAddress, State, Timestamp, UserId};

/// What has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotificationKind {
    /// Somebody has made an account that waits for an admin; the admins are told.
    UserRequested,
    /// The state of the account is another one.
    EntityStateChanged,
    /// The password is another one.
    PasswordChanged,
    /// An API key was made.
    ApiKeyCreated,
    /// An API key was changed.
    ApiKeyChanged,
}

impl NotificationKind {
    /// All kinds, in the order in which forms offer them.
    pub const ALL: [Self; 5] = [
        Self::UserRequested,
        Self::EntityStateChanged,
        Self::PasswordChanged,
        Self::ApiKeyCreated,
        Self::ApiKeyChanged,
    ];

    /// The contract's name, which is stored, and which the template of the mail has.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UserRequested => "user_requested",
            Self::EntityStateChanged => "entity_state_changed",
            Self::PasswordChanged => "password_changed",
            Self::ApiKeyCreated => "api_key_created",
            Self::ApiKeyChanged => "api_key_changed",
        }
    }

    /// Reads the name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What its receiver has done with a notification. The numbers are the contract's and are stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::Type))]
#[repr(i32)]
pub enum NotificationStatus {
    /// Nothing yet.
    #[default]
    Unseen = 0,
    /// Read it.
    Seen = 1,
    /// Put it away.
    Archived = 2,
}

impl NotificationStatus {
    /// All of them, by number.
    pub const ALL: [Self; 3] = [Self::Unseen, Self::Seen, Self::Archived];
}

/// More about what has happened. Nothing secret is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotificationData {
    /// There is no more to be said.
    #[default]
    Nothing,
    /// Who waits for an admin.
    Requested {
        /// The name; may be empty.
        name: String,
        /// The address.
        primary_email_address: EmailAddress,
        /// Why they wait.
        state_description: String,
    },
    /// The state now.
    State {
        /// The state.
        state: State,
        /// Why; may be empty.
        description: String,
    },
    /// The API key now, without its secret.
    ApiKey(ApiKey),
}

/// Something that a user was told of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    /// Its name: a UUID.
    pub id: String,
    /// When it happened.
    pub created_at: Timestamp,
    /// What happened.
    pub kind: NotificationKind,
    /// To which user.
    pub about: UserId,
    /// Who did it, where that is a user.
    pub sender: Option<String>,
    /// More about it.
    pub data: NotificationData,
    /// Whether a mail was sent too.
    pub mailed: bool,
    /// What the receiver did with it.
    pub status: NotificationStatus,
    /// When they did.
    pub status_updated_at: Option<Timestamp>,
}
