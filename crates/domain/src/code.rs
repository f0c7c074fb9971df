//! The kinds of failures, and the one table from them to HTTP and gRPC.

use serde::{Deserialize, Serialize};

/// What kind of failure it is: the gRPC status codes that Roster answers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Code {
    /// A value is not allowed, whatever the state of the system.
    InvalidArgument,
    /// The thing asked for does not exist.
    NotFound,
    /// The thing to be made exists already.
    AlreadyExists,
    /// The caller is known and may not do this.
    PermissionDenied,
    /// A limit is used up; trying later helps.
    ResourceExhausted,
    /// The system is in a state that forbids it.
    FailedPrecondition,
    /// Somebody else changed the thing meanwhile.
    Aborted,
    /// This server does not do it.
    Unimplemented,
    /// A fault of ours.
    Internal,
    /// Something that Roster needs is not reachable, or too busy; trying later helps.
    Unavailable,
    /// Nobody, or nobody known, is calling.
    Unauthenticated,
}

impl Code {
    /// The number of the gRPC status.
    pub const fn grpc(self) -> u8 {
        match self {
            Self::InvalidArgument => 3,
            Self::NotFound => 5,
            Self::AlreadyExists => 6,
            Self::PermissionDenied => 7,
            Self::ResourceExhausted => 8,
            Self::FailedPrecondition => 9,
            Self::Aborted => 10,
            Self::Unimplemented => 12,
            Self::Internal => 13,
            Self::Unavailable => 14,
            Self::Unauthenticated => 16,
        }
    }

    /// The HTTP status, as gRPC's own gateway maps it.
    pub const fn http(self) -> u16 {
        match self {
            Self::InvalidArgument | Self::FailedPrecondition => 400,
            Self::Unauthenticated => 401,
            Self::PermissionDenied => 403,
            Self::NotFound => 404,
            Self::AlreadyExists | Self::Aborted => 409,
            Self::ResourceExhausted => 429,
            Self::Internal => 500,
            Self::Unimplemented => 501,
            Self::Unavailable => 503,
        }
    }
}
