//! How many requests somebody may make in a minute or an hour: a bucket that is emptied at once or drop by drop, and fills
//! evenly (GCRA). All that is remembered is when it will be full again.

use std::{num::NonZeroU32, time::Duration};

use crate::Timestamp;

/// So many requests in a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    limit: NonZeroU32,
    /// How long it takes until one more may come.
    pace: Duration,
}

/// What is left of a rate after a request, or why there was nothing left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Requests in a minute, or an hour.
    pub limit: u32,
    /// How many more could come at once.
    pub available: u32,
    /// How long until all of them could.
    pub reset: Duration,
    /// How long to wait for the next; zero unless this one was refused.
    pub retry: Duration,
}

impl Rate {
    /// The most that can be told apart in a minute: one in a microsecond.
    pub const MOST: u32 = 60_000_000;

    /// So many requests in a minute, as far as they can be told apart.
    pub fn per_minute(requests: NonZeroU32) -> Self {
        let limit = requests.min(const { NonZeroU32::new(Self::MOST).unwrap() });
        Self { limit, pace: Duration::from_micros((Self::MOST / limit.get()).into()) }
    }

    /// So few that an hour is what counts.
    pub fn per_hour(requests: NonZeroU32) -> Self {
        Self { limit: requests, pace: Duration::from_hours(1) / requests.get() }
    }

    /// How many requests in that time.
    pub const fn limit(self) -> u32 {
        self.limit.get()
    }

    /// How long it takes until one more may come.
    pub const fn pace(self) -> Duration {
        self.pace
    }

    /// Takes one. Answers when the bucket is full again, having been told when it was to be.
    ///
    /// # Errors
    /// What to tell whoever came too early.
    pub fn take(self, full_at: Timestamp, now: Timestamp) -> Result<(Timestamp, Allowance), Allowance> {
        let period = self.pace() * self.limit();
        let empty = now.plus(period);
        // A clock that was set back must not shut anybody out for longer than that.
        let full_at = full_at.max(now).min(empty);
        let after = full_at.plus(self.pace());
        let allowance =
            Allowance { limit: self.limit(), available: 0, reset: full_at.since(now), retry: Duration::ZERO };
        if after > empty {
            return Err(Allowance { retry: after.since(empty), ..allowance });
        }
        let left = empty.since(after).as_micros() / self.pace().as_micros();
        let available = u32::try_from(left).unwrap_or(u32::MAX);
        Ok((after, Allowance { available, reset: after.since(now), ..allowance }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_700_000_000_000_000);

    fn rate(requests: u32) -> Rate {
        Rate::per_minute(NonZeroU32::new(requests).unwrap())
    }

    #[test]
    fn as_many_as_the_limit_says_may_come_at_once_and_not_one_more() {
        for limit in [1, 7, 60, 6_000, Rate::MOST] {
            let (rate, mut full_at) = (rate(limit), Timestamp::from_micros(0));
            let some = limit.min(10_000);
            for taken in 1..=some {
                let (after, allowance) = rate.take(full_at, NOW).unwrap();
                assert_eq!((allowance.available, allowance.retry), (limit - taken, Duration::ZERO));
                full_at = after;
            }
            if some == limit {
                let refused = rate.take(full_at, NOW).unwrap_err();
                assert_eq!((refused.available, refused.retry), (0, rate.pace()), "{limit}");
            }
        }
    }

    #[test]
    fn it_fills_evenly_and_no_further_than_to_the_limit() {
        let rate = rate(60);
        let mut full_at = NOW.plus(Duration::from_mins(1));
        rate.take(full_at, NOW).unwrap_err();
        for second in 1..=3 {
            let now = NOW.plus(Duration::from_secs(second));
            full_at = rate.take(full_at, now).unwrap().0;
            rate.take(full_at, now).unwrap_err();
        }
        let late = NOW.plus(Duration::from_hours(9));
        assert_eq!(rate.take(full_at, late).unwrap().1.available, 59);
    }

    #[test]
    fn an_hour_is_counted_alike() {
        let rate = Rate::per_hour(NonZeroU32::new(20).unwrap());
        let mut full_at = NOW;
        for _ in 0..20 {
            full_at = rate.take(full_at, NOW).unwrap().0;
        }
        assert_eq!(rate.take(full_at, NOW).unwrap_err().retry, Duration::from_mins(3));
    }

    #[test]
    fn a_clock_that_was_set_back_shuts_nobody_out() {
        let refused = rate(60).take(NOW.plus(Duration::from_hours(5)), NOW).unwrap_err();
        assert_eq!(refused.retry, Duration::from_secs(1));
    }
}
