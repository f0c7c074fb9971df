//! The API as `.proto` files, and what is made from them: messages, services, validators, descriptors.
//!
//! Rules of requests stand in the `.proto` files only. What a rule can't say is for the use-cases.

mod generated;
pub mod json;
pub mod rule;
mod validate;

use std::sync::LazyLock;

use prost_reflect::{DescriptorPool, FieldDescriptor, MessageDescriptor};

pub use self::{
    generated::{google::rpc as rpc_status, roster, ttn::lorawan::v3},
    validate::{Invalid, Validate, Violation, email},
};

/// All files of the API with their options and comments, as an encoded `google.protobuf.FileDescriptorSet`.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));

/// The same, decoded once.
pub fn pool() -> &'static DescriptorPool {
    // What the build script wrote and read itself can be read; a test says so.
    static POOL: LazyLock<DescriptorPool> =
        LazyLock::new(|| DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap_or_default());
    &POOL
}

/// The same without comments: decoded in less time, which counts where a program lives for milliseconds.
pub fn brief_pool() -> &'static DescriptorPool {
    const BRIEF: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/brief.bin"));
    static POOL: LazyLock<DescriptorPool> = LazyLock::new(|| DescriptorPool::decode(BRIEF).unwrap_or_default());
    &POOL
}

/// The fields of a message in the order of its file, which is the order of JSON; the library goes by number.
pub fn fields(message: &MessageDescriptor) -> impl Iterator<Item = FieldDescriptor> {
    let names = message.descriptor_proto().field.iter();
    names.filter_map(|field| message.get_field_by_name(field.name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_comments_there_is_as_much() {
        let names = |pool: &DescriptorPool| pool.all_messages().map(|of| of.full_name().to_owned()).collect::<Vec<_>>();
        assert_eq!(names(brief_pool()), names(pool()));
    }

    #[test]
    fn descriptors_name_every_service() {
        let names = pool().services().map(|service| service.full_name().to_owned()).collect::<Vec<_>>();
        assert_eq!(names.len(), 17, "{names:?}");
        for name in ["ttn.lorawan.v3.UserRegistry", "ttn.lorawan.v3.Is", "roster.v1.UserImport"] {
            assert!(names.iter().any(|known| known == name), "{name}");
        }
    }

    #[test]
    fn users_are_shown_in_the_order_of_their_declaration() {
        let user = pool().get_message_by_name("ttn.lorawan.v3.User").unwrap();
        let names = fields(&user).map(|field| field.name().to_owned()).collect::<Vec<_>>();
        assert_eq!(names[..5], ["ids", "created_at", "updated_at", "deleted_at", "name"]);
        assert_eq!(names.len(), 21);
    }
}
