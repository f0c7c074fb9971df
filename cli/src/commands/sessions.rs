//! `users sessions`

use clap::{Args, Subcommand};
use proto::v3::{ListUserSessionsRequest, UserSessionIdentifiers};

use crate::{
    context::Context,
    failure::{Failure, Result},
    output,
    page::Page,
    user_id::UserId,
};

/// What to do with sessions.
#[derive(Debug, Subcommand)]
pub(crate) enum Sessions {
    /// List where a user is logged in
    #[command(alias = "ls")]
    List(Listed),
    /// End a session
    #[command(aliases = ["del", "remove", "rm"])]
    Delete(Named),
}

/// Whose sessions to list.
#[derive(Args, Debug)]
pub(crate) struct Listed {
    #[command(flatten)]
    user: UserId,
    #[arg(
        long,
        help = "Sort by created_at, or backwards by -created_at",
        value_name = "FIELD",
        default_value = "",
        hide_default_value = true,
        allow_hyphen_values = true
    )]
    order: String,
    #[command(flatten)]
    page: Page,
}

/// Which session: the user's ID, and then the session's.
#[derive(Args, Debug)]
pub(crate) struct Named {
    #[command(flatten)]
    user: UserId,
    /// The ID of the session, as a flag
    #[arg(long, value_name = "SESSION_ID")]
    session_id: Option<String>,
}

impl Sessions {
    pub(crate) fn run(self, context: &Context) -> Result<()> {
        match self {
            Self::List(Listed { user, order, page: Page { limit, page } }) => {
                let user_ids = Some(user.needed(context)?);
                let request = ListUserSessionsRequest { user_ids, order, limit, page };
                let answer = context.call("UserSessionRegistry/List", &request)?;
                output::list(context, Page { limit, page }, &answer, "sessions")
            }
            Self::Delete(named) => {
                let (user_ids, session_id) = named.user.with_other(context, named.session_id.as_ref())?;
                let session_id = session_id.ok_or_else(|| Failure::here("no_session_id", "no session ID set"))?;
                let ids = UserSessionIdentifiers { user_ids: Some(user_ids), session_id };
                context.call("UserSessionRegistry/Delete", &ids).map(drop)
            }
        }
    }
}
