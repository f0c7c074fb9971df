//! The address of the client, as far as it can be believed.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderName};

use crate::config::Proxies;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// From the right, each proxy tells who came to it. The first that is no proxy of ours is the client; what is
/// written further left, anybody can have written.
pub fn address(peer: IpAddr, headers: &HeaderMap, proxies: &Proxies) -> IpAddr {
    let mut client = peer.to_canonical();
    let hops = headers.get_all(X_FORWARDED_FOR).iter().rev().map(|value| value.to_str().unwrap_or_default());
    for hop in hops.flat_map(|value| value.rsplit(',')) {
        if !proxies.trusts(client) {
            break;
        }
        let Some(told) = parse(hop.trim()) else { break };
        client = told;
    }
    client
}

/// An address, with a port where the proxy adds one.
fn parse(hop: &str) -> Option<IpAddr> {
    let bare = hop.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse().ok().or_else(|| hop.parse().ok().map(|address: SocketAddr| address.ip()))?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn told(peer: &str, headers: &[&'static str]) -> String {
        let mut map = HeaderMap::new();
        for value in headers {
            map.append(X_FORWARDED_FOR, HeaderValue::from_static(value));
        }
        let proxies = Proxies { trusted: vec!["10.0.0.0/8".parse().unwrap(), "::1".parse().unwrap()] };
        address(peer.parse().unwrap(), &map, &proxies).to_string()
    }

    #[test]
    fn only_our_proxies_are_believed() {
        assert_eq!(told("192.0.2.1", &[]), "192.0.2.1");
        assert_eq!(told("192.0.2.1", &["203.0.113.9"]), "192.0.2.1");
        assert_eq!(told("10.0.0.1", &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(told("::ffff:10.0.0.1", &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(told("10.0.0.1", &["198.51.100.7, 203.0.113.9, 10.0.0.2"]), "203.0.113.9");
        assert_eq!(told("10.0.0.1", &["198.51.100.7", "203.0.113.9"]), "203.0.113.9");
        assert_eq!(told("::1", &["[2001:db8::1]:443"]), "2001:db8::1");
        assert_eq!(told("::1", &["203.0.113.9:443"]), "203.0.113.9");
    }

    #[test]
    fn what_is_no_address_ends_the_search() {
        assert_eq!(told("10.0.0.1", &["203.0.113.9, unknown"]), "10.0.0.1");
        assert_eq!(told("10.0.0.1", &["203.0.113.9, _hidden, 10.0.0.2"]), "10.0.0.2");
        assert_eq!(told("10.0.0.1", &[""]), "10.0.0.1");
    }
}
