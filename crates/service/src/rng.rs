//! Randomness: a parameter, like time.

use std::fmt;

use domain::{Error, Result};

/// A source of unpredictable bytes.
pub trait Rng: fmt::Debug + Send + Sync {
    /// Fills `bytes`.
    ///
    /// # Errors
    /// Internal, if the source fails; nothing may be made from the bytes then.
    fn fill(&self, bytes: &mut [u8]) -> Result<()>;
}

/// The operating system's source.
#[derive(Clone, Copy, Debug)]
pub struct OsRng;

impl Rng for OsRng {
    fn fill(&self, bytes: &mut [u8]) -> Result<()> {
        getrandom::fill(bytes).map_err(|cause| Error::internal(format!("no randomness: {cause}")))
    }
}
