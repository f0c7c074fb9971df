//! A door to the reader of hashes for its target in fuzz/. Only a build for the fuzzer has it.

use crate::stored_hash::StoredHash;

/// What verifying a hash that was read takes.
#[derive(Debug)]
pub struct Cost {
    /// Bytes that are derived of a password.
    pub key_bytes: usize,
}

/// Reads a hash, without verifying anything.
pub fn password_hash(text: &str) -> Option<Cost> {
    StoredHash::parse(text).ok().map(|hash| Cost { key_bytes: hash.key_bytes() })
}
