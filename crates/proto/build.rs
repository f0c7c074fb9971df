//! Makes code from the .proto files: messages and services, and the validators their rules describe.

use std::{env, error::Error, fs, path::PathBuf};

use prost_reflect::DescriptorPool;
use prost_types::FileDescriptorSet;

#[path = "build/names.rs"]
mod names;
#[expect(unreachable_pub, reason = "the library reads options with it too")]
#[path = "src/rule.rs"]
mod rule;
#[path = "build/validators.rs"]
mod validators;

/// Where `import` statements are looked up.
const INCLUDES: [&str; 2] = ["proto", "proto/third_party"];

/// Files that nothing imports; the others come with them.
const FILES: [&str; 17] = [
    "google/rpc/status.proto",
    "roster/v1/audit.proto",
    "roster/v1/directory.proto",
    "roster/v1/import.proto",
    "roster/v1/invitations.proto",
    "roster/v1/reservations.proto",
    "ttn/lorawan/v3/bookmarks.proto",
    "ttn/lorawan/v3/client.proto",
    "ttn/lorawan/v3/contact_info.proto",
    "ttn/lorawan/v3/email_validation.proto",
    "ttn/lorawan/v3/error.proto",
    "ttn/lorawan/v3/identityserver.proto",
    "ttn/lorawan/v3/notifications.proto",
    "ttn/lorawan/v3/oauth_services.proto",
    "ttn/lorawan/v3/picture.proto",
    "ttn/lorawan/v3/search_services.proto",
    "ttn/lorawan/v3/user_services.proto",
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=proto");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=src/rule.rs");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut compiler = protox::Compiler::new(INCLUDES)?;
    compiler.include_imports(true).include_source_info(true).open_files(FILES)?;
    // The bytes keep the options that are extensions; the struct loses them.
    let bytes = compiler.encode_file_descriptor_set();
    fs::write(out.join("descriptors.bin"), &bytes)?;
    let mut brief = protox::Compiler::new(INCLUDES)?;
    brief.include_imports(true).include_source_info(false).open_files(FILES)?;
    fs::write(out.join("brief.bin"), brief.encode_file_descriptor_set())?;
    tonic_prost_build::configure().btree_map(".").compile_fds(without_deprecations(compiler.file_descriptor_set()))?;
    let pool = DescriptorPool::decode(bytes.as_slice())?;
    fs::write(out.join("validators.rs"), validators::generate(&pool)?)?;
    Ok(())
}

/// Clients are told what is deprecated; the server goes on serving it and wants no warning.
fn without_deprecations(mut set: FileDescriptorSet) -> FileDescriptorSet {
    for message in set.file.iter_mut().flat_map(|file| &mut file.message_type) {
        for options in message.field.iter_mut().filter_map(|field| field.options.as_mut()) {
            options.deprecated = None;
        }
    }
    set
}
