//! E-mail addresses: which are accepted, and when two are the same.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// An e-mail address, kept exactly as given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::Type), sqlx(transparent))]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

impl EmailAddress {
    /// The most bytes of an address (RFC 5321, 4.5.3.1.3, less the angle brackets).
    pub const MAX: usize = 254;

    /// The only way to make an address: ASCII, one `@`, a local part of 64 bytes at most, a host name.
    ///
    /// # Errors
    /// A field error at `primary_email_address`.
    pub fn parse(text: &str) -> Result<Self> {
        let refuse = |message: &'static str| Err(Error::invalid("primary_email_address", message));
        if text.is_empty() {
            return refuse("Enter an email address.");
        }
        if text.len() > Self::MAX {
            return refuse("Use 254 characters at most.");
        }
        let Some((local, host)) = text.split_once('@') else {
            return refuse("Enter an address like name@example.com.");
        };
        if !is_local_part(local) || !is_host_name(host) {
            return refuse("Enter an address like name@example.com, in plain letters, digits and signs.");
        }
        Ok(Self(text.to_owned()))
    }

    /// The address as given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands behind the last `@`.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// What two addresses must differ in to be different: ASCII letters folded to lower case.
    /// Ours, never the database's `lower()`, whose answer depends on a locale.
    pub fn identity(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

fn is_local_part(local: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-.".contains(&b);
    let dots = local.starts_with('.') || local.ends_with('.') || local.contains("..");
    (1..=64).contains(&local.len()) && local.bytes().all(allowed) && !dots
}

fn is_host_name(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.len() <= 253 && host.split('.').all(label)
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        Self::parse(&text)
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ordinary_addresses_are_kept_as_given() {
        for good in ["colleague@thethings.network", "A.B+c@Example.COM", "a@localhost", "o'hara@x-y.example"] {
            assert_eq!(EmailAddress::parse(good).unwrap().as_str(), good);
        }
    }

    #[test]
    fn malformed_and_dangerous_addresses_are_refused() {
        let long = format!("{}@example.com", "a".repeat(65));
        let cases = [
            "",
            "a",
            "@b",
            "a@",
            "a@b@c",
            "a b@c",
            "a@-b",
            "a@b-",
            "a@b..c",
            "a@b.",
            ".a@b",
            "a.@b",
            "a..b@c",
            "a\r\nBcc: x@y@b",
            "a\0@b",
            "jörg@example.com",
            "a@exämple.com",
            "<a@b>",
            "\"a\"@b",
            &long,
        ];
        for bad in cases {
            assert!(EmailAddress::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn identity_folds_ascii_case_and_nothing_else() {
        let identity = |text| EmailAddress::parse(text).unwrap().identity();
        assert_eq!(identity("Ada@Example.COM"), identity("ada@example.com"));
        assert_ne!(identity("ada+x@example.com"), identity("ada@example.com"));
    }

    proptest! {
        #[test]
        fn nothing_that_parses_can_forge_a_mail_header(text in "\\PC{0,60}") {
            if let Ok(address) = EmailAddress::parse(&text) {
                prop_assert!(address.as_str().bytes().all(|b| b.is_ascii_graphic()));
                prop_assert_eq!(address.as_str().matches('@').count(), 1);
            }
        }
    }
}
