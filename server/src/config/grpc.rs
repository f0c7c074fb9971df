//! `[grpc]`

use std::net::{Ipv4Addr, SocketAddr};

use serde::{Deserialize, Serialize};

use super::http::address;

/// How programs reach the API by gRPC on a port of its own.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Grpc {
    /// The address and port to listen on; port 0 takes any that is free.
    #[serde(deserialize_with = "address")]
    pub listen: SocketAddr,
}

impl Default for Grpc {
    fn default() -> Self {
        // The port that clients of The Things Stack look at.
        Self { listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 1884)) }
    }
}
