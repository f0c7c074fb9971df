//! The servers that are told credentials.

use url::{Host, Url};

use crate::{
    failure::{Failure, Result},
    program::Program,
    settings::Settings,
};

const OAUTH: &str = "oauth-server-address";
const GRPC: &str = "identity-server-grpc-address";

/// All of them, as they are remembered with a login: where to connect and how, or by name alone, as the other program has it.
pub(super) fn all(program: Program, settings: &Settings) -> Result<Vec<String>> {
    let mut all = [oauth(settings)?, grpc(settings)?].map(|url| shown(program, &url)).to_vec();
    all.dedup();
    Ok(all)
}

/// Which of them are spoken to without encryption, and are not this very machine.
pub(super) fn bare(settings: &Settings) -> Result<impl Iterator<Item = (&'static str, bool)>> {
    let named = [("OAuth server", oauth(settings)?), ("API", grpc(settings)?)];
    let bare = named.into_iter().filter(|(_, url)| url.scheme() == "http");
    Ok(bare.map(|(name, url)| (name, is_local(&url))))
}

fn oauth(settings: &Settings) -> Result<Url> {
    read(OAUTH, settings.text(OAUTH))
}

fn grpc(settings: &Settings) -> Result<Url> {
    let address = settings.text(GRPC);
    let bare = address.rsplit("://").next().unwrap_or(address);
    let scheme = if settings.on("insecure") { "http" } else { "https" };
    read(GRPC, &format!("{scheme}://{bare}"))
}

/// An address of which every program sees the same server.
fn read(setting: &str, text: &str) -> Result<Url> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some());
    let plain = |url: &Url| {
        url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none()
    };
    url.filter(plain).ok_or_else(|| Failure::text(format!("{setting}: {text:?} is no address of a server")))
}

fn shown(program: Program, url: &Url) -> String {
    match program {
        Program::Roster => url.origin().ascii_serialization(),
        Program::Peer => url.host_str().unwrap_or_default().to_owned(),
    }
}

fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(text: &str) -> Result<String> {
        read(OAUTH, text).map(|url| shown(Program::Roster, &url))
    }

    #[test]
    fn a_server_is_its_scheme_name_and_port() {
        assert_eq!(origin("https://Example.org/oauth").unwrap(), "https://example.org");
        assert_eq!(origin("http://example.org:1885/oauth").unwrap(), "http://example.org:1885");
        assert_ne!(origin("http://example.org").unwrap(), origin("https://example.org").unwrap());
        let url = read(OAUTH, "http://example.org:1885/oauth").unwrap();
        assert_eq!(shown(Program::Peer, &url), "example.org");
    }

    #[test]
    fn an_address_that_looks_like_another_is_none() {
        for text in [
            "https://evil.example/?://example.org/oauth",
            "https://example.org@evil.example/oauth",
            "https://evil.example/oauth#example.org",
            "file:///etc/passwd",
            "",
        ] {
            assert!(read(OAUTH, text).is_err(), "{text}");
        }
    }

    #[test]
    fn this_machine_has_several_names() {
        for (address, local) in [
            ("http://localhost", true),
            ("http://127.0.0.2:1", true),
            ("http://[::1]:8884", true),
            ("http://example.org", false),
        ] {
            assert_eq!(is_local(&Url::parse(address).unwrap()), local, "{address}");
        }
    }
}
