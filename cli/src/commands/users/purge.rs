//! `users purge`

use clap::Args;

use crate::{
    context::Context,
    failure::{Failure, Result},
    prompt,
    user_id::UserId,
};

/// Whom to remove for good.
#[derive(Args, Debug)]
pub(crate) struct Purge {
    #[command(flatten)]
    user: UserId,
    /// Do not ask whether that is meant
    #[arg(long, visible_alias = "yes")]
    force: bool,
}

impl Purge {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let ids = self.user.needed(context)?;
        if !self.force && !context.settings.on("show-request") {
            context
                .log
                .warn(&format!("This removes {} for good, with everything that belongs to the user.", ids.user_id));
            context.log.warn("The ID can then be taken by somebody else.");
            context.log.warn("Are you sure? Confirm your choice:");
            if !prompt::confirmed()? {
                return Err(Failure::here("no_confirmation", "action not confirmed"));
            }
        }
        context.call("UserRegistry/Purge", &ids).map(drop)
    }
}
