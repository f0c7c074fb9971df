//! Lengths of time as people write them: `24h`, `90m`, `1h30m`.

use std::{fmt, time::Duration};

use serde::{Deserialize, Serialize};

const UNITS: [(char, u64); 4] = [('d', 86_400), ('h', 3600), ('m', 60), ('s', 1)];

/// A length of time, in whole seconds and not zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period(Duration);

impl Period {
    /// From a number of hours.
    pub(crate) const fn hours(hours: u64) -> Self {
        Self(Duration::from_hours(hours))
    }

    /// From a number of minutes.
    pub(crate) const fn minutes(minutes: u64) -> Self {
        Self(Duration::from_mins(minutes))
    }

    /// From a length, in whole seconds.
    pub(crate) const fn whole(length: Duration) -> Self {
        Self(Duration::from_secs(length.as_secs()))
    }

    /// The length.
    pub const fn duration(self) -> Duration {
        self.0
    }
}

impl TryFrom<String> for Period {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const WANTED: &str = "write a length of time such as 90m, 24h or 30d";
        let mut rest = text.as_str();
        let mut seconds = 0u64;
        while let Some(end) = rest.find(|c: char| !c.is_ascii_digit()) {
            let (number, tail) = rest.split_at(end);
            let mut tail = tail.chars();
            let unit = tail.next().ok_or(WANTED)?;
            let (_, factor) = UNITS.into_iter().find(|(name, _)| *name == unit).ok_or(WANTED)?;
            let part = number.parse::<u64>().ok().and_then(|number| number.checked_mul(factor)).ok_or(WANTED)?;
            seconds = seconds.checked_add(part).ok_or(WANTED)?;
            rest = tail.as_str();
        }
        if rest.is_empty() && seconds > 0 { Ok(Self(Duration::from_secs(seconds))) } else { Err(WANTED) }
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        // The largest unit that leaves nothing over; a day is still `24h`.
        let whole = UNITS
            .into_iter()
            .find(|(name, factor)| seconds.is_multiple_of(*factor) && (*name != 'd' || seconds > *factor));
        let (name, factor) = whole.unwrap_or(('s', 1));
        write!(f, "{}{name}", seconds / factor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_read_and_written() {
        for (text, seconds, written) in [
            ("24h", 86_400, "24h"),
            ("90m", 5400, "90m"),
            ("30d", 2_592_000, "30d"),
            ("1h30m", 5400, "90m"),
            ("61s", 61, "61s"),
        ] {
            let period = Period::try_from(text.to_owned()).unwrap();
            assert_eq!((period.duration().as_secs(), period.to_string().as_str()), (seconds, written));
        }
        for text in ["", "0h", "24", "h", "1y", "1 h", "-1h", "1.5h", "99999999999999999999d", "1h2", "１h"] {
            assert!(Period::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
