//! `audit`

use clap::{Args, Subcommand};
use clap_complete::ArgValueCompleter;
use prost_types::Timestamp;
use proto::roster::v1::ListAuditRecordsRequest;

use crate::{clock, completion, context::Context, failure::Result, output, pages::Pages, user_id::UserId};

/// What to do with the trail.
#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Show who did what to whom, the latest first
    #[command(alias = "ls", after_help = EXAMPLES)]
    List(Listed),
}

const EXAMPLES: &str = "Examples:
  roster audit list -o table
  roster audit list colleague --action 'user.*'
  roster audit list --actor admin --from 2026-11-01 --until 2026-12-01 --all-pages -o ndjson";

/// What a table shows; what changed does not fit into one.
const COLUMNS: [&str; 5] = ["at", "actor", "action", "user_id", "address"];

/// Which records to show.
#[derive(Args, Debug)]
pub(crate) struct Listed {
    #[command(flatten)]
    user: UserId,
    /// Only what this user did, or `host`, which stands for commands on the server itself
    #[arg(long, value_name = "USER_ID", default_value = "", hide_default_value = true,
        add = ArgValueCompleter::new(completion::user_ids))]
    actor: String,
    /// Only this action, or several such as `user.*`
    #[arg(long, value_name = "ACTION", default_value = "", hide_default_value = true,
        add = ArgValueCompleter::new(completion::actions))]
    action: String,
    /// Only from this time on
    #[arg(long, value_name = "TIME", value_parser = clock::parse)]
    from: Option<Timestamp>,
    /// Only before this time
    #[arg(long, value_name = "TIME", value_parser = clock::parse)]
    until: Option<Timestamp>,
    /// How many to show
    #[arg(long, value_name = "NUMBER", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    /// All of them
    #[arg(long, conflicts_with = "limit")]
    all_pages: bool,
}

impl Audit {
    pub(crate) fn run(self, context: &Context) -> Result<()> {
        match self {
            Self::List(listed) => listed.run(context),
        }
    }
}

impl Listed {
    fn run(self, context: &Context) -> Result<()> {
        let request = ListAuditRecordsRequest {
            user_id: self.user.given(context)?.unwrap_or_default(),
            actor: self.actor,
            action: self.action,
            from: self.from,
            until: self.until,
            ..ListAuditRecordsRequest::default()
        };
        let most = if self.all_pages { 0 } else { self.limit };
        let mut list = output::List::begin(context, COLUMNS.map(str::to_owned).to_vec())?;
        for records in Pages::of(context, "roster.v1.AuditTrail/List", "records", request, most) {
            list.write(&records?)?;
        }
        list.end().map(drop)
    }
}
