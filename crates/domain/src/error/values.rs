//! Values that are refused, and changes that the state of things forbids.

use std::borrow::Cow;

use super::{Code, Error, FieldError, namespace};
use crate::Reservation;

impl Error {
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

    /// The address belongs to a live user.
    pub fn email_taken(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::AlreadyExists, namespace::STORE_UTIL, "already_exists", message).at("primary_email_address")
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

    /// Marked already.
    pub fn bookmark_exists() -> Self {
        let message = "This is among the bookmarks already.";
        Self::new(Code::AlreadyExists, namespace::STORE_UTIL, "already_exists", message).at("entity_ids")
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

    /// Somebody who is not known yet has sent a picture.
    pub fn profile_picture_uploads_disabled() -> Self {
        let message = "A profile picture can be uploaded once the account exists.";
        Self::new(Code::FailedPrecondition, namespace::IDENTITY_SERVER, "profile_picture_uploads_disabled", message)
            .at("profile_picture")
    }

    /// A picture was given by addresses that are not those of the picture there is.
    pub fn picture_addresses() -> Self {
        Self::invalid("profile_picture.sizes", "Send the picture itself. No addresses are followed.")
    }

    /// There is nothing about this contact that could be validated.
    pub fn no_validation_needed() -> Self {
        let message = "There is nothing to validate.";
        Self::new(Code::InvalidArgument, namespace::IDENTITY_SERVER, "no_validation_needed", message)
    }

    /// The time of the code is up that was mailed to an address.
    pub fn validation_token_expired(id: &str) -> Self {
        let message = "This code is too old. Ask for another mail.";
        Self::new(Code::FailedPrecondition, namespace::STORE, "validation_token_expired", message)
            .with("validation_id", id)
            .at("code")
    }

    /// The address was validated by this code.
    pub fn validation_token_already_used(id: &str) -> Self {
        let message = "This code was used already: the address is confirmed.";
        Self::new(Code::FailedPrecondition, namespace::STORE, "validation_token_already_used", message)
            .with("validation_id", id)
            .at("code")
    }

    /// The current password was typed wrongly into a field.
    pub fn old_password(field: &str) -> Self {
        let message = "This is not your current password.";
        Self::new(Code::Unauthenticated, namespace::IDENTITY_SERVER, "old_password", message).at(field)
    }

    /// The one-time code to set a password is unknown, used or too old.
    pub fn password_link() -> Self {
        let message = "This code is not valid: it was used already, or it is too old. Ask for a new one.";
        Self::new(Code::Unauthenticated, namespace::IDENTITY_SERVER, "temporary_password_expired", message).at("code")
    }

    /// Only who was invited can make an account.
    pub fn invitation_token_required() -> Self {
        let message = "Accounts are made by invitation here. Type the code of yours, or ask for one.";
        Self::new(Code::InvalidArgument, namespace::IDENTITY_SERVER, "invitation_token_required", message)
            .at("invitation_token")
    }

    /// The address has an invitation that can be accepted.
    pub fn invitation_already_sent(email: &str) -> Self {
        let message = format!("{email} is invited already. Send that invitation again, or revoke it.");
        Self::new(Code::AlreadyExists, namespace::STORE, "invitation_already_sent", message).at("email")
    }

    /// The time of the invitation is up.
    pub fn invitation_expired(token: &str) -> Self {
        let message = "This invitation has expired. Ask for another one.";
        Self::new(Code::FailedPrecondition, namespace::STORE, "invitation_expired", message)
            .with("invitation_token", token)
            .at("invitation_token")
    }

    /// Somebody has made an account with the invitation.
    pub fn invitation_already_used(token: &str) -> Self {
        let message =
            "This invitation was used already. Log in with the account that was made, or ask for another one.";
        Self::new(Code::FailedPrecondition, namespace::STORE, "invitation_already_used", message)
            .with("invitation_token", token)
            .at("invitation_token")
    }

    /// The invitation is good for another address.
    pub fn invitation_bound() -> Self {
        Self::invalid("primary_email_address", "Use the address that was invited.")
    }
}
