//! How long a caller waits, as gRPC writes it.

use std::time::Duration;

/// At most eight digits and a unit, as gRPC writes it.
pub(crate) fn of(text: &str) -> Option<Duration> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let number = Some(number).filter(|digits| digits.len() <= 8 && digits.bytes().all(|b| b.is_ascii_digit()));
    let number = number?.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_secs(number * 3600)),
        "M" => Some(Duration::from_secs(number * 60)),
        "S" => Some(Duration::from_secs(number)),
        "m" => Some(Duration::from_millis(number)),
        "u" => Some(Duration::from_micros(number)),
        "n" => Some(Duration::from_nanos(number)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_say_how_long_they_wait_as_grpc_does() {
        for (text, duration) in [
            ("1H", Some(Duration::from_hours(1))),
            ("2M", Some(Duration::from_mins(2))),
            ("3S", Some(Duration::from_secs(3))),
            ("100m", Some(Duration::from_millis(100))),
            ("5u", Some(Duration::from_micros(5))),
            ("6n", Some(Duration::from_nanos(6))),
            ("99999999S", Some(Duration::from_secs(99_999_999))),
        ] {
            assert_eq!(of(text), duration, "{text}");
        }
        for text in ["", "S", "1", "1x", "-1S", "+1S", "1.5S", "123456789S", "1 S", "é"] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
