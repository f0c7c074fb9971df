//! Argon2 in the PHC form, ours and with other parameters.

use std::{hint::black_box, ops::RangeInclusive};

use argon2::{
    Algorithm, Block, Params, Version,
    password_hash::phc::{Output, PasswordHash, Salt},
};
use domain::{Error, Result};

use super::{KEY_MIN, much_memory, numbers};
use crate::hashing;

/// KiB. The most is what libsodium's “moderate” takes, and what one log-in may cost a small server; RFC 9106's first
/// choice of 2 GiB is not borne. The least is what Django stored until 2020.
const MEMORY: RangeInclusive<u32> = 512..=256 * 1024;
/// KiB times passes, which is what the time depends on: well below a second. It lets pass whatever RFC 9106 (64 MiB,
/// three passes), PHP (64 MiB, four) and libsodium's “moderate” (256 MiB, three) choose.
const WORK: u64 = 768 * 1024;
/// We compute lanes one after the other, so they cost nothing; more than these are a mistake.
const LANES: RangeInclusive<u32> = 1..=64;

pub(super) const ALLOWED: &str = "$argon2id$, $argon2i$ or $argon2d$ with m from 512 to 262144 KiB, p up to 64, m \
                                  times t up to 786432, and 16 to 64 bytes of hash";

pub(super) struct Argon2 {
    algorithm: Algorithm,
    version: Version,
    params: Params,
    salt: Salt,
}

pub(super) fn parse(text: &str) -> Option<(Argon2, Output)> {
    let hash = PasswordHash::new(text).ok()?;
    let algorithm = Algorithm::new(hash.algorithm).ok()?;
    // Hashes from before there was a second version don't name theirs.
    let version = hash.version.map_or(Ok(Version::V0x10), Version::try_from).ok()?;
    let [memory, passes, lanes] = numbers(&hash.params, ["m", "t", "p"])?;
    let work = u64::from(memory) * u64::from(passes);
    let (salt, key) = hash.salt.zip(hash.hash)?;
    if !MEMORY.contains(&memory) || !LANES.contains(&lanes) || work > WORK || key.len() < KEY_MIN {
        return None;
    }
    let params = Params::new(memory, passes, lanes, Some(key.len())).ok()?;
    Some((Argon2 { algorithm, version, params, salt }, key))
}

impl Argon2 {
    pub(super) fn is_ours(&self) -> bool {
        self.algorithm == Algorithm::Argon2id
            && self.version == Version::V0x13
            && hashing::params().is_ok_and(|ours| ours == self.params)
    }

    pub(super) fn derive(&self, password: &[u8], memory: &mut [Block], key: &mut [u8]) -> Result<()> {
        let blocks = self.params.block_count();
        if blocks <= memory.len() {
            return self.derive_in(password, memory, key);
        }
        let _alone = much_memory();
        let mut memory = Vec::new();
        memory.try_reserve_exact(blocks).map_err(Error::internal)?;
        memory.resize(blocks, Block::new());
        let derived = self.derive_in(password, &mut memory, key);
        // Nothing that a password left behind is given back.
        memory.fill(Block::new());
        black_box(&memory);
        derived
    }

    fn derive_in(&self, password: &[u8], memory: &mut [Block], key: &mut [u8]) -> Result<()> {
        argon2::Argon2::new(self.algorithm, self.version, self.params.clone())
            .hash_password_into_with_memory(password, &self.salt, key, memory)
            .map_err(Error::internal)
    }
}
