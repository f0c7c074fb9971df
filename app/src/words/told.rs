//! What one is told, in words.

use domain::{Notification, NotificationData, NotificationKind};

/// What a notification says.
pub(crate) fn what(told: &Notification) -> String {
    match (told.kind, &told.data) {
        (NotificationKind::UserRequested, NotificationData::Requested { primary_email_address, .. }) => {
            format!("{} ({primary_email_address}) waits for approval", told.about)
        }
        (NotificationKind::UserRequested, _) => format!("{} waits for approval", told.about),
        (NotificationKind::EntityStateChanged, NotificationData::State { state, description }) => {
            let reason = if description.is_empty() { String::new() } else { format!(": {description}") };
            format!("Your account is {} now{reason}", state.label().to_lowercase())
        }
        (NotificationKind::EntityStateChanged, _) => "The state of your account was changed".to_owned(),
        (NotificationKind::PasswordChanged, _) => "Your password was changed".to_owned(),
        (kind @ (NotificationKind::ApiKeyCreated | NotificationKind::ApiKeyChanged), NotificationData::ApiKey(key)) => {
            let verb = if kind == NotificationKind::ApiKeyCreated { "made" } else { "changed" };
            let name = if key.name.is_empty() { &key.key_id } else { &key.name };
            format!("The API key {name} was {verb}")
        }
        (NotificationKind::ApiKeyCreated, _) => "An API key was made".to_owned(),
        (NotificationKind::ApiKeyChanged, _) => "An API key was changed".to_owned(),
    }
}

/// The label of the button that marks one as read.
pub(crate) fn mark_read(what: &str) -> String {
    format!("{}: {what}", super::MARK_READ)
}

#[cfg(test)]
mod tests {
    use domain::{NotificationStatus, State, Timestamp, UserId};

    use super::*;

    #[test]
    fn a_reason_stands_behind_the_state() {
        let mut told = Notification {
            id: String::new(),
            created_at: Timestamp::from_micros(1),
            kind: NotificationKind::EntityStateChanged,
            about: UserId::parse("ada").unwrap(),
            sender: None,
            data: NotificationData::State { state: State::Rejected, description: "not known here".into() },
            mailed: false,
            status: NotificationStatus::Unseen,
            status_updated_at: None,
        };
        assert_eq!(what(&told), "Your account is rejected now: not known here");
        told.kind = NotificationKind::PasswordChanged;
        assert_eq!(what(&told), "Your password was changed");
    }
}
