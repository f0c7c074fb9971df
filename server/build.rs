//! Tells cargo when the site has changed that the release holds.

use std::{env, path::Path};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // Debug builds read the site from the disk while they run.
    if env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/site");
        // New names are new content. Without the file there is no site, and cargo looks again each time.
        println!("cargo::rerun-if-changed={}", site.join("manifest.json").display());
    }
}
