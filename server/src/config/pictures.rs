//! `[pictures]`

use serde::{Deserialize, Serialize};

use super::grpc::yes_or_no;

/// Profile pictures.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pictures {
    /// Whether programs are sent to Gravatar for users without a picture.
    #[serde(deserialize_with = "yes_or_no")]
    pub gravatar: bool,
}
