//! Messages of the API as JSON, and the other way round.

pub(crate) mod read;
mod write;

pub(crate) use self::write::{Json, pretty};
