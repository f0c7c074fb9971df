//! Asking again where a server is busy.

use std::time::Duration;

use tonic::Code;

use crate::{
    client::Refusal,
    failure::{Failure, Result},
    settings::Settings,
};

/// No server is waited for longer than this before it is asked again.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// How often to ask again, and when.
pub(super) struct Tries {
    count: u32,
    wait: Duration,
    obey: bool,
    jitter: f64,
}

impl Tries {
    /// As the settings say; only what changes nothing is asked again.
    pub(super) fn of(settings: &Settings, method: &str) -> Result<Self> {
        let name = method.rsplit('/').next().unwrap_or_default();
        let idempotent = ["List", "Get", "Search", "Filter", "AuthInfo"].iter().any(|prefix| name.starts_with(prefix));
        let count = if idempotent { settings.number("retry.max")? } else { 0 };
        let first = duration(settings.text("retry.default-timeout"))?;
        let obey = settings.on("retry.enable-metadata");
        let jitter = settings.number("retry.jitter")?;
        if !(0.0..=1.0).contains(&jitter) {
            return Err(Failure::text("retry.jitter: say a part from 0 to 1"));
        }
        Ok(Self { count, wait: first.min(LONGEST_WAIT), obey, jitter })
    }

    pub(super) fn any_left(&self) -> bool {
        self.count > 0
    }

    /// How long to wait for the next of them.
    pub(super) fn next(&mut self, refusal: &Refusal) -> Duration {
        self.count -= 1;
        let asked = refusal.retry_after.filter(|_| self.obey).unwrap_or_default();
        let wait = self.wait.max(asked).min(LONGEST_WAIT);
        self.wait = self.wait.saturating_mul(2).min(LONGEST_WAIT);
        wait.mul_f64(1.0 + self.jitter * chance())
    }
}

/// A number from 0 to 1.
fn chance() -> f64 {
    let mut byte = [0];
    let _ = getrandom::fill(&mut byte);
    f64::from(byte[0]) / 255.0
}

/// `100ms`, `2s`, `1m`
fn duration(text: &str) -> Result<Duration> {
    let units = [("ms", 1), ("s", 1000), ("m", 60_000)];
    let found = units.iter().find_map(|(unit, millis)| {
        let number = text.strip_suffix(unit)?.parse::<u64>().ok()?;
        Some(Duration::from_millis(number.checked_mul(*millis)?))
    });
    found.ok_or_else(|| Failure::text(format!("retry.default-timeout: say 100ms or 2s, not {text:?}")))
}

/// The server is busy.
pub(super) fn is_passing(failure: &Failure) -> bool {
    matches!(failure, Failure::Named(named) if matches!(named.code, Code::Unavailable | Code::ResourceExhausted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_are_as_long_as_the_server_says() {
        let busy = |after| Refusal {
            failure: Failure::Said(255),
            warnings: Vec::new(),
            request_id: String::new(),
            retry_after: after,
        };
        let mut tries = Tries { count: 3, wait: Duration::from_millis(100), obey: true, jitter: 0.0 };
        assert_eq!(tries.next(&busy(None)), Duration::from_millis(100));
        assert_eq!(tries.next(&busy(None)), Duration::from_millis(200));
        assert_eq!(tries.next(&busy(Some(Duration::from_secs(2)))), Duration::from_secs(2));
        let mut tries = Tries { count: 100, wait: LONGEST_WAIT, obey: true, jitter: 0.0 };
        for _ in 0..100 {
            assert_eq!(tries.next(&busy(None)), LONGEST_WAIT);
        }
    }

    #[test]
    fn periods_have_a_unit() {
        assert_eq!(duration("100ms").unwrap(), Duration::from_millis(100));
        assert_eq!(duration("2s").unwrap(), Duration::from_secs(2));
        assert!(duration("soon").is_err());
    }
}
