//! Comparing the trail with its seals and anchors, all from one moment.

use std::{collections::VecDeque, iter::Peekable};

use domain::{Anchor, AuditRecord, Damage, Result, Seal};
use store::{Tx, audit, seals};

use super::chain::{Links, NO_HEAD};

/// Records, or seals, that are in memory at a time.
const STEP: u32 = 2_000;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Seals that are right.
    pub seals: u64,
    /// Records that they cover.
    pub records: u64,
    /// The last seal that is right.
    pub last: Option<Anchor>,
    /// Records after it; where everything is right, those that wait for the next seal.
    pub unsealed: u64,
    /// The first thing that is wrong.
    pub damage: Option<Damage>,
}

pub(super) async fn run(tx: &mut Tx, anchors: impl Iterator<Item = Result<Anchor>>) -> Result<Verified> {
    let mut anchors = anchors.peekable();
    let mut records = Records::default();
    let mut previous: Option<Seal> = None;
    let mut verified = Verified::default();
    'all: loop {
        let some = seals::list(tx, previous.as_ref().map_or(i64::MIN, |seal| seal.number), STEP).await?;
        if some.is_empty() {
            verified.damage = beyond(&mut anchors, previous.as_ref())?;
            break;
        }
        for seal in some {
            verified.damage = match records.compare(tx, previous.as_ref(), &seal).await? {
                Some(damage) => Some(damage),
                None => anchored(&mut anchors, &seal)?,
            };
            if verified.damage.is_some() {
                break 'all;
            }
            verified.seals += 1;
            verified.records += seal.count.unsigned_abs();
            previous = Some(seal);
        }
    }
    verified.unsealed = audit::count_after(tx, end(previous.as_ref())).await?;
    verified.last = previous.as_ref().map(Anchor::from);
    Ok(verified)
}

/// The last record before a seal.
fn end(previous: Option<&Seal>) -> i64 {
    previous.map_or(i64::MIN, |seal| seal.last_id)
}

/// Compares a seal with the anchors that name it.
fn anchored(anchors: &mut Peekable<impl Iterator<Item = Result<Anchor>>>, seal: &Seal) -> Result<Option<Damage>> {
    let found = Anchor::from(seal);
    while let Some(next) = anchors.next_if(|anchor| !matches!(anchor, Ok(anchor) if anchor.number > seal.number)) {
        let anchor = next?;
        if anchor.number < seal.number {
            return Ok(Some(Damage::AnchorOrder(anchor)));
        }
        if anchor != found {
            return Ok(Some(Damage::Resealed(anchor)));
        }
    }
    Ok(None)
}

/// Whatever an anchor names after the last seal is not there any more.
fn beyond(anchors: &mut Peekable<impl Iterator<Item = Result<Anchor>>>, last: Option<&Seal>) -> Result<Option<Damage>> {
    let last = last.map_or(0, |seal| seal.number);
    Ok(anchors.next().transpose()?.map(|anchor| match anchor {
        anchor if anchor.number <= last => Damage::AnchorOrder(anchor),
        anchor => Damage::Cut { anchor, last },
    }))
}

/// The records in their order, some of them read ahead.
#[derive(Default)]
struct Records(VecDeque<AuditRecord>);

impl Records {
    /// Compares a seal with the one before it and with its records.
    async fn compare(&mut self, tx: &mut Tx, previous: Option<&Seal>, seal: &Seal) -> Result<Option<Damage>> {
        let expected = previous.map_or(1, |seal| seal.number + 1);
        if seal.number != expected {
            return Ok(Some(Damage::SealMissing { number: expected, found: seal.number }));
        }
        let head = previous.map_or_else(|| NO_HEAD.to_vec(), |seal| seal.head.clone());
        if seal.previous != head {
            return Ok(Some(Damage::ChainBroken(seal.clone())));
        }
        let mut links = Links::after(head);
        let mut after = end(previous);
        while let Some(record) = self.next(tx, after, seal.last_id).await? {
            after = record.id;
            links.add(&record);
        }
        Ok(match links.count() {
            count if count != seal.count => Some(Damage::Count { seal: seal.clone(), found: count }),
            _ if links.seal(seal.number, seal.sealed_at).as_ref() != Some(seal) => Some(Damage::Changed(seal.clone())),
            _ => None,
        })
    }

    /// The next record after one, up to another.
    async fn next(&mut self, tx: &mut Tx, after: i64, last: i64) -> Result<Option<AuditRecord>> {
        if self.0.is_empty() {
            self.0 = audit::walk(tx, after, i64::MAX, STEP).await?.into();
        }
        Ok(if self.0.front().is_some_and(|record| record.id <= last) { self.0.pop_front() } else { None })
    }
}
