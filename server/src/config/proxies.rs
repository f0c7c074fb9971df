//! `[proxies]`

use std::net::IpAddr;

use serde::{Deserialize, Deserializer, Serialize};

use super::{Network, list::list};

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
    list(deserializer, "write a list of addresses or networks", str::parse)
}
