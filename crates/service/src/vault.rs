//! What has to be read again, and therefore can't be kept as a hash, is sealed with a key that is not in the database.

use std::{fmt, sync::Arc};

use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use domain::{Error, Result};
use secrecy::SecretString;

use crate::Rng;

/// Random bytes before each sealed text; so many that no two are ever the same.
const NONCE: usize = 24;

/// Seals and opens secrets. Without a key nothing can be sealed, and nothing that was sealed can be read.
#[derive(Clone, Default)]
pub struct Vault(Option<Arc<XChaCha20Poly1305>>);

/// What something was sealed for: it can't be opened as anything else, nor in the place of another of its kind.
#[derive(Clone, Copy)]
pub(crate) struct Purpose<'a> {
    pub(crate) kind: &'static str,
    pub(crate) name: &'a [u8],
}

impl Purpose<'_> {
    fn bytes(&self) -> Vec<u8> {
        [self.kind.as_bytes(), b"\0", self.name].concat()
    }
}

impl Vault {
    /// With a key of 256 random bits.
    pub fn new(key: &[u8; 32]) -> Self {
        Self(Some(Arc::new(XChaCha20Poly1305::new(key.into()))))
    }

    /// Seals a text.
    ///
    /// # Errors
    /// Failed precondition, without a key; internal, without randomness.
    pub(crate) fn seal(&self, rng: &dyn Rng, purpose: Purpose<'_>, text: &str) -> Result<Vec<u8>> {
        let cipher = self.0.as_ref().ok_or_else(Error::secrets_key_missing)?;
        let mut nonce = [0; NONCE];
        rng.fill(&mut nonce)?;
        let payload = Payload { msg: text.as_bytes(), aad: &purpose.bytes() };
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| Error::internal("a secret can't be sealed"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what was sealed for the same purpose with the same key.
    pub(crate) fn open(&self, purpose: Purpose<'_>, sealed: &[u8]) -> Option<SecretString> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let payload = Payload { msg: sealed, aad: &purpose.bytes() };
        let text = self.0.as_ref()?.decrypt(&XNonce::from(*nonce), payload).ok()?;
        String::from_utf8(text).ok().map(SecretString::from)
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Vault(a key)" } else { "Vault(no key)" })
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;
    use crate::OsRng;

    const MAIL: Purpose<'_> = Purpose { kind: "mail", name: b"1" };

    #[test]
    fn what_was_sealed_opens_for_its_purpose_alone() {
        let vault = Vault::new(&[7; 32]);
        let sealed = vault.seal(&OsRng, MAIL, "secret").unwrap();
        assert!(!sealed.windows(6).any(|window| window == b"secret"));
        assert_eq!(vault.open(MAIL, &sealed).unwrap().expose_secret(), "secret");
        for (vault, purpose) in [
            (&vault, Purpose { name: b"2", ..MAIL }),
            (&vault, Purpose { kind: "invitation", ..MAIL }),
            (&Vault::new(&[8; 32]), MAIL),
            (&Vault::default(), MAIL),
        ] {
            assert!(vault.open(purpose, &sealed).is_none());
        }
        for damaged in [&sealed[..sealed.len() - 1], &sealed[1..], &[], &sealed[..NONCE]] {
            assert!(vault.open(MAIL, damaged).is_none());
        }
    }

    #[test]
    fn nothing_is_sealed_alike_twice_nor_without_a_key() {
        let vault = Vault::new(&[7; 32]);
        assert_ne!(vault.seal(&OsRng, MAIL, "secret").unwrap(), vault.seal(&OsRng, MAIL, "secret").unwrap());
        assert_eq!(Vault::default().seal(&OsRng, MAIL, "secret").unwrap_err().name, "secrets_key_missing");
        assert_eq!(format!("{vault:?}"), "Vault(a key)");
    }
}
