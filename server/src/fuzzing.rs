//! Doors to the parsers for the targets in fuzz/. Only a build for the fuzzer has them: to all others the parsers stay private.

pub use crate::{
    grpc::fuzzing::{field_mask, if_match},
    import::fuzzing::import,
    rest::fuzzing::{json, query},
};
