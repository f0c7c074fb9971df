//! `[registration]`

use domain::{DomainPattern, DomainRules, RegistrationMode};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{grpc::yes_or_no, list::list};

/// Who may make an account of their own, and when it can be used.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Registration {
    /// How people come to an account.
    pub mode: Mode,
    /// Whether nobody gets in before they have shown that their address is theirs.
    #[serde(deserialize_with = "yes_or_no")]
    pub require_email_validation: bool,
    /// Domains whose people may not register.
    #[serde(deserialize_with = "domains", serialize_with = "texts")]
    pub reject_domains: Vec<DomainPattern>,
    /// Domains whose people wait for approval.
    #[serde(deserialize_with = "domains", serialize_with = "texts")]
    pub ask_domains: Vec<DomainPattern>,
    /// Domains whose people need no approval.
    #[serde(deserialize_with = "domains", serialize_with = "texts")]
    pub approve_domains: Vec<DomainPattern>,
}

impl Registration {
    /// What the domain of an address decides.
    pub fn domain_rules(&self) -> DomainRules {
        let Self { reject_domains, ask_domains, approve_domains, .. } = self.clone();
        DomainRules { reject: reject_domains, ask: ask_domains, approve: approve_domains }
    }

    /// Whether the settings fit together: an address that nobody has validated proves no domain.
    ///
    /// # Errors
    /// What to set.
    pub(super) fn check(&self) -> Result<(), &'static str> {
        if self.approve_domains.is_empty() || self.require_email_validation {
            return Ok(());
        }
        Err("registration.approve_domains: set registration.require_email_validation too, or anybody could claim an \
             address there")
    }
}

fn domains<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<DomainPattern>, D::Error> {
    list(deserializer, "write a list of domains", |text| {
        DomainPattern::parse(text).ok_or_else(|| format!("“{text}” is no domain; write example.com or *.example.com"))
    })
}

fn texts<S: Serializer>(domains: &[DomainPattern], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(domains.iter().map(ToString::to_string))
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
