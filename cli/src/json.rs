//! Messages of the API as JSON, and the other way round.

pub(crate) mod read;

use prost_reflect::DynamicMessage;
use proto::json::Json;

use crate::failure::{Failure, Result};

/// A message in a line.
pub(crate) fn compact(message: &DynamicMessage) -> Result<String> {
    serde_json::to_string(&Json(message)).map_err(|error| Failure::text(error.to_string()))
}

/// With two spaces a level.
pub(crate) fn pretty(message: &DynamicMessage) -> Result<String> {
    serde_json::to_string_pretty(&Json(message)).map_err(|error| Failure::text(error.to_string()))
}
