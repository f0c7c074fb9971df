//! `version`

use std::env::consts::{ARCH, OS};

use crate::{failure::Result, output, program::Program};

/// Prints what this program is.
pub(crate) fn run(program: Program) -> Result<()> {
    let version = env!("CARGO_PKG_VERSION");
    output::text(&format!(
        "Roster command line: {}\nVersion:             {version}\nOS/Arch:             {OS}/{ARCH}\n",
        program.name()
    ))
}
