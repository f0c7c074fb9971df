//! How often passwords may be guessed: a ladder for each account, and one for each network address.

use std::time::Duration;

use crate::Timestamp;

const MINUTE: Duration = Duration::from_mins(1);

/// What is remembered of guesses at one account, from one address, or on one device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::FromRow))]
pub struct Guesses {
    /// How many there were, less those that were right.
    pub count: i64,
    /// From when on the next one is free.
    pub next_at: Timestamp,
    /// When the last one was.
    pub last_at: Timestamp,
}

impl Guesses {
    /// As long as there were none.
    pub const NONE: Self = Self { count: 0, next_at: Timestamp::from_micros(0), last_at: Timestamp::from_micros(0) };
    /// Guesses are forgotten this long after the last.
    pub const FORGOTTEN: Duration = Duration::from_hours(24);
}

/// Whose guesses are counted, and how many are allowed. A guess is counted before it is made, so that many at once are no
/// more than one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ladder {
    /// Three guesses at once, then one after a minute, after five, and then every quarter of an hour: a hundred in the
    /// first day at the most (NIST SP 800-63B, 5.2.2), and its owner never waits for longer than that.
    Account,
    /// Ten at once, and one more every three seconds: thirty in any minute at the most.
    Address,
    /// Ten, from a device on which the owner has logged in before; then it counts as any other.
    Device,
}

impl Ladder {
    const BURST: u32 = 10;
    const PACE: Duration = Duration::from_secs(3);
    const LONGEST: Duration = Duration::from_mins(15);

    /// Counts one more guess.
    ///
    /// # Errors
    /// How long to wait, if it is too early.
    pub fn take(self, guesses: Guesses, now: Timestamp) -> Result<Guesses, Duration> {
        let guesses = if guesses.last_at.plus(Guesses::FORGOTTEN) <= now { Guesses::NONE } else { guesses };
        let count = guesses.count + 1;
        let next_at = match self {
            Self::Account => {
                let wait = guesses.next_at.since(now);
                if !wait.is_zero() {
                    // A clock that was set back must not lock anybody out.
                    return Err(wait.min(Self::LONGEST));
                }
                now.plus(Self::wait_after(count))
            }
            Self::Address => {
                let next_at = guesses.next_at.max(now).plus(Self::PACE);
                let ahead = next_at.since(now.plus(Self::PACE * Self::BURST));
                if !ahead.is_zero() {
                    return Err(ahead.min(MINUTE));
                }
                next_at
            }
            Self::Device if count > i64::from(Self::BURST) => return Err(Self::PACE),
            Self::Device => now,
        };
        Ok(Guesses { count, next_at, last_at: now })
    }

    /// Takes one back that was right, or that was never made. Nothing is left of an account's or a device's.
    pub fn give_back(self, guesses: Guesses, was_right: bool) -> Guesses {
        match self {
            Self::Account | Self::Device if was_right => Guesses::NONE,
            Self::Address => Guesses { next_at: guesses.next_at.minus(Self::PACE), ..guesses },
            Self::Account | Self::Device => {
                Guesses { count: (guesses.count - 1).max(0), next_at: guesses.last_at, ..guesses }
            }
        }
    }

    fn wait_after(count: i64) -> Duration {
        match count {
            ..3 => Duration::ZERO,
            3 => MINUTE,
            4 => 5 * MINUTE,
            5.. => Self::LONGEST,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 60 * 60;

    /// How many guesses get through within so many seconds, if one is tried every second.
    fn through(ladder: Ladder, seconds: i64) -> usize {
        let mut guesses = Guesses::NONE;
        let start = 1_700_000_000;
        let mut through = 0;
        for second in 0..seconds {
            if let Ok(more) = ladder.take(guesses, Timestamp::from_micros((start + second) * 1_000_000)) {
                guesses = more;
                through += 1;
            }
        }
        through
    }

    #[test]
    fn an_account_is_guessed_at_a_hundred_times_a_day_at_the_most() {
        assert_eq!(through(Ladder::Account, DAY), 100);
        assert!(through(Ladder::Account, 2 * DAY) <= 200);
    }

    #[test]
    fn three_wrong_passwords_cost_no_time_and_nobody_waits_for_more_than_a_quarter_of_an_hour() {
        let now = Timestamp::from_micros(1_700_000_000_000_000);
        let mut guesses = Guesses::NONE;
        for _ in 0..3 {
            guesses = Ladder::Account.take(guesses, now).unwrap();
        }
        assert_eq!(Ladder::Account.take(guesses, now).unwrap_err(), MINUTE);
        let many = Guesses { count: 1_000, next_at: now.plus(Guesses::FORGOTTEN), last_at: now };
        assert_eq!(Ladder::Account.take(many, now).unwrap_err(), Ladder::LONGEST);
        assert_eq!(Ladder::Account.take(many, now.plus(Guesses::FORGOTTEN)).unwrap().count, 1);
    }

    #[test]
    fn an_address_guesses_thirty_times_a_minute_at_the_most_and_right_ones_do_not_count() {
        assert_eq!(through(Ladder::Address, 60), 29);
        assert!(through(Ladder::Address, 600) <= 210);
        let now = Timestamp::from_micros(1_700_000_000_000_000);
        let mut guesses = Guesses::NONE;
        for _ in 0..100 {
            guesses = Ladder::Address.give_back(Ladder::Address.take(guesses, now).unwrap(), true);
        }
    }

    #[test]
    fn a_known_device_has_ten() {
        assert_eq!(through(Ladder::Device, 3600), 10);
    }
}
