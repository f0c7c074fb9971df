//! `[registration]`

use domain::RegistrationMode;
use serde::{Deserialize, Serialize, Serializer};

use super::grpc::yes_or_no;

/// Who may make an account of their own, and when it can be used.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Registration {
    /// How people come to an account.
    pub mode: Mode,
    /// Whether nobody gets in before they have shown that their address is theirs.
    #[serde(deserialize_with = "yes_or_no")]
    pub require_email_validation: bool,
}

/// How people come to an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Mode(pub RegistrationMode);

impl TryFrom<String> for Mode {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let mode = RegistrationMode::parse(&text).map(Self);
        mode.ok_or_else(|| format!("the mode “{text}” is not known; there are closed, invitation, approval and open"))
    }
}

impl Serialize for Mode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.as_str())
    }
}
