//! `roster-server config print`

use super::print;
use crate::{Result, config::Config};

/// Prints the settings in effect.
pub(crate) fn run(config: &Config) -> Result<()> {
    print(config.to_toml())
}
