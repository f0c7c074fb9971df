//! A file's content in sixteen letters.

use sha2::{Digest, Sha256};

/// The first 16 hexadecimal digits of the SHA-256.
pub(crate) fn short(content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    let first = digest.first_chunk().copied().unwrap_or_default();
    format!("{:016x}", u64::from_be_bytes(first))
}

#[cfg(test)]
mod tests {
    #[test]
    fn hash_is_the_start_of_sha256() {
        assert_eq!(super::short(b""), "e3b0c44298fc1c14");
    }
}
