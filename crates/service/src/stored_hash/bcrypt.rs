//! Bcrypt: `$2b$12$`, then 22 characters of salt and 31 of hash.

use std::ops::RangeInclusive;

use argon2::password_hash::phc::Output;
use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use domain::{Error, Result};

/// The logarithm of the rounds. The least is bcrypt's own; a cheap hash is the more reason to replace it at the first
/// log-in. Every step doubles the time, and the last takes about a second.
const COST: RangeInclusive<u32> = 4..=14;
/// Bytes of a password that bcrypt looks at.
const LOOKED_AT: usize = 72;
const SALT_CHARS: usize = 22;
const KEY_BYTES: usize = 23;

pub(super) const ALLOWED: &str = "$2a$, $2b$ or $2y$ with a cost of 04 to 14 and 53 characters of salt and hash";

/// Some systems fill the last character up with other bits than zeros, which bcrypt itself ignores.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::BCRYPT,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true),
);

pub(super) struct Bcrypt {
    cost: u32,
    salt: [u8; 16],
}

pub(super) fn parse(text: &str) -> Option<(Bcrypt, Output)> {
    let parts: Vec<_> = text.splitn(5, '$').collect();
    // The three names stand for one algorithm; they tell which mistakes of old implementations are not in it. `2x`,
    // a hash made with one of them, is not among them.
    let ["", "2a" | "2b" | "2y", cost, rest] = *parts.as_slice() else { return None };
    let two_digits = cost.len() == 2 && cost.bytes().all(|byte| byte.is_ascii_digit());
    let cost = cost.parse().ok().filter(|cost| two_digits && COST.contains(cost))?;
    let (salt, key) = rest.split_at_checked(SALT_CHARS)?;
    let salt = BASE64.decode(salt).ok()?.try_into().ok()?;
    let key = BASE64.decode(key).ok().filter(|key| key.len() == KEY_BYTES)?;
    Some((Bcrypt { cost, salt }, Output::new(&key).ok()?))
}

impl Bcrypt {
    /// Bcrypt ends a password with a zero byte and looks at 72 bytes, so who has a longer password may log in with
    /// anything that begins as it does. The first that logs in so is what we store from then on, and whole. That is
    /// safe: whoever types it could have logged in anyway, and afterwards fewer passwords are right, not more. Who
    /// mistyped the end has to type it so again, or to ask for a link to set a password; cutting the password off
    /// instead would keep the weakness for good. A zero byte within a password is a byte like any other: ending it
    /// there, as programs in C do, would let in who knows the beginning only.
    pub(super) fn derive(&self, password: &[u8], key: &mut [u8]) -> Result<()> {
        let mut ended: Vec<u8> = password.iter().copied().take(LOOKED_AT).chain([0]).collect();
        ended.truncate(LOOKED_AT);
        let derived = bcrypt::bcrypt(self.cost, self.salt, &ended);
        ended.fill(0);
        std::hint::black_box(&ended);
        let derived = derived.get(..KEY_BYTES).filter(|derived| derived.len() == key.len());
        key.copy_from_slice(derived.ok_or_else(|| Error::internal("a bcrypt hash is of another length"))?);
        Ok(())
    }
}
