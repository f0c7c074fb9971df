//! What tests of the API share: its two doors, what its descriptors say, and people with credentials.

mod door;
mod message;
mod operation;
mod people;

pub(crate) use self::{
    door::{Door, ask, grpc, http},
    message::message,
    operation::{Operation, operations},
    people::{Shown, key, person, session, tokens},
};
