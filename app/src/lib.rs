//! The console: pages rendered on the server and hydrated in the browser, and the functions they call.
//!
//! Compiled twice: natively, where the server functions have bodies and `service` stands behind them, and to
//! WebAssembly, where they are calls.

#![recursion_limit = "256"] // the types of views nest deeply
#![expect(
    unreachable_pub,
    reason = "the macro gives the inner function of a component the visibility of the component"
)]

#[cfg(not(erase_components))]
compile_error!(
    "build with `--cfg erase_components`, as .cargo/config.toml says; RUSTFLAGS in the environment override it"
);

mod app;
mod browser;
mod components;
#[cfg(not(target_arch = "wasm32"))]
pub mod cookie;
pub mod fns;
pub mod form;
#[cfg(not(target_arch = "wasm32"))]
pub mod host;
mod later;
mod pages;
pub mod paths;
#[cfg(not(target_arch = "wasm32"))]
pub mod plain;
#[cfg(not(target_arch = "wasm32"))]
mod shell;
mod ui;
mod words;

pub use app::App;
#[cfg(not(target_arch = "wasm32"))]
pub use shell::shell;
