//! What time it is, on this machine.

use std::time::{SystemTime, UNIX_EPOCH};

use prost_types::Timestamp;

/// Seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "this program has no service whose clock could be asked")]
pub(crate) fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs().cast_signed())
}

/// A time as it is written.
pub(crate) fn text(seconds: i64) -> String {
    Timestamp { seconds, nanos: 0 }.to_string()
}

/// A time as somebody wrote it.
pub(crate) fn parse(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|_| "say a time such as 2030-01-31T12:00:00Z".to_owned())
}
