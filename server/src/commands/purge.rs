//! `roster-server purge`

use domain::User;
use service::{Caller, retention};

use super::{print, users, with_service};
use crate::{Result, config::Config};

/// The most users that are listed.
const LISTED: u32 = 1_000;

/// `purge`
#[derive(Debug, clap::Args)]
pub(crate) struct Purge {
    /// List who would be purged, and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// Purges deleted users whose time is up, as the server does by itself every now and then.
pub(crate) fn run(config: &Config, args: &Purge) -> Result<()> {
    if config.service_settings().purge_after.is_none() {
        return print("Deleted users are kept until an admin purges them: deleted.purge_after is forever.\n");
    }
    let caller = Caller::host("purge");
    if !args.dry_run {
        let purged = with_service(config, async |service| retention::run(service, &caller).await)?;
        return print(format_args!("{} purged.\n", users(purged)));
    }
    let due = with_service(config, async |service| retention::due(service, &caller, LISTED).await)?;
    for User { user_id, deleted_at, deleted_by, .. } in &due {
        let at = deleted_at.map(domain::Timestamp::to_utc_text).unwrap_or_default();
        let by = deleted_by.as_deref().unwrap_or("somebody");
        print(format_args!("{user_id}: deleted {at} by {by}\n"))?;
    }
    let least = if due.len() == LISTED as usize { "At least " } else { "" };
    let kept = String::from(config.deleted.purge_after);
    print(format_args!("{least}{} would be purged, deleted longer ago than {kept}.\n", users(due.len() as u64)))
}
