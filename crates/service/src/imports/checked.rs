//! Records of a batch, checked, with their passwords hashed.

use domain::{Credential, Error, Imported, Policy, Result, Timestamp, User};
use tokio::task::JoinSet;

use super::{Options, Refused, Row};
use crate::{Service, passwords};

/// A record that may be imported; passwords are hashed by now.
pub(super) struct Checked {
    pub(super) line: i64,
    pub(super) imported: Imported,
    pub(super) hash: Option<String>,
}

pub(super) fn check(row: Row, now: Timestamp, options: Options, policy: Policy) -> Result<Checked, Refused> {
    let line = row.line;
    let refuse = |user_id: &str, error| Refused { line, user_id: user_id.to_owned(), error };
    let record = row.record.map_err(|error| refuse("", error))?;
    let user_id = record.ids.user_id.clone();
    let imported = record.check(now, options.allow_blocked, policy).map_err(|error| refuse(&user_id, error))?;
    if let Credential::Hash(hash) = &imported.credential {
        passwords::check_imported_hash(hash).map_err(|error| refuse(&user_id, error))?;
    }
    Ok(Checked { line, imported, hash: None })
}

/// As many at a time as there are threads for it, so that nobody who logs in meanwhile is turned away.
pub(super) async fn hash_passwords(service: &Service, rows: &mut [Checked]) -> Result<()> {
    let mut waiting: Vec<_> = rows.iter_mut().filter_map(Checked::without_hash).collect();
    for some in waiting.chunks_mut(service.settings.hashing_threads.max(1)) {
        let mut hashing = JoinSet::new();
        for (place, row) in some.iter().enumerate() {
            let Credential::Password(password) = row.imported.credential.clone() else { continue };
            let (hasher, rng) = (service.hasher.clone(), service.rng.clone());
            hashing.spawn(async move { (place, hasher.hash(password.into(), rng.as_ref()).await) });
        }
        while let Some(done) = hashing.join_next().await {
            let (place, hash) = done.map_err(Error::internal)?;
            if let Some(row) = some.get_mut(place) {
                row.hash = Some(hash?);
            }
        }
    }
    Ok(())
}

impl Checked {
    /// The record, if its password is still to be hashed. A ready-made hash is taken over.
    fn without_hash(&mut self) -> Option<&mut Self> {
        if let Credential::Hash(hash) = &self.imported.credential {
            self.hash = Some(hash.clone());
        }
        matches!(self.imported.credential, Credential::Password(_)).then_some(self)
    }

    pub(super) fn user(&self) -> &User {
        &self.imported.user
    }

    pub(super) fn refuse(&self, error: Error) -> Refused {
        Refused { line: self.line, user_id: self.user().user_id.to_string(), error }
    }
}
