//! The binary `roster-server`.

use std::process::ExitCode;

use tikv_jemallocator::Jemalloc;

/// A page is made of thousands of small pieces, which it makes faster than the system's allocator; and it gives back
/// what is not needed any more. How much of either `.cargo/config.toml` says.
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

fn main() -> ExitCode {
    match server::cli::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            eprintln!("roster-server: {refusal}");
            ExitCode::FAILURE
        }
    }
}
