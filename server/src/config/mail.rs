//! `[mail]`

use std::{borrow::Cow, path::PathBuf};

use lettre::message::Mailbox;
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use service::secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::{database::redacted, path};

/// How mails are sent.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mail {
    /// Where they go; `None` for a folder `mails` beside the database.
    pub url: Option<MailUrl>,
    /// Whom they come from; `None` for `roster` at the host of the public URL.
    pub from: Option<Sender>,
    /// A folder with templates that are used in place of our own.
    #[serde(deserialize_with = "path::read")]
    pub templates: Option<PathBuf>,
    /// Certificates of authorities by which a mail server's is judged, beside the usual ones.
    #[serde(deserialize_with = "path::read")]
    pub ca_file: Option<PathBuf>,
}

/// Whom mails come from, for example `Roster <roster@example.com>`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sender(pub Mailbox);

impl TryFrom<String> for Sender {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const WANTED: &str = "write an address, or a name and an address: Roster <roster@example.com>";
        if text.chars().any(char::is_control) {
            return Err(WANTED);
        }
        text.parse().map(Self).map_err(|_| WANTED)
    }
}

impl From<Sender> for String {
    fn from(sender: Sender) -> Self {
        sender.0.to_string()
    }
}

/// Where mails go. Printed, it shows no password.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct MailUrl(SecretString);

/// What a [`MailUrl`] says.
#[derive(Clone, Debug)]
pub enum MailTarget {
    /// A folder, in which each mail is a file.
    Folder(PathBuf),
    /// A server.
    Server(MailServer),
}

/// A mail server.
#[derive(Clone, Debug)]
pub struct MailServer {
    /// Its name, which its certificate must have.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way there is protected.
    pub protection: Protection,
    /// User name and password.
    pub credentials: Option<(String, SecretString)>,
}

/// How the way to a mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// By TLS from the first byte.
    Tls,
    /// By STARTTLS, without which nothing is sent.
    StartTls,
    /// Not at all: for a server on the same machine.
    None,
}

impl MailUrl {
    /// What it says.
    ///
    /// # Errors
    /// What should be written instead.
    pub fn target(&self) -> Result<MailTarget, &'static str> {
        const WANTED: &str = "write dir:PATH, smtp://USER:PASSWORD@HOST:PORT or smtps://USER:PASSWORD@HOST:PORT";
        let text = self.0.expose_secret();
        if let Some(path) = text.strip_prefix("dir:").filter(|path| !path.is_empty()) {
            return Ok(MailTarget::Folder(path.into()));
        }
        let url: Url = text.parse().map_err(|_| WANTED)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(WANTED)?.to_owned();
        let (protection, port) = match (url.scheme(), url.query()) {
            ("smtps", None) => (Protection::Tls, 465),
            ("smtp", None) => (Protection::StartTls, 587),
            ("smtp", Some("tls=none")) => (Protection::None, 25),
            _ => return Err(WANTED),
        };
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(WANTED);
        }
        let decoded = |text: &str| percent_decode_str(text).decode_utf8().map(Cow::into_owned);
        let credentials = match url.password() {
            Some(_) if protection == Protection::None => {
                return Err("a password is not sent without TLS; leave out ?tls=none");
            }
            Some(password) => {
                let (user, password) = (decoded(url.username()), decoded(password));
                Some((user.map_err(|_| WANTED)?, password.map_err(|_| WANTED)?.into()))
            }
            None if url.username().is_empty() => None,
            None => return Err("write a password after the user name: smtps://USER:PASSWORD@HOST"),
        };
        Ok(MailTarget::Server(MailServer { host, port: url.port().unwrap_or(port), protection, credentials }))
    }
}

impl TryFrom<String> for MailUrl {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let url = Self(text.into());
        url.target().map(|_| url)
    }
}

impl From<MailUrl> for String {
    fn from(url: MailUrl) -> Self {
        redacted(url.0.expose_secret())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(text: &str) -> MailServer {
        match MailUrl::try_from(text.to_owned()).unwrap().target().unwrap() {
            MailTarget::Server(server) => server,
            MailTarget::Folder(path) => panic!("{}", path.display()),
        }
    }

    #[test]
    fn a_server_is_named_by_a_url_and_reached_by_tls_unless_it_says_otherwise() {
        for (text, port, protection) in [
            ("smtps://mail.example.com", 465, Protection::Tls),
            ("smtp://mail.example.com", 587, Protection::StartTls),
            ("smtp://mail.example.com:2525", 2525, Protection::StartTls),
            ("smtp://localhost?tls=none", 25, Protection::None),
        ] {
            let server = server(text);
            assert_eq!((server.port, server.protection), (port, protection), "{text}");
        }
        let (user, password) = server("smtps://me%40example.com:p%2Fss@mail.example.com").credentials.unwrap();
        assert_eq!((user.as_str(), password.expose_secret()), ("me@example.com", "p/ss"));
        for text in ["", "dir:", "mail.example.com", "http://a", "smtp://", "smtp://a/b", "smtp://a?x", "smtp://u@a"] {
            assert!(MailUrl::try_from(text.to_owned()).is_err(), "{text}");
        }
        assert!(MailUrl::try_from("smtp://u:p@a?tls=none".to_owned()).unwrap_err().contains("without TLS"));
    }

    #[test]
    fn no_password_is_printed_and_no_header_comes_with_a_sender() {
        let url = MailUrl::try_from("smtps://me:s3cret@mail.example.com".to_owned()).unwrap();
        assert!(!format!("{url:?} {:?}", url.target()).contains("s3cret"));
        assert_eq!(String::from(url), "smtps://me:***@mail.example.com");
        assert!(Sender::try_from("Roster <roster@example.com>".to_owned()).is_ok());
        for text in ["", "roster", "a@example.com\r\nBcc: b@example.com", "a@b@c", "A <a@example.com>, b@example.com"] {
            assert!(Sender::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
