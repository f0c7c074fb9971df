//! Sealing the trail, behind those who write it: nobody waits for anybody.

use domain::{Result, Seal};
use store::{
    Tx, audit, locks,
    seals::{self, Horizon},
};

use super::chain::{Links, NO_HEAD};
use crate::Service;

/// The most records of one seal: as much as is read in a moment, on SQLite while nobody else writes.
const MOST: i64 = 10_000;
/// Records that are in memory at a time.
const STEP: u32 = 1_000;

/// Makes seals, one each time that it is asked. Any number of them may be at it, on any number of servers.
pub struct Sealer {
    service: Service,
    /// What was the end of the trail, as long as somebody may still add records before it.
    horizon: Option<Horizon>,
}

impl Sealer {
    /// One that has seen nothing yet.
    pub fn new(service: Service) -> Self {
        Self { service, horizon: None }
    }

    /// Seals the records that are not sealed yet, ten thousand at the most. Answers the seal; `None` if there is nothing to
    /// seal, if somebody who writes may still add records before the last one, or if another is sealing at this moment.
    /// Where there is nothing to seal, nothing is written.
    ///
    /// # Errors
    /// Whatever keeps the database from answering; then nothing was sealed.
    pub async fn run(&mut self) -> Result<Option<Seal>> {
        let Some(horizon) = self.settled().await? else { return Ok(None) };
        let mut tx = self.service.db.write().await?;
        if !locks::try_seals(&mut tx).await? {
            return Ok(None);
        }
        // Asked again: only now nobody else is sealing.
        let last = seals::last(&mut tx).await?;
        let number = last.as_ref().map_or(1, |last| last.number + 1);
        let Some(seal) = links(&mut tx, last, horizon).await?.seal(number, self.service.now()) else {
            return Ok(None);
        };
        seals::insert(&mut tx, &seal).await?;
        tx.commit().await?;
        Ok(Some(seal))
    }

    /// Up to which record to seal. Who writes all the time must not put that off for ever, so the end of the trail is
    /// remembered until all who wrote then have ended.
    async fn settled(&mut self) -> Result<Option<i64>> {
        let mut tx = self.service.db.read().await?;
        let sealed = end(seals::last(&mut tx).await?.as_ref());
        if self.horizon.as_ref().is_none_or(|horizon| horizon.last_id <= sealed) {
            self.horizon = seals::horizon(&mut tx, sealed).await?;
        }
        match &self.horizon {
            Some(horizon) if seals::is_settled(&mut tx, horizon).await? => Ok(Some(horizon.last_id)),
            _ => Ok(None),
        }
    }
}

/// The last record that is sealed.
fn end(last: Option<&Seal>) -> i64 {
    last.map_or(i64::MIN, |seal| seal.last_id)
}

async fn links(tx: &mut Tx, last: Option<Seal>, horizon: i64) -> Result<Links> {
    let mut after = end(last.as_ref());
    let mut links = Links::after(last.map_or_else(|| NO_HEAD.to_vec(), |seal| seal.head));
    while links.count() < MOST {
        let some = audit::walk(tx, after, horizon, STEP).await?;
        let Some(record) = some.last() else { break };
        after = record.id;
        for record in &some {
            links.add(record);
        }
    }
    Ok(links)
}
