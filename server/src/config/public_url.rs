//! The address that people type into a browser.

use std::fmt;

use axum::http::Uri;
use serde::{Deserialize, Serialize};

/// The public URL of the server: scheme, host and port, and nothing after. It is an origin as browsers write it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicUrl(String);

impl PublicUrl {
    /// This machine, by the name under which browsers allow it secure cookies without TLS.
    pub fn localhost(port: u16, tls: bool) -> Self {
        let (scheme, usual) = if tls { ("https", 443) } else { ("http", 80) };
        Self(if port == usual { format!("{scheme}://localhost") } else { format!("{scheme}://localhost:{port}") })
    }

    /// The origin, as in the header of that name.
    pub fn origin(&self) -> &str {
        &self.0
    }

    /// Whether people come by TLS.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https:")
    }

    /// The whole URL of a path.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }
}

impl TryFrom<String> for PublicUrl {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const WANTED: &str = "write http:// or https://, a host, and a port where needed; no path";
        let uri: Uri = text.parse().map_err(|_| WANTED)?;
        let scheme = uri.scheme_str().filter(|scheme| ["http", "https"].contains(scheme)).ok_or(WANTED)?;
        let host = uri.host().filter(|host| !host.is_empty()).ok_or(WANTED)?.to_lowercase();
        let bare = uri.path_and_query().is_none_or(|path| path == "/") && !text.contains(['@', '#', '?']);
        if !bare {
            return Err(WANTED);
        }
        Ok(Self(match (scheme, uri.port_u16()) {
            ("http", Some(80)) | ("https", Some(443)) | (_, None) => format!("{scheme}://{host}"),
            (_, Some(port)) => format!("{scheme}://{host}:{port}"),
        }))
    }
}

impl From<PublicUrl> for String {
    fn from(url: PublicUrl) -> Self {
        url.0
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_url_is_an_origin() {
        for (text, origin) in [
            ("https://roster.example.com", "https://roster.example.com"),
            ("https://Roster.Example.com:443/", "https://roster.example.com"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://[::1]:80", "http://[::1]"),
        ] {
            assert_eq!(PublicUrl::try_from(text.to_owned()).unwrap().origin(), origin);
        }
        for text in ["", "roster.example.com", "ftp://a", "https://", "https://a/b", "https://a?b", "https://u@a", "/"]
        {
            assert!(PublicUrl::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
