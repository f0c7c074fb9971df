//! The tokens that programs show: `PREFIX.ID.KEY` (contract §4.1).

use crate::{Error, Result};

/// A token, taken apart. Only the key is secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Bearer<'a> {
    /// What kind of token it is.
    pub kind: BearerKind,
    /// By which it is found.
    pub id: &'a str,
    /// What proves it.
    pub key: &'a str,
}

/// The kinds of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BearerKind {
    /// An API key.
    ApiKey,
    /// An OAuth access token.
    AccessToken,
    /// An OAuth refresh token; good for another access token only.
    RefreshToken,
    /// An OAuth authorization code; good for a pair of tokens only.
    AuthorizationCode,
    /// A session of a browser.
    Session,
}

impl BearerKind {
    /// The prefix: a word of three letters in base32.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::ApiKey => "NNSXS",
            Self::AccessToken => "MFRWG",
            Self::RefreshToken => "OJSWM",
            Self::AuthorizationCode => "MF2XI",
            Self::Session => "ONZW4",
        }
    }

    fn of(prefix: &str) -> Option<Self> {
        [Self::ApiKey, Self::AccessToken, Self::RefreshToken, Self::AuthorizationCode, Self::Session]
            .into_iter()
            .find(|kind| kind.prefix() == prefix)
    }
}

impl<'a> Bearer<'a> {
    /// Takes a token apart. As the contract has it, no length is asked for.
    ///
    /// # Errors
    /// Invalid argument (`pkg/auth:token`), which never repeats the token.
    pub fn parse(text: &'a str) -> Result<Self> {
        let mut parts = text.split('.');
        let (Some(prefix), Some(id), Some(key), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Err(Error::bearer_token());
        };
        let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
        match BearerKind::of(prefix) {
            Some(kind) if plain => Ok(Self { kind, id, key }),
            Some(_) | None => Err(Error::bearer_token()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_token_has_three_parts_and_a_known_prefix() {
        let key = Bearer::parse("NNSXS.ABC.DEF").ok().unwrap();
        assert_eq!((key.kind, key.id, key.key), (BearerKind::ApiKey, "ABC", "DEF"));
        for bad in ["", "foo", "NNSXS.ABC", "NNSXS.ABC.DEF.GHI", "XXXXX.ABC.DEF", "nnsxs.ABC.DEF", "NNSXS.A C.DEF"] {
            assert_eq!(Bearer::parse(bad).err().unwrap().name, "token", "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,120}") {
            let _ = Bearer::parse(&text);
        }
    }
}
