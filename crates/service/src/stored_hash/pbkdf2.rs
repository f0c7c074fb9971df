//! PBKDF2 as The Things Stack stores it: `PBKDF2$sha256$20000$SALT$KEY`.

use std::ops::RangeInclusive;

use argon2::password_hash::phc::Output;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use pbkdf2::{Algorithm, Params};

use super::KEY_MIN;

/// The least is what RFC 8018 asks for at least; The Things Stack takes 20000. The most take about a second
/// where the processor has no instructions for SHA, and are well beyond OWASP's 600000.
const ITERATIONS: RangeInclusive<u32> = 1_000..=1_000_000;
/// Characters; The Things Stack makes 16.
const SALT: RangeInclusive<usize> = 8..=64;

pub(super) const ALLOWED: &str = "PBKDF2$sha256$ or PBKDF2$sha512$ with 1000 to 1000000 iterations, 8 to 64 characters \
                                  of salt, and 16 bytes of key or more, up to 32 for sha256 and 64 for sha512";

pub(super) struct Pbkdf2 {
    algorithm: Algorithm,
    params: Params,
    /// The text itself, not what it might stand for.
    salt: String,
}

pub(super) fn parse(text: &str) -> Option<(Pbkdf2, Output)> {
    let parts: Vec<_> = text.splitn(6, '$').collect();
    let [_, algorithm, iterations, salt, key] = *parts.as_slice() else { return None };
    // A key longer than one output of the hash would be computed in several rounds, each at full cost.
    let (algorithm, key_max) = match algorithm {
        "sha256" => (Algorithm::Pbkdf2Sha256, 32),
        "sha512" => (Algorithm::Pbkdf2Sha512, 64),
        _ => return None,
    };
    let digits = iterations.bytes().all(|byte| byte.is_ascii_digit());
    let iterations = iterations.parse().ok().filter(|iterations| digits && ITERATIONS.contains(iterations))?;
    let key = URL_SAFE_NO_PAD.decode(key).ok()?;
    if !SALT.contains(&salt.len()) || !salt.bytes().all(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    if !(KEY_MIN..=key_max).contains(&key.len()) {
        return None;
    }
    let params = Params::new(iterations).ok()?;
    Some((Pbkdf2 { algorithm, params, salt: salt.to_owned() }, Output::new(&key).ok()?))
}

impl Pbkdf2 {
    pub(super) fn derive(&self, password: &[u8], key: &mut [u8]) {
        pbkdf2::pbkdf2_hmac_with_params(password, self.salt.as_bytes(), self.algorithm, self.params, key);
    }
}
