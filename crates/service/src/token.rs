//! Secrets that we make: 256 bits from the system, shown once, kept as SHA-256.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use data_encoding::BASE32_NOPAD;
use domain::Result;
use secrecy::SecretString;
use sha2::{Digest as _, Sha256};

pub(crate) use crate::same::is_same;

use crate::Rng;

/// A new secret, and what of it may be stored.
pub(crate) struct Token {
    pub(crate) secret: SecretString,
    pub(crate) hash: [u8; 32],
}

impl Token {
    pub(crate) fn generate(rng: &dyn Rng) -> Result<Self> {
        Ok(Self::of(random_text::<32>(rng)?))
    }

    /// The same in the form that the contract's tokens have.
    pub(crate) fn generate_base32(rng: &dyn Rng) -> Result<Self> {
        Ok(Self::of(base32::<32>(rng)?))
    }

    fn of(text: String) -> Self {
        Self { hash: hash(&text), secret: text.into() }
    }
}

/// A name that can't be guessed but opens nothing: 128 bits.
pub(crate) fn public_name(rng: &dyn Rng) -> Result<String> {
    random_text::<16>(rng)
}

/// A name in the form of a UUID: 122 random bits (RFC 9562, version 4).
pub(crate) fn uuid(rng: &dyn Rng) -> Result<String> {
    let mut bytes = [0; 16];
    rng.fill(&mut bytes)?;
    let number = u128::from_be_bytes(bytes) & !(0xf << 76) & !(0x3 << 62) | (0x4 << 76) | (0x2 << 62);
    let mut text = format!("{number:032x}");
    for at in [8, 13, 18, 23] {
        text.insert(at, '-');
    }
    Ok(text)
}

/// Whether a text that somebody sent can be such a name. What it holds besides would be an error to PostgreSQL.
pub(crate) fn is_public_name(text: &str) -> bool {
    text.len() == 22 && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

/// Whether a text that somebody sent can name a token as the contract has them. What it holds besides would be an error to
/// PostgreSQL.
pub(crate) fn is_base32_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// What is stored of a secret. Plain SHA-256 is enough, since there is nothing to guess in 256 random bits.
pub(crate) fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret).into()
}

/// Random bytes as the contract's tokens have them: RFC 4648 base32 without padding.
pub(crate) fn base32<const BYTES: usize>(rng: &dyn Rng) -> Result<String> {
    let mut bytes = [0; BYTES];
    rng.fill(&mut bytes)?;
    Ok(BASE32_NOPAD.encode(&bytes))
}

fn random_text<const BYTES: usize>(rng: &dyn Rng) -> Result<String> {
    let mut bytes = [0; BYTES];
    rng.fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
