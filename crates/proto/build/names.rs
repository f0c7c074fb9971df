//! How messages and fields are called, in Rust and in errors.

use heck::{ToSnakeCase as _, ToUpperCamelCase as _};
use prost_reflect::{FieldDescriptor, MessageDescriptor};

/// The path of a message's Rust type, from the module of the packages.
pub(crate) fn rust_path(message: &MessageDescriptor) -> String {
    match message.parent_message() {
        Some(parent) => {
            format!("{}::{}", rust_module(&parent), message.name().to_upper_camel_case())
        }
        None => format!("{}::{}", message.package_name().replace('.', "::"), message.name().to_upper_camel_case()),
    }
}

/// The module that holds what is nested in a message.
pub(crate) fn rust_module(message: &MessageDescriptor) -> String {
    let path = rust_path(message);
    let parent = path.rsplit_once("::").map_or("", |(parent, _)| parent);
    format!("{parent}::{}", message.name().to_snake_case())
}

/// The fields in the order of the file, which is that of the errors.
pub(crate) fn declared(message: &MessageDescriptor) -> Vec<FieldDescriptor> {
    let names = message.descriptor_proto().field.iter().map(prost_types::FieldDescriptorProto::name);
    names.filter_map(|name| message.get_field_by_name(name)).collect()
}

/// What errors call a message: the names from the outermost in, as clients know them.
pub(crate) fn error_name(message: &MessageDescriptor) -> String {
    let name = message.full_name().strip_prefix(message.package_name()).unwrap_or_default();
    name.trim_start_matches('.').replace('.', "_")
}
