//! Messages as the JSON of the API: names as in the files, in their order, and nothing that is empty.

pub(super) mod node;
pub(super) mod read;
pub(super) mod write;
