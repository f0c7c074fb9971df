//! `roster-server check`

use service::Caller;

use super::{audit, print, with_service};
use crate::{Refusal, Result, config::Config};

/// `check`
#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// Make again what is wrong
    #[arg(long)]
    repair: bool,
}

/// Compares what is derived from the users with them, verifies the trail, and says what is wrong.
pub(crate) fn run(config: &Config, args: &Check) -> Result<()> {
    let caller = Caller::host("check");
    let found = with_service(config, async |service| service::check::run(service, &caller, args.repair).await)?;
    let say = |wrong: bool| match (wrong, args.repair) {
        (false, _) => "right",
        (true, true) => "were wrong, and are mended",
        (true, false) => "are wrong",
    };
    let orphans: Vec<_> = found.orphans.iter().map(|(table, rows)| format!("{rows} in {table}")).collect();
    print(format_args!(
        "{} users looked at.\nTotals: {}.\nTexts that searches look at: {}{}.\nIndex of searches: {}.\n\
         Rows without their user: {}{}.\nTrail: {}.\n",
        found.users,
        say(found.totals),
        if found.texts > 0 { format!("of {} users ", found.texts) } else { String::new() },
        say(found.texts > 0),
        say(found.index).replace("were", "was").replace("are", "is"),
        if orphans.is_empty() { "none".into() } else { orphans.join(", ") },
        if args.repair && !orphans.is_empty() { "; they are removed" } else { "" },
        found.trail.as_ref().map_or("right", |_| "is damaged"),
    ))?;
    match found.trail {
        Some(damage) => Err(audit::damaged(&damage)),
        None if found.is_clean() || args.repair => Ok(()),
        None => Err(Refusal::new("something is wrong; `roster-server check --repair` mends it")),
    }
}
