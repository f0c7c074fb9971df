//! Counting guesses at passwords, before they are made, for all doors and servers; [`domain::guessing`] says how many are
//! allowed.

use std::net::IpAddr;

use domain::{
    Error, Result,
    guessing::{Guesses, Ladder},
};
use sha2::{Digest as _, Sha256};
use store::{Tx, devices, guesses};

use crate::{RequestContext, Service};

/// Bytes that tell accounts apart which nobody has. Sixteen million counters bound the table, and are too many for anybody
/// to use them up and then see which names still have one of their own.
const UNKNOWN: usize = 3;

/// A guess that is counted already.
#[must_use = "what was not wrong has to be given back"]
pub(crate) struct Guess {
    counted: Vec<(Ladder, [u8; 32])>,
}

impl Guess {
    /// Counts a guess at the password of a user, or of nobody, who was asked for by `login`.
    ///
    /// # Errors
    /// Resource exhausted, with the time to wait.
    pub(crate) async fn count(
        service: &Service,
        context: &RequestContext,
        user: Option<i64>,
        login: &str,
    ) -> Result<Self> {
        let mut tx = service.db.read().await?;
        let counted = subjects(&mut tx, service, context, user, login).await?;
        // Whoever has to wait costs no writing.
        for (ladder, subject) in &counted {
            ladder.take(guesses::get(&mut tx, subject).await?, service.now()).map_err(Error::too_many_guesses)?;
        }
        drop(tx);
        let mut tx = service.db.write().await?;
        for (ladder, subject) in &counted {
            let before = guesses::get_for_update(&mut tx, subject).await?;
            let after = ladder.take(before, service.now()).map_err(Error::too_many_guesses)?;
            guesses::set(&mut tx, subject, after).await?;
        }
        tx.commit().await?;
        Ok(Self { counted })
    }

    /// It was right.
    pub(crate) async fn right(self, tx: &mut Tx) -> Result<()> {
        self.give_back(tx, true).await
    }

    /// It was never made.
    pub(crate) async fn undone(self, service: &Service) -> Result<()> {
        let mut tx = service.db.write().await?;
        self.give_back(&mut tx, false).await?;
        tx.commit().await
    }

    async fn give_back(self, tx: &mut Tx, was_right: bool) -> Result<()> {
        for (ladder, subject) in &self.counted {
            let before = guesses::get_for_update(tx, subject).await?;
            guesses::set(tx, subject, ladder.give_back(before, was_right)).await?;
        }
        Ok(())
    }
}

/// What is counted, in the order in which everybody locks it: the address, then the account; or only the device, if the
/// owner is known there and has not failed too often.
async fn subjects(
    tx: &mut Tx,
    service: &Service,
    context: &RequestContext,
    user: Option<i64>,
    login: &str,
) -> Result<Vec<(Ladder, [u8; 32])>> {
    let key = user.unwrap_or_default();
    if let Some(device) = &context.device {
        let subject = hashed("device", &[device, &key.to_be_bytes()]);
        let known = devices::is_known(tx, device, key).await?;
        if known && Ladder::Device.take(guesses::get(tx, &subject).await?, service.now()).is_ok() {
            return Ok(vec![(Ladder::Device, subject)]);
        }
    }
    let account = match user {
        Some(key) => hashed("account", &[&key.to_be_bytes()]),
        None => hashed("nobody", &[&hashed("login", &[login.to_lowercase().as_bytes()])[..UNKNOWN]]),
    };
    let address =
        context.address.parse().ok().map(|address| (Ladder::Address, hashed("address", &[&network(address)])));
    Ok(address.into_iter().chain([(Ladder::Account, account)]).collect())
}

/// Who has one address of IPv6 has a whole network of them.
pub(crate) fn network(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().into_iter().take(8).collect(),
    }
}

/// Nothing that anybody typed is stored readable: some type a password where the name belongs.
fn hashed(kind: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new_with_prefix(kind);
    for part in parts {
        hash.update([0]);
        hash.update(part);
    }
    hash.finalize().into()
}

/// Forgets what is too old to matter.
pub(crate) async fn sweep(tx: &mut Tx, service: &Service) -> Result<()> {
    let now = service.now();
    guesses::delete_before(tx, now.minus(Guesses::FORGOTTEN)).await?;
    devices::delete_before(tx, now.minus(crate::sessions::DEVICE_KEPT)).await?;
    Ok(())
}
