//! `[grpc]`

use std::net::{Ipv4Addr, SocketAddr};

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use super::http::address;

/// How programs reach the API by gRPC on a port of its own.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Grpc {
    /// The address and port to listen on; port 0 takes any that is free.
    #[serde(deserialize_with = "address")]
    pub listen: SocketAddr,
    /// Whether programs may ask what there is (`grpc.reflection.v1`).
    #[serde(deserialize_with = "yes_or_no")]
    pub reflection: bool,
}

impl Default for Grpc {
    fn default() -> Self {
        // The port that clients of The Things Stack look at.
        Self { listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 1884)), reflection: false }
    }
}

/// The environment and flags have texts only.
pub(super) fn yes_or_no<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Bool(bool),
        Text(String),
    }
    match Written::deserialize(deserializer) {
        Ok(Written::Bool(yes)) => Ok(yes),
        Ok(Written::Text(text)) if text == "true" => Ok(true),
        Ok(Written::Text(text)) if text == "false" => Ok(false),
        Ok(Written::Text(_)) | Err(_) => Err(D::Error::custom("write true or false")),
    }
}
