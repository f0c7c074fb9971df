//! `[passwords]`

use std::num::NonZeroUsize;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Each holds 19 MiB, so more are a slip of the pen.
const MOST_THREADS: usize = 64;

/// How passwords are judged and hashed.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Passwords {
    /// What new passwords must be like.
    pub policy: Policy,
    /// How many passwords are hashed at a time; `None` leaves one core free.
    #[serde(deserialize_with = "threads")]
    pub hashing_threads: Option<NonZeroUsize>,
}

/// What new passwords must be like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Policy(pub domain::Policy);

impl TryFrom<String> for Policy {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let policy = domain::Policy::parse(&text).map(Self);
        policy.ok_or_else(|| format!("the policy “{text}” is not known; there are safe and strict-compat"))
    }
}

impl Serialize for Policy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.as_str())
    }
}

fn threads<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NonZeroUsize>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(usize),
        Text(String),
    }
    let number = match Written::deserialize(deserializer) {
        Ok(Written::Number(number)) => Some(number),
        Ok(Written::Text(text)) => text.parse().ok(),
        Err(_) => None,
    };
    let number = number.filter(|number| *number <= MOST_THREADS).and_then(NonZeroUsize::new);
    number.map(Some).ok_or_else(|| D::Error::custom(format!("write a number from 1 to {MOST_THREADS}")))
}
