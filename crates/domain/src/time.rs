//! Points in time, as both databases store them.

use std::{fmt, time::Duration};

use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{Error, Result};

/// Microseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::Type), sqlx(transparent))]
pub struct Timestamp(i64);

impl Timestamp {
    /// From microseconds since 1970.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The time `duration` later; the end of time where that runs over.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(micros(duration)))
    }

    /// The time `duration` earlier.
    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(micros(duration)))
    }

    /// How long after `earlier` this is; zero where it is not.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// Reads RFC 3339, in any zone; what is finer than microseconds is cut off. The year has four digits in UTC too, so
    /// that what is read can be written.
    ///
    /// # Errors
    /// A field error at `field`.
    pub fn parse(field: &str, text: &str) -> Result<Self> {
        let refuse = || Error::invalid(field, "Write times like 2026-11-23T11:40:12Z.");
        let time = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| refuse())?;
        let written = OffsetDateTime::from_unix_timestamp(time.unix_timestamp()).is_ok_and(|utc| utc.year() >= 0);
        let micros = i64::try_from(time.unix_timestamp_nanos().div_euclid(1000)).ok();
        micros.filter(|_| written).map(Self).ok_or_else(refuse)
    }

    /// Reads what a form sends of a date and a time, `2026-12-05T14:00`, as UTC; nothing is no time.
    ///
    /// # Errors
    /// A field error at `field`.
    pub fn parse_minute(field: &str, text: &str) -> Result<Option<Self>> {
        if text.is_empty() {
            return Ok(None);
        }
        // Browsers leave the seconds out where they are none.
        let seconds = if text.len() > "2026-12-05T14:00".len() { "" } else { ":00" };
        let refuse = |_| Error::invalid(field, "Write date and time like 2026-12-05T14:00, in UTC.");
        Self::parse(field, &format!("{text}{seconds}Z")).map(Some).map_err(refuse)
    }

    /// The same the other way: to the minute, in UTC.
    pub fn to_minute(self) -> String {
        self.to_string().chars().take("2026-12-05T14:00".len()).collect()
    }

    fn utc(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(self.0.div_euclid(1_000_000)).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// For people: `23 Nov 2026, 11:40:12 UTC`.
    pub fn to_utc_text(self) -> String {
        let t = self.utc();
        format!("{}, {:02}:{:02}:{:02} UTC", self.to_utc_date(), t.hour(), t.minute(), t.second())
    }

    /// For people: `23 Nov 2026`, the day in UTC.
    pub fn to_utc_date(self) -> String {
        let t = self.utc();
        let month = t.month().to_string();
        format!("{} {} {}", t.day(), month.get(..3).unwrap_or(&month), t.year())
    }
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

/// RFC 3339 in UTC with as many fraction digits as needed: none, three or six.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let t = self.utc();
        let date = (t.year(), u8::from(t.month()), t.day());
        write!(f, "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", date.0, date.1, date.2, t.hour(), t.minute(), t.second())?;
        match self.0.rem_euclid(1_000_000) {
            0 => {}
            fraction if fraction % 1000 == 0 => write!(f, ".{:03}", fraction / 1000)?,
            fraction => write!(f, ".{fraction:06}")?,
        }
        f.write_str("Z")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_print_as_rfc_3339() {
        assert_eq!(Timestamp::from_micros(0).to_string(), "1970-01-01T00:00:00Z");
        assert_eq!(Timestamp::from_micros(1_576_753_493_677_000).to_string(), "2019-12-19T11:04:53.677Z");
        assert_eq!(Timestamp::from_micros(-1).to_string(), "1969-12-31T23:59:59.999999Z");
        assert_eq!(Timestamp::from_micros(4_107_542_400_000_000).to_string(), "2100-03-01T00:00:00Z");
    }

    #[test]
    fn times_in_any_zone_are_read() {
        for (text, micros) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2019-12-19T12:04:53.6770009+01:00", 1_576_753_493_677_000),
            ("1969-12-31T23:59:59.999999Z", -1),
        ] {
            assert_eq!(Timestamp::parse("created_at", text).unwrap(), Timestamp::from_micros(micros), "{text}");
        }
        let malformed = ["", "yesterday", "2026-02-30T00:00:00Z", "2026-11-23", "10000-01-01T00:00:00Z"];
        let beyond = ["0000-01-01T00:59:59+01:00", "9999-12-31T23:00:00-01:00"];
        for text in malformed.into_iter().chain(beyond) {
            assert!(Timestamp::parse("created_at", text).is_err(), "{text}");
        }
    }

    #[test]
    fn forms_write_minutes() {
        for text in ["2026-12-05T14:00", "2026-12-05T14:00:00"] {
            let time = Timestamp::parse_minute("expires_at", text).unwrap().unwrap();
            assert_eq!(
                (time.to_string().as_str(), time.to_minute().as_str()),
                ("2026-12-05T14:00:00Z", "2026-12-05T14:00")
            );
        }
        assert_eq!(Timestamp::parse_minute("expires_at", "").unwrap(), None);
        for text in ["tomorrow", "2026-12-05", "2026-13-05T14:00", "2026-12-05T14:00+01:00"] {
            assert_eq!(
                Timestamp::parse_minute("expires_at", text).unwrap_err().fields[0].field,
                "expires_at",
                "{text}"
            );
        }
    }

    #[test]
    fn people_read_day_and_month() {
        assert_eq!(Timestamp::from_micros(1_576_753_493_677_000).to_utc_text(), "19 Dec 2019, 11:04:53 UTC");
    }

    #[test]
    fn arithmetic_does_not_run_over() {
        let end = Timestamp::from_micros(i64::MAX);
        assert_eq!(end.plus(Duration::from_secs(1)), end);
        assert_eq!(Timestamp::from_micros(5).since(end), Duration::ZERO);
    }
}
