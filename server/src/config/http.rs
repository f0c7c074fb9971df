//! `[http]`

use std::net::{Ipv4Addr, SocketAddr};

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use super::PublicUrl;

/// How browsers reach the server.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Http {
    /// The address and port to listen on; port 0 takes any that is free.
    #[serde(deserialize_with = "address")]
    pub listen: SocketAddr,
    /// What people type to get here.
    pub public_url: Option<PublicUrl>,
}

impl Default for Http {
    fn default() -> Self {
        Self { listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)), public_url: None }
    }
}

pub(super) fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SocketAddr, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(|_| D::Error::custom("write an address and a port, for example 127.0.0.1:8080"))
}
