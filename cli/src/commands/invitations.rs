//! `users invitations`

mod create;

use clap::{Args, Subcommand};
use proto::{
    roster::v1::{ExtendInvitationRequest, ResendInvitationRequest},
    v3::{DeleteInvitationRequest, ListInvitationsRequest},
};

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
    /// Invite people by mail
    #[command(aliases = ["add", "register"], after_help = create::EXAMPLES)]
    Create(Box<create::Create>),
    /// Mail an invitation again; it is good for as long as a new one from now on
    Resend(Address),
    /// Make an invitation good for as long as a new one from now on, without a mail
    Extend(Address),
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
        self.email.or(self.flag).filter(|email| !email.is_empty()).ok_or_else(missing)
    }
}

fn missing() -> Failure {
    Failure::here("no_email", "no email set")
}

impl Invitations {
    pub(crate) fn run(self, context: &Context) -> Result<()> {
        match self {
            Self::List(Listed { email: _, page }) => {
                let request = ListInvitationsRequest { limit: page.limit, page: page.page };
                let answer = context.call("UserInvitationRegistry/List", &request)?;
                output::list(context, page, &answer, "invitations")
            }
            Self::Create(create) => create.run(context),
            Self::Resend(address) => {
                let request = ResendInvitationRequest { email: address.get()? };
                let answer = context.call("roster.v1.InvitationDirectory/Resend", &request)?;
                output::one(context, &answer.dynamic()?)
            }
            Self::Extend(address) => {
                let request = ExtendInvitationRequest { email: address.get()? };
                let answer = context.call("roster.v1.InvitationDirectory/Extend", &request)?;
                output::one(context, &answer.dynamic()?)
            }
            Self::Delete(address) => {
                let email = address.get()?;
                context.call("UserInvitationRegistry/Delete", &DeleteInvitationRequest { email }).map(drop)
            }
        }
    }
}
