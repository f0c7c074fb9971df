//! Credentials of former logins, in a file of their own; its form is the one `ttn-lw-cli` has, other members included.

use std::{collections::BTreeMap, fs::File, path::PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    failure::{Failure, Result},
    private,
    program::Program,
};

/// All that is kept.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Credentials {
    #[serde(flatten)]
    first: Login,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    by_id: BTreeMap<String, Login>,
}

/// One login.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Login {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) oauth_token: Option<Token>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) api_key: String,
    /// The only servers that may be told of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hosts: Option<Vec<String>>,
    /// What else somebody wrote there.
    #[serde(flatten)]
    rest: Map<String, Value>,
}

/// An access token of OAuth.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
#[expect(clippy::struct_field_names, reason = "these are the names in the file")]
pub(crate) struct Token {
    pub(crate) access_token: String,
    pub(crate) token_type: String,
    pub(crate) refresh_token: String,
    /// Until when it is good, by this machine's clock.
    pub(crate) expiry: String,
}

impl Login {
    /// Whether there is nothing in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.oauth_token.is_none() && self.api_key.is_empty()
    }

    /// Takes out everything that is secret.
    pub(crate) fn forget(&mut self) {
        (self.oauth_token, self.api_key, self.hosts) = (None, String::new(), None);
    }
}

/// Where they are kept.
fn file(program: Program) -> Result<PathBuf> {
    program.credentials_file().ok_or_else(|| Failure::text("there is no home folder to keep credentials in: set HOME"))
}

/// Held while they are changed, so that commands that run at once do not undo each other's changes.
pub(crate) struct Lock(#[expect(dead_code, reason = "its end is what counts")] File);

/// Waits until nobody else changes them.
pub(crate) fn lock(program: Program) -> Result<Lock> {
    let beside = file(program)?.with_extension("lock");
    let file = private::open(&beside)?;
    file.lock().map_err(|error| Failure::text(format!("{}: {error}", beside.display())))?;
    Ok(Lock(file))
}

/// The login under an ID, or the one without.
pub(crate) fn load(program: Program, id: &str) -> Result<Login> {
    let mut all = read(program)?;
    Ok(if id.is_empty() { all.first } else { all.by_id.remove(id).unwrap_or_default() })
}

/// Keeps a login under an ID. Whoever changes what was read before holds the lock.
pub(crate) fn save(program: Program, id: &str, login: Login) -> Result<()> {
    let mut all = read(program)?;
    if id.is_empty() {
        all.first = login;
    } else if login.is_empty() {
        all.by_id.remove(id);
    } else {
        all.by_id.insert(id.to_owned(), login);
    }
    let text = serde_json::to_vec(&all).map_err(|error| Failure::text(error.to_string()))?;
    private::write(&file(program)?, &text)
}

fn read(program: Program) -> Result<Credentials> {
    let Some(file) = program.credentials_file() else { return Ok(Credentials::default()) };
    let Some(bytes) = private::read(&file)? else { return Ok(Credentials::default()) };
    serde_json::from_slice(&bytes).map_err(|_| {
        Failure::text(format!("{}: this is not what was written there; remove it and log in again", file.display()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_other_program_wrote_is_understood_and_kept() {
        let text = r#"{"oauth_token":null,"api_key":"NNSXS.A.B","hosts":["localhost"],"other":{"x":1},
            "by_id":{"b":{"api_key":"NNSXS.C.D","hosts":null}}}"#;
        let all: Credentials = serde_json::from_str(text).unwrap();
        assert_eq!((all.first.api_key.as_str(), all.by_id["b"].api_key.as_str()), ("NNSXS.A.B", "NNSXS.C.D"));
        let written = serde_json::to_value(&all).unwrap();
        assert_eq!(written["other"]["x"], 1);
    }
}
