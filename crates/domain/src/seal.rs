//! Seals over the audit trail: each covers the records after the one before it, and that one's head. What was sealed can't
//! be changed any more without being noticed; an [`Anchor`] kept elsewhere also shows an end that was cut off.

use std::fmt;

use crate::{Error, Result, Timestamp};

/// One seal.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::FromRow))]
pub struct Seal {
    /// Its number: 1, and then one more each time.
    pub number: i64,
    /// The first record that it covers.
    pub first_id: i64,
    /// The last one. Between the two all numbers but those of records that were never committed are there.
    pub last_id: i64,
    /// How many records it covers.
    pub count: i64,
    /// When it was made.
    pub sealed_at: Timestamp,
    /// The head of the seal before, SHA-256; zeros in the first.
    pub previous: Vec<u8>,
    /// SHA-256 over all of this and the records.
    pub head: Vec<u8>,
}

/// What is kept of a seal outside of the database: `NUMBER LAST_ID HEAD TIME`, a line each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The seal's number.
    pub number: i64,
    /// The last record that it covers.
    pub last_id: i64,
    /// Its head, in lower-case hexadecimal.
    pub head: String,
    /// When it was made.
    pub sealed_at: Timestamp,
}

impl From<&Seal> for Anchor {
    fn from(seal: &Seal) -> Self {
        let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or_default();
        let head = seal.head.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect();
        Self { number: seal.number, last_id: seal.last_id, head, sealed_at: seal.sealed_at }
    }
}

impl Anchor {
    /// Reads a line.
    ///
    /// # Errors
    /// A field error at `anchor`.
    pub fn parse(line: &str) -> Result<Self> {
        let refuse = || Error::invalid("anchor", "Write lines of seal number, last record, head and time.");
        let mut words = line.split_ascii_whitespace();
        let mut word = || words.next().ok_or_else(refuse);
        let (number, last_id, head, at) = (word()?, word()?, word()?, word()?);
        let is_head = head.len() == 64 && head.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if !is_head || words.next().is_some() {
            return Err(refuse());
        }
        Ok(Self {
            number: number.parse().map_err(|_| refuse())?,
            last_id: last_id.parse().map_err(|_| refuse())?,
            head: head.to_owned(),
            sealed_at: Timestamp::parse("anchor", at)?,
        })
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { number, last_id, head, sealed_at } = self;
        write!(f, "{number} {last_id} {head} {sealed_at}")
    }
}

/// What is wrong with a trail, as far as it can be told: the first thing only, since all after it hangs on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Damage {
    /// A seal is not there.
    SealMissing {
        /// Its number.
        number: i64,
        /// The number that stands in its place.
        found: i64,
    },
    /// A seal does not hold the head of the one before it.
    ChainBroken(Seal),
    /// There are not as many records as were sealed.
    Count {
        /// What was sealed.
        seal: Seal,
        /// How many there are now.
        found: i64,
    },
    /// There are as many records as were sealed, but not the same ones.
    Changed(Seal),
    /// An anchor names a seal that is not there.
    Cut {
        /// What it names.
        anchor: Anchor,
        /// The number of the last seal there is; 0 if there is none.
        last: i64,
    },
    /// An anchor names another head or another last record than its seal has.
    Resealed(Anchor),
    /// An anchor stands behind one with a greater number.
    AnchorOrder(Anchor),
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SealMissing { number, found } => write!(f, "seal {number} is missing: in its place is seal {found}"),
            Self::ChainBroken(seal) => write!(
                f,
                "{} does not follow from the seal before it: one of the two was changed or put in from elsewhere",
                Named(seal)
            ),
            Self::Count { seal, found } if *found < seal.count => {
                write!(f, "{}: {} were sealed and {found} are there; records were deleted", Named(seal), seal.count)
            }
            Self::Count { seal, found } => {
                write!(f, "{}: {} were sealed and {found} are there; records were added", Named(seal), seal.count)
            }
            Self::Changed(seal) => {
                write!(f, "{}: the contents are not what was sealed; a record or the seal was changed", Named(seal))
            }
            Self::Cut { anchor, last } => write!(
                f,
                "seal {} of {}, up to record {}, is in the anchor file, and the trail ends with seal {last}; its end was \
                 cut off",
                anchor.number,
                anchor.sealed_at.to_utc_text(),
                anchor.last_id
            ),
            Self::Resealed(anchor) => write!(
                f,
                "seal {} is not the one that the anchor file names for {}, up to record {}; the trail was sealed anew",
                anchor.number,
                anchor.sealed_at.to_utc_text(),
                anchor.last_id
            ),
            Self::AnchorOrder(anchor) => write!(
                f,
                "the anchor file names seal {} after a later one; the trail was cut back, or a backup was restored",
                anchor.number
            ),
        }
    }
}

/// A seal as a person looks it up.
struct Named<'a>(&'a Seal);

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Seal { number, first_id, last_id, sealed_at, .. } = self.0;
        write!(f, "seal {number} of {}, records {first_id} to {last_id}", sealed_at.to_utc_text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal() -> Seal {
        Seal {
            number: 3,
            first_id: 7,
            last_id: 9,
            count: 2,
            sealed_at: Timestamp::from_micros(1_576_753_493_677_000),
            previous: vec![0; 32],
            head: vec![0xAB; 32],
        }
    }

    #[test]
    fn an_anchor_reads_back_as_written() {
        let anchor = Anchor::from(&seal());
        let line = anchor.to_string();
        assert_eq!(line, format!("3 9 {} 2019-12-19T11:04:53.677Z", "ab".repeat(32)));
        assert_eq!(Anchor::parse(&line).unwrap(), anchor);
        for wrong in ["", "3 9", &line.replace("ab", "AB"), &line.replace("ab", "abc"), &format!("{line} more")] {
            assert!(Anchor::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_damage_says_where_and_what() {
        let count = |found| Damage::Count { seal: seal(), found }.to_string();
        assert_eq!(
            count(1),
            "seal 3 of 19 Dec 2019, 11:04:53 UTC, records 7 to 9: 2 were sealed and 1 are there; records were deleted"
        );
        assert!(count(4).ends_with("records were added"));
    }
}
