//! `roster-server migrate`

use super::{print, with_service};
use crate::{Result, config::Config};

/// Brings the schema up to date.
pub(crate) fn run(config: &Config) -> Result<()> {
    with_service(config, async |_| Ok(()))?;
    print("The database is up to date.\n")
}
