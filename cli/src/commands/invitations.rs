//! `users invitations`

use clap::{Args, Subcommand};
use proto::v3::{DeleteInvitationRequest, ListInvitationsRequest, SendInvitationRequest};

use crate::{
    context::Context,
    failure::{Failure, Result},
    output,
    page::Page,
};

/// What to do with invitations.
#[derive(Debug, Subcommand)]
pub(crate) enum Invitations {
    /// List invitations, with the tokens by which they are accepted
    #[command(alias = "ls")]
    List(Listed),
    /// Invite somebody by mail
    #[command(aliases = ["add", "register"])]
    Create(Address),
    /// Take an invitation back
    #[command(aliases = ["del", "remove", "rm"])]
    Delete(Address),
}

/// Which of them to list.
#[derive(Args, Debug)]
pub(crate) struct Listed {
    /// Scripts give it; it chooses nothing
    #[arg(long, hide = true)]
    email: Option<String>,
    #[command(flatten)]
    page: Page,
}

/// Whose invitation.
#[derive(Args, Debug)]
pub(crate) struct Address {
    /// The e-mail address
    #[arg(value_name = "EMAIL")]
    email: Option<String>,
    /// The same as a flag
    #[arg(long = "email", value_name = "EMAIL", id = "email-flag")]
    flag: Option<String>,
}

impl Address {
    fn get(self) -> Result<String> {
        self.email
            .or(self.flag)
            .filter(|email| !email.is_empty())
            .ok_or_else(|| Failure::here("no_email", "no email set"))
    }
}

impl Invitations {
    pub(crate) fn run(self, context: &Context) -> Result<()> {
        match self {
            Self::List(Listed { email: _, page }) => list(context, page),
            Self::Create(address) => {
                let email = address.get()?;
                context.call("UserInvitationRegistry/Send", &SendInvitationRequest { email })?;
                context.log.hint(&format!("`{} users invitations list` shows the token.", context.program.name()));
                Ok(())
            }
            Self::Delete(address) => {
                let email = address.get()?;
                context.call("UserInvitationRegistry/Delete", &DeleteInvitationRequest { email })?;
                Ok(())
            }
        }
    }
}

fn list(context: &Context, page: Page) -> Result<()> {
    let request = ListInvitationsRequest { limit: page.limit, page: page.page };
    let answer = context.call("UserInvitationRegistry/List", &request)?;
    output::list(context, page, &answer, "invitations")
}
