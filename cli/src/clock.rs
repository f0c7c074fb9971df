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

/// A time as somebody wrote it; a day begins at midnight, UTC.
pub(crate) fn parse(text: &str) -> Result<Timestamp, String> {
    let is_day = text.len() == "2030-01-31".len();
    let time = if is_day { format!("{text}T00:00:00Z") } else { text.to_owned() };
    time.parse().map_err(|_| "say a time such as 2030-01-31T12:00:00Z, or a day such as 2030-01-31".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_its_midnight() {
        assert_eq!(parse("2030-01-31").unwrap().to_string(), "2030-01-31T00:00:00Z");
        assert_eq!(parse("2030-01-31T12:00:00+01:00").unwrap().to_string(), "2030-01-31T11:00:00Z");
        for text in ["", "2030-01-32", "2030-1-31", "tomorrow", "2030-01-31T12"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
