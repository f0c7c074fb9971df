//! Scrypt in the PHC form: `$scrypt$ln=16,r=8,p=1$SALT$HASH`.

use argon2::password_hash::phc::{Output, PasswordHash, Salt};
use domain::{Error, Result};
use scrypt::Params;

use super::{KEY_MIN, much_memory, numbers};

/// The logarithm of N. With less, scrypt is hardly more than a hash; nobody has ever recommended so little.
const LOG_N_MIN: u32 = 10;
/// N times r times p, which is what the time depends on: less than half a second. It is OWASP's strongest choice (N of
/// 2^17, r of 8, p of 1), and bounds the memory too: 128 bytes times N times r are 128 MiB at most.
const WORK: u64 = 1 << 20;

pub(super) const ALLOWED: &str = "$scrypt$ with ln of 10 or more, 2^ln times r times p up to 1048576, and 16 to 64 \
                                  bytes of hash";

pub(super) struct Scrypt {
    params: Params,
    salt: Salt,
}

pub(super) fn parse(text: &str) -> Option<(Scrypt, Output)> {
    let hash = PasswordHash::new(text).ok()?;
    let [log_n, r, p] = numbers(&hash.params, ["ln", "r", "p"])?;
    let work = 1u64.checked_shl(log_n)?.checked_mul(r.into())?.checked_mul(p.into())?;
    let (salt, key) = hash.salt.zip(hash.hash)?;
    if log_n < LOG_N_MIN || work > WORK || hash.version.is_some() || key.len() < KEY_MIN {
        return None;
    }
    let params = Params::new(u8::try_from(log_n).ok()?, r, p).ok()?;
    Some((Scrypt { params, salt }, key))
}

impl Scrypt {
    pub(super) fn derive(&self, password: &[u8], key: &mut [u8]) -> Result<()> {
        let _alone = much_memory();
        scrypt::scrypt(password, &self.salt, &self.params, key).map_err(Error::internal)
    }
}
