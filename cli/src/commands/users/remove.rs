//! `users delete`, `users restore`, `users purge`

use clap::Args;
use domain::terms;
use proto::{
    roster::v1::{DeleteUsersRequest, PurgeUsersRequest, RestoreUsersRequest},
    v3::UserIdentifiers,
};

use super::many::{Deed, Many};
use crate::{context::Context, failure::Result, prompt, user_id::UserId};

pub(super) const RESTORE_EXAMPLES: &str = "Examples:
  roster users restore colleague
  roster users restore --filter 'deleted:>=2026-11-27 email:*@example.org' --dry-run";

pub(super) const PURGE_EXAMPLES: &str = "Examples:
  roster users purge colleague
  roster users purge --filter 'deleted:<2026-01-01' --dry-run";

/// Whom to delete, or to bring back.
#[derive(Args, Debug)]
pub(crate) struct Whom {
    #[command(flatten)]
    user: UserId,
    #[command(flatten)]
    many: Many,
}

/// Whom to remove for good.
#[derive(Args, Debug)]
pub(crate) struct Purge {
    #[command(flatten)]
    user: UserId,
    /// Do not ask whether that is meant
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    many: Many,
}

impl Whom {
    pub(super) fn delete(&self, context: &Context) -> Result<()> {
        if let Some(filter) = &self.many.filter {
            let deed = Deed { does: "deletes", done: "deleted", of_deleted: false };
            return self.many.run(context, (&self.user, filter), &deed, |user_ids| {
                context.call("roster.v1.UserDirectory/Delete", &DeleteUsersRequest { user_ids })?.message()
            });
        }
        let ids = self.user.needed(context)?;
        context.call("UserRegistry/Delete", &ids)?;
        let name = context.program.name();
        context.log.hint(&format!(
            "`{name} users restore {0}` brings them back; `{name} users purge {0}` sets the ID free.",
            ids.user_id
        ));
        Ok(())
    }

    pub(super) fn restore(&self, context: &Context) -> Result<()> {
        if let Some(filter) = &self.many.filter {
            let deed = Deed { does: "brings back", done: "brought back", of_deleted: true };
            return self.many.run(context, (&self.user, &deleted(filter)), &deed, |user_ids| {
                context.call("roster.v1.UserDirectory/Restore", &RestoreUsersRequest { user_ids })?.message()
            });
        }
        context.call("UserRegistry/Restore", &self.user.needed(context)?).map(drop)
    }
}

impl Purge {
    pub(super) fn run(mut self, context: &Context) -> Result<()> {
        self.many.yes |= self.force;
        if let Some(filter) = &self.many.filter {
            let deed = Deed {
                does: "removes for good, with everything that belongs to them,",
                done: "removed for good",
                of_deleted: true,
            };
            return self.many.run(context, (&self.user, &deleted(filter)), &deed, |user_ids| {
                context.call("roster.v1.UserDirectory/Purge", &PurgeUsersRequest { user_ids })?.message()
            });
        }
        let ids = self.user.needed(context)?;
        if !self.many.yes && !context.settings.on("show-request") {
            confirm(context, &ids)?;
        }
        context.call("UserRegistry/Purge", &ids).map(drop)
    }
}

/// The same filter of deleted users only, whether it says so or not. An empty one stays empty.
fn deleted(filter: &str) -> String {
    let says_so = terms::parse(filter).is_ok_and(|filter| filter.deleted);
    if says_so || filter.trim().is_empty() { filter.to_owned() } else { format!("{filter} deleted:yes") }
}

fn confirm(context: &Context, ids: &UserIdentifiers) -> Result<()> {
    context.log.warn(&format!("This removes {} for good, with everything that belongs to the user.", ids.user_id));
    context.log.warn("The ID can then be taken by somebody else.");
    prompt::sure(&context.log)
}
