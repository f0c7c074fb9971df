//! What the build script wrote, in modules that are nested as the packages are.
#![allow(
    clippy::all,
    clippy::pedantic,
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason,
    missing_docs,
    unreachable_pub,
    reason = "written by prost, tonic and the build script"
)]

/// Packages of Google.
pub mod google {
    /// What a call that failed is answered with.
    pub mod rpc {
        include!(concat!(env!("OUT_DIR"), "/google.rpc.rs"));
    }
}

/// Roster's own packages.
pub mod roster {
    /// What The Things Stack has no method for.
    pub mod v1 {
        include!(concat!(env!("OUT_DIR"), "/roster.v1.rs"));
    }
}

/// Packages of The Things Stack.
pub mod ttn {
    /// Packages of The Things Stack.
    pub mod lorawan {
        /// User management as The Things Stack speaks it.
        pub mod v3 {
            include!(concat!(env!("OUT_DIR"), "/ttn.lorawan.v3.rs"));
        }
    }
}

mod validators {
    use super::{roster, ttn};
    use crate::validate::{
        Validate, Violation,
        check::{Check, Checked, Message, item},
        only::{Only, mask},
        rules::{Pattern, REQUIRED, Text, at_most, bytes, defined, future, items, pairs, text, time},
    };

    include!(concat!(env!("OUT_DIR"), "/validators.rs"));
}
