//! Whether what is derived from the users is right, and making it again.

use domain::Result;
use store::check;

use crate::{Caller, Service};

/// What a check has found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Users who were looked at.
    pub users: u64,
    /// Whether the totals were wrong.
    pub totals: bool,
    /// Users whose texts of searches were wrong.
    pub texts: u64,
    /// Whether the index of searches was wrong.
    pub index: bool,
}

impl Findings {
    /// Whether nothing was wrong.
    pub fn is_clean(&self) -> bool {
        !self.totals && self.texts == 0 && !self.index
    }
}

/// Compares everything that is derived; where it is wrong and should be mended, it is made again.
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
    findings.index = !check::index_is_right(&mut tx).await?;
    if findings.index && mend {
        check::rebuild_index(&mut tx).await?;
    }
    findings.totals = !check::totals_are_right(&mut tx).await?;
    if findings.totals && mend {
        check::count_totals(&mut tx).await?;
    }
    tx.commit().await?;
    Ok(findings)
}
