//! What a refused form says, and what waits for the page after a plain post.

use std::collections::BTreeMap;

use domain::{Code, Error, FieldError};
use serde::{Deserialize, Serialize};
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

use crate::fns::json::TextJson;

/// The failure of a server function, as pages show it. Nothing internal is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormError {
    /// The kind of failure.
    pub code: Code,
    /// The stable name of the error.
    pub name: String,
    /// One sentence for people.
    pub message: String,
    /// The refused fields, in the order of the form.
    #[serde(default)]
    pub fields: Vec<FieldError>,
    /// Public facts about the failure, by name.
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
    /// The request, as in the server's log; empty where it never got there.
    #[serde(default)]
    pub request_id: String,
}

impl FormError {
    /// What is wrong with a field, if anything.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|field| field.field == name).map(|field| field.message.as_str())
    }

    /// Whether the session has ended, or there never was one.
    pub fn is_unauthenticated(&self) -> bool {
        self.name == "unauthenticated"
    }
}

impl From<Error> for FormError {
    fn from(error: Error) -> Self {
        let request_id = request_id();
        if let Some(cause) = &error.cause {
            log(&error, cause, &request_id);
        }
        Self {
            code: error.code,
            name: error.name.to_owned(),
            message: error.message.into_owned(),
            fields: error.fields,
            attributes: error
                .attributes
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value.to_string()))
                .collect(),
            request_id,
        }
    }
}

impl FromServerFnError for FormError {
    type Encoder = TextJson;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => unreachable_server(),
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                Error::invalid("form", "The form could not be read. Reload the page and try again.").into()
            }
            other => Error::internal(other).into(),
        }
    }
}

/// The request got no answer.
pub(crate) fn unreachable_server() -> FormError {
    let mut error = FormError::from(Error::internal("no answer"));
    error.code = Code::Unavailable;
    error.name = "unreachable".into();
    error.message = "The server can’t be reached. Nothing was saved. Check the connection and try again.".into();
    error
}

/// A refused form that waits for its page: kept by the server, read once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// The path that the form was posted to, for example `/fn/users/create`.
    pub action: String,
    /// Why it was refused.
    pub error: FormError,
    /// What was typed, but for secrets.
    pub values: BTreeMap<String, String>,
}

/// Names of form fields that are never kept, nor written back into a page.
pub const SECRET_FIELDS: [&str; 5] = ["password", "confirm", "old", "code", "own_password"];

#[cfg(not(target_arch = "wasm32"))]
fn request_id() -> String {
    crate::host::Host::current().map(|host| host.caller.context().request_id.clone()).unwrap_or_default()
}

#[cfg(target_arch = "wasm32")]
fn request_id() -> String {
    String::new()
}

/// The one place where the cause of a failure is logged on its way to a page.
#[cfg(not(target_arch = "wasm32"))]
fn log(error: &Error, cause: &str, request_id: &str) {
    tracing::error!(request_id, error = error.name, cause, "a request failed");
}

#[cfg(target_arch = "wasm32")]
fn log(_error: &Error, _cause: &str, _request_id: &str) {}
