//! What clients of OAuth are refused (contract §12, §3.4).

use std::borrow::Cow;

use super::{Code, Error, namespace};

impl Error {
    fn oauth(code: Code, name: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(code, namespace::OAUTH, name, message)
    }

    /// There is no such client.
    pub fn client_not_found(id: &str) -> Self {
        let message = format!("There is no OAuth client “{id}”. Ask whoever runs the program that sent you here.");
        Self::new(Code::NotFound, namespace::STORE, "client_not_found", message).with("client_id", id)
    }

    /// There is such a client already.
    pub fn client_exists(id: &str) -> Self {
        let message = format!("There is an OAuth client “{id}” already.");
        Self::new(Code::AlreadyExists, namespace::STORE_UTIL, "already_exists", message).at("client_id")
    }

    /// The state of a client forbids it; the name is `client_suspended` or one of its siblings.
    pub fn oauth_client(name: &'static str) -> Self {
        Self::oauth(Code::PermissionDenied, name, "This program may not be used at the moment. Ask an admin about it.")
    }

    /// The state of a token's client forbids it.
    pub fn oauth_client_of_token(name: &'static str) -> Self {
        let message = "The program that this token was made for may not be used any more.";
        Self::new(Code::PermissionDenied, namespace::IDENTITY_SERVER, name, message)
    }

    /// A client that does not show the right secret.
    pub fn invalid_client() -> Self {
        let message = "This is not the secret of this client; public clients send none.";
        Self::oauth(Code::PermissionDenied, "invalid client", message)
    }

    /// Not an address that the client may send users to.
    pub fn invalid_redirect_uri() -> Self {
        let message = "This is not one of the addresses that were agreed on with this program.";
        Self::oauth(Code::PermissionDenied, "invalid_redirect_uri", message)
    }

    /// Not an address that the client may send users to who have logged out.
    pub fn invalid_logout_redirect_uri() -> Self {
        let message = "This is not one of the addresses that were agreed on with this program.";
        Self::oauth(Code::InvalidArgument, "invalid_logout_redirect_uri", message)
    }

    /// Nothing says which token ends.
    pub fn missing_access_token_id() -> Self {
        Self::oauth(Code::PermissionDenied, "missing_param_access_token_id", "Name the token in access_token_id.")
    }

    /// A parameter is missing that the contract has a name for, such as `missing_grant_type`.
    pub fn missing_parameter(name: &'static str) -> Self {
        let parameter = name.trim_start_matches("missing_");
        Self::oauth(Code::InvalidArgument, name, format!("Send {parameter} too."))
    }

    /// A way to get a token that there is not.
    pub fn invalid_grant_type(grant_type: &str) -> Self {
        let message = "Use authorization_code or refresh_token as grant_type.";
        Self::oauth(Code::InvalidArgument, "invalid_grant_type", message).with("grant_type", grant_type)
    }

    /// A request that can't be read; says what to send.
    pub fn oauth_request(message: &'static str) -> Self {
        Self::oauth(Code::InvalidArgument, "invalid_request", message)
    }

    /// A body that can't be read; it holds secrets, so nothing of it is told.
    pub fn oauth_body() -> Self {
        let message = "Send a form, each parameter once, or JSON with Content-Type: application/json.";
        Self::oauth(Code::Aborted, "parse", message)
    }

    /// The same where somebody logs in.
    pub fn account_body() -> Self {
        Self { namespace: namespace::ACCOUNT_APP, ..Self::oauth_body() }
    }

    /// Something is missing to log in; the contract's name says what.
    pub fn missing_to_log_in(name: &'static str) -> Self {
        Self { namespace: namespace::ACCOUNT_APP, ..Self::missing_parameter(name) }
    }

    /// No session came along.
    pub fn not_authenticated() -> Self {
        let no_cookie = Self { namespace: namespace::ACCOUNT, name: "auth_cookie", ..Self::unauthenticated() };
        Self {
            namespace: namespace::ACCOUNT_APP,
            name: "not_authenticated",
            follows: Some(Box::new(no_cookie)),
            ..Self::unauthenticated()
        }
    }

    /// What was shown belongs to another client, another address or another verifier, or is too old.
    pub fn invalid_grant() -> Self {
        let message = "This code or token is too old, or was given to another program. Log in again.";
        Self::oauth(Code::PermissionDenied, "invalid_grant", message)
    }

    /// A code that there is not, or not any more.
    pub fn authorization_code_not_found() -> Self {
        let message = "There is no such code. Each is good once, for a few minutes. Log in again.";
        Self::new(Code::NotFound, namespace::STORE, "authorization_code_not_found", message)
    }

    /// An access token that has come to its end.
    pub fn token_expired() -> Self {
        let message = "This access token has expired. Get another one with the refresh token.";
        Self::new(Code::Unauthenticated, namespace::IDENTITY_SERVER, "token_expired", message)
    }

    /// A token is meant that belongs to another user or client than is named.
    pub fn access_token_mismatch() -> Self {
        let message = "This token belongs to another user or client.";
        Self::new(Code::InvalidArgument, namespace::IDENTITY_SERVER, "access_token_mismatch", message)
    }
}
