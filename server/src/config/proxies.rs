//! `[proxies]`

use std::net::IpAddr;

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use super::Network;

/// Whose word about a client's address is taken.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Proxies {
    /// Addresses or networks of proxies.
    #[serde(deserialize_with = "networks")]
    pub trusted: Vec<Network>,
}

impl Proxies {
    /// Whether an address is one of ours.
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.contains(address))
    }
}

fn networks<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Network>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        List(Vec<String>),
        Text(String),
    }
    let texts = match Written::deserialize(deserializer) {
        Ok(Written::List(list)) => list,
        Ok(Written::Text(text)) => text.split(',').map(str::to_owned).collect(),
        Err(_) => return Err(D::Error::custom("write a list of addresses or networks")),
    };
    let texts = texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty());
    texts.map(|text| text.parse().map_err(D::Error::custom)).collect()
}
