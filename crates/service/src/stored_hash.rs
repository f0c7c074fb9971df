//! Password hashes as they are stored: ours, and those of other systems until their users first log in.

mod argon2;
mod bcrypt;
mod pbkdf2;
mod scrypt;
#[cfg(test)]
mod tests;

use std::sync::{Mutex, MutexGuard, PoisonError};

use ::argon2::{
    Block,
    password_hash::phc::{Output, ParamsString},
};
use domain::{Error, Result};

use self::{argon2::Argon2, bcrypt::Bcrypt, pbkdf2::Pbkdf2, scrypt::Scrypt};

/// The fewest bytes of a derived key: with fewer, a wrong password might be taken for the right one.
const KEY_MIN: usize = 16;
/// Held by whoever needs more memory than a hashing thread has. Whatever was imported, the server then needs the
/// most that the bounds allow once, and not once a thread.
static MUCH_MEMORY: Mutex<()> = Mutex::new(());

/// A stored hash that can be verified: of a known kind, and at a cost that can be borne. It has no `Debug`, so that
/// no hash gets into a log.
pub(crate) struct StoredHash {
    kind: Kind,
    key: Output,
}

enum Kind {
    Argon2(Argon2),
    Bcrypt(Bcrypt),
    Pbkdf2(Pbkdf2),
    Scrypt(Scrypt),
}

impl StoredHash {
    /// # Errors
    /// At `password_hash`, with the kinds and costs that are allowed; never with the hash.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let (parsed, allowed) = match kind(text) {
            "argon2" => (argon2::parse(text).map(|(kind, key)| (Kind::Argon2(kind), key)), argon2::ALLOWED),
            "bcrypt" => (bcrypt::parse(text).map(|(kind, key)| (Kind::Bcrypt(kind), key)), bcrypt::ALLOWED),
            "pbkdf2" => (pbkdf2::parse(text).map(|(kind, key)| (Kind::Pbkdf2(kind), key)), pbkdf2::ALLOWED),
            "scrypt" => (scrypt::parse(text).map(|(kind, key)| (Kind::Scrypt(kind), key)), scrypt::ALLOWED),
            _ => {
                let all = [pbkdf2::ALLOWED, bcrypt::ALLOWED, scrypt::ALLOWED, argon2::ALLOWED].join("; ");
                return Err(Error::invalid("password_hash", format!("Give a hash of one of these kinds: {all}.")));
            }
        };
        let (kind, key) =
            parsed.ok_or_else(|| Error::invalid("password_hash", format!("Of this kind give {allowed}.")))?;
        Ok(Self { kind, key })
    }

    /// How many bytes are derived of a password.
    #[cfg(fuzzing)]
    pub(crate) fn key_bytes(&self) -> usize {
        self.key.len()
    }

    /// Whether the password is the one. `memory` is the hashing thread's own; more is taken where that isn't enough.
    pub(crate) fn verify(&self, password: &[u8], memory: &mut [Block]) -> Result<bool> {
        let mut key = [0; Output::MAX_LENGTH];
        let key = key.get_mut(..self.key.len()).ok_or_else(|| Error::internal("a key is longer than any can be"))?;
        match &self.kind {
            Kind::Argon2(kind) => kind.derive(password, memory, key)?,
            Kind::Bcrypt(kind) => kind.derive(password, key)?,
            Kind::Pbkdf2(kind) => kind.derive(password, key),
            Kind::Scrypt(kind) => kind.derive(password, key)?,
        }
        // Equality of an `Output` takes the same time wherever the two differ.
        Ok(Output::new(key).map_err(Error::internal)? == self.key)
    }

    /// Whether it is of the form in which new hashes are stored.
    pub(crate) fn is_ours(&self) -> bool {
        matches!(&self.kind, Kind::Argon2(kind) if kind.is_ours())
    }
}

/// Of which kind a hash would be, if it is well-formed.
fn kind(text: &str) -> &'static str {
    let mut parts = text.split('$');
    match (parts.next(), parts.next()) {
        // The Things Stack takes this word in any case.
        (Some(word), Some(_)) if word.eq_ignore_ascii_case("pbkdf2") => "pbkdf2",
        (Some(""), Some("2a" | "2b" | "2y")) => "bcrypt",
        (Some(""), Some("scrypt")) => "scrypt",
        (Some(""), Some("argon2i" | "argon2d" | "argon2id")) => "argon2",
        _ => "",
    }
}

/// The values of exactly these parameters: one that we don't know might change what is to be derived.
fn numbers<const N: usize>(params: &ParamsString, names: [&str; N]) -> Option<[u32; N]> {
    let mut values = [0; N];
    for (value, name) in values.iter_mut().zip(names) {
        *value = params.get_decimal(name)?;
    }
    (params.iter().count() == N).then_some(values)
}

/// Waits until nobody else needs much memory.
fn much_memory() -> MutexGuard<'static, ()> {
    MUCH_MEMORY.lock().unwrap_or_else(PoisonError::into_inner)
}
