//! Whether the database holds together: what is derived from the users, what belongs to them, and the trail.

use std::iter;

use domain::{Damage, Result};
use store::{check, orphans};

use crate::{Caller, Service, audit};

/// What a check has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Users who were looked at.
    pub users: u64,
    /// Whether the totals were wrong.
    pub totals: bool,
    /// Users whose texts of searches were wrong.
    pub texts: u64,
    /// Whether the index of searches was wrong.
    pub index: bool,
    /// Tables with rows of users who are not there, and how many.
    pub orphans: Vec<(&'static str, u64)>,
    /// What is wrong with the trail. This can't be made again.
    pub trail: Option<Damage>,
}

impl Findings {
    /// Whether nothing was wrong that can be mended.
    pub fn is_clean(&self) -> bool {
        !self.totals && self.texts == 0 && !self.index && self.orphans.is_empty()
    }
}

/// Compares everything that is derived, looks for orphans, and verifies the trail. Where it should be mended, what is
/// derived is made again, and orphans are removed.
///
/// # Errors
/// Permission denied, to anybody but the host; whatever keeps the database from answering.
pub async fn run(service: &Service, caller: &Caller, mend: bool) -> Result<Findings> {
    caller.require_host()?;
    let mut findings = Findings::default();
    let mut after = 0;
    loop {
        // A transaction for each step, so that others write between them.
        let mut tx = service.db.write().await?;
        let compared = check::compare_texts(&mut tx, after, mend).await?;
        tx.commit().await?;
        if compared.users == 0 {
            break;
        }
        after = compared.last;
        findings.users += compared.users;
        findings.texts += compared.different;
    }
    let mut tx = service.db.write().await?;
    tx.unhurried().await?;
    findings.index = !check::index_is_right(&mut tx).await?;
    if findings.index && mend {
        check::rebuild_index(&mut tx).await?;
    }
    findings.totals = !check::totals_are_right(&mut tx).await?;
    if findings.totals && mend {
        check::count_totals(&mut tx).await?;
    }
    findings.orphans = orphans::count(&mut tx).await?;
    if !findings.orphans.is_empty() && mend {
        orphans::delete(&mut tx).await?;
    }
    tx.commit().await?;
    findings.trail = audit::verify(service, caller, iter::empty()).await?.damage;
    Ok(findings)
}
