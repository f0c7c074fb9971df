//! Things that are not there.

use super::{Code, Error, namespace};

impl Error {
    /// There is no such reservation.
    pub fn reservation_not_found(pattern: &str) -> Self {
        let message = format!("“{pattern}” is not reserved any more.");
        Self::new(Code::NotFound, namespace::STORE, "reservation_not_found", message).with("pattern", pattern)
    }

    /// No live user has this ID.
    pub fn user_not_found(id: &str) -> Self {
        let message = format!("There is no user “{id}”.");
        Self::new(Code::NotFound, namespace::STORE, "user_not_found", message).with("user_id", id)
    }

    /// No deleted user has this ID.
    pub fn deleted_user_not_found(id: &str) -> Self {
        Self { message: format!("There is no deleted user “{id}”.").into(), ..Self::user_not_found(id) }
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

    /// No such API key of this user.
    pub fn api_key_not_found(key_id: &str, user_id: &str) -> Self {
        let message = "There is no such API key.";
        Self::new(Code::NotFound, namespace::STORE, "api_key_not_found", message)
            .with("api_key_id", key_id)
            .with("entity_type", "user")
            .with("entity_id", user_id)
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

    /// No such token to validate an address.
    pub fn validation_token_not_found(id: &str) -> Self {
        let message = "This code is not valid. Look at it again, or ask for another mail.";
        Self::new(Code::NotFound, namespace::STORE, "validation_token_not_found", message)
            .with("validation_id", id)
            .at("code")
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

    /// There is no such invitation of an address.
    pub fn invitation_not_found() -> Self {
        let message = "There is no such invitation.";
        Self::new(Code::NotFound, namespace::STORE, "invitation_not_found", message)
    }

    /// No invitation has this token; what is no token is not repeated.
    pub fn invitation_token_unknown(token: Option<&str>) -> Self {
        let message = "There is no such invitation. Look at the code again, or ask for another one.";
        let error = Self::new(Code::NotFound, namespace::STORE, "invitation_not_found", message);
        token.into_iter().fold(error, |error, token| error.with("invitation_token", token)).at("invitation_token")
    }

    /// No picture has this name, in this size.
    pub fn picture_not_found() -> Self {
        Self::new(Code::NotFound, namespace::STORE, "picture_not_found", "There is no such picture.")
    }

    /// There is no mail of this name that could not be delivered.
    pub fn mail_not_found(mail_id: &str) -> Self {
        let message = "There is no such mail that failed.";
        Self::new(Code::NotFound, namespace::STORE, "mail_not_found", message).with("mail_id", mail_id)
    }
}
