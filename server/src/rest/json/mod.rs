//! JSON that comes in.

pub(super) mod node;
pub(super) mod read;
