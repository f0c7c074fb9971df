//! A compiler for wasm32: the user's own, rustup's, or Debian's.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use crate::{apt, process, project};

/// The browser's machine.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Debian's compiler of a recent version, the source of its standard library, and a linker.
const DEBIAN: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-22"];

/// Who compiles for the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Toolchain {
    /// The cargo that started us has the standard library of the target.
    Own,
    /// Debian's packages, which build the standard library along with the console.
    Debian,
}

impl Toolchain {
    /// Finds a compiler, or gets one.
    pub(crate) fn find() -> Result<Self> {
        if own()? {
            return Ok(Self::Own);
        }
        if apt::installed(&DEBIAN)? {
            return Ok(Self::Debian);
        }
        if process::find("rustup").is_some() && by_rustup()? && own()? {
            return Ok(Self::Own);
        }
        apt::ensure("A Rust compiler for wasm32", &DEBIAN)?;
        Ok(Self::Debian)
    }

    /// A `cargo build` for the browser, in a target folder of its own: two compilers never wait for each other. What is to
    /// be split keeps what a linker knows.
    pub(crate) fn build(self, split: bool) -> Command {
        let mut cargo = match self {
            Self::Own => process::cargo(),
            Self::Debian => debian(),
        };
        cargo.args(["build", "--locked", "--target", TARGET, "--target-dir"]).arg(project::target().join("wasm"));
        if self == Self::Debian {
            cargo.arg("-Zbuild-std=std,panic_abort");
        }
        if split {
            // These take the place of those in .cargo/config.toml.
            let flags = ["--cfg", "erase_components", "--cfg", "split", "-Clink-arg=--emit-relocs"];
            cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"));
        }
        cargo
    }
}

/// Whether the compiler at hand has the target's standard library.
fn own() -> Result<bool> {
    let folder = process::output(process::command("rustc").args(["--print", "target-libdir", "--target", TARGET]))?;
    Ok(Path::new(&folder).is_dir())
}

/// Asks rustup for the target; not every machine reaches its server, and that is no failure.
fn by_rustup() -> Result<bool> {
    eprintln!("==> Asking rustup for {TARGET}");
    let mut rustup = process::command("rustup");
    process::quietly(rustup.args(["target", "add", TARGET]), Duration::from_mins(2))
}

/// Debian's cargo, with none of what rustup tells the programs that it runs.
fn debian() -> Command {
    let mut cargo = process::command("/usr/bin/cargo");
    for name in ["LD_LIBRARY_PATH", "RUSTUP_TOOLCHAIN", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", "RUSTFLAGS"] {
        cargo.env_remove(name);
    }
    // `-Zbuild-std` is the one unstable thing that is used of it.
    cargo.env("RUSTC_BOOTSTRAP", "1").env("RUSTC", "/usr/bin/rustc").env("RUSTDOC", "/usr/bin/rustdoc");
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld-22");
    cargo
}
