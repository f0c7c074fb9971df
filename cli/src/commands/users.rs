//! `users`

mod create;
mod export;
mod import;
mod list;
mod many;
mod picture;
mod remove;
mod search;
mod set;
mod state;
mod walk;

use clap::{Args, Subcommand};
use proto::v3::{GetUserRequest, State, User};

use self::many::Deed;

use super::{
    api_keys::ApiKeys,
    bookmarks::Bookmarks,
    contact_info::Contacts,
    invitations::Invitations,
    passwords::{Forgot, LoginToken, Update},
    programs::Programs,
    rights::Rights,
    sessions::Sessions,
    validations::Validations,
};
use crate::{browser, context::Context, failure::Result, output, user_fields::Select, user_id::UserId};

/// What to do with users.
#[derive(Debug, Subcommand)]
pub(crate) enum Users {
    /// List users
    #[command(alias = "ls", after_help = list::EXAMPLES)]
    List(list::List),
    /// Search for users
    #[command(after_help = search::EXAMPLES)]
    Search(search::Search),
    /// Show a user
    #[command(alias = "info", after_help = GET_EXAMPLES)]
    Get(Get),
    /// Make a user
    #[command(aliases = ["add", "register"], after_help = create::EXAMPLES)]
    Create(Box<create::Create>),
    /// Change a user
    #[command(alias = "update", after_help = set::EXAMPLES)]
    Set(Box<set::Set>),
    /// Let a user in, or all whom a filter finds
    #[command(after_help = STATE_EXAMPLES)]
    Approve(Box<state::ToState>),
    /// Turn a user away, or all whom a filter finds
    Reject(Box<state::ToState>),
    /// Suspend a user, or all whom a filter finds: they can do nothing until they are approved again
    Suspend(Box<state::ToState>),
    /// Delete a user, or all whom a filter finds; the IDs stay reserved
    #[command(aliases = ["del", "remove", "rm"])]
    Delete(remove::Whom),
    /// Bring a deleted user back, or all whom a filter finds
    #[command(after_help = remove::RESTORE_EXAMPLES)]
    Restore(remove::Whom),
    /// Remove a user for good, and set the ID free; or all deleted users whom a filter finds
    #[command(aliases = ["permanent-delete", "hard-delete"], after_help = remove::PURGE_EXAMPLES)]
    Purge(remove::Purge),
    /// Write all users to a file
    #[command(after_help = export::EXAMPLES)]
    Export(export::Export),
    /// Make users from a file
    #[command(after_help = import::EXAMPLES)]
    Import(Box<import::Import>),
    /// Manage invitations
    #[command(alias = "invitation", subcommand_required = true, arg_required_else_help = true, subcommand)]
    Invitations(Invitations),
    /// Show what one may do with a user
    Rights(Rights),
    /// Manage API keys
    #[command(alias = "api-key", subcommand_required = true, arg_required_else_help = true, subcommand)]
    ApiKeys(ApiKeys),
    /// Manage sessions
    #[command(alias = "session", subcommand_required = true, arg_required_else_help = true, subcommand)]
    Sessions(Sessions),
    /// Manage what users have let programs do
    #[command(subcommand_required = true, arg_required_else_help = true, subcommand)]
    Oauth(Programs),
    /// Have a temporary password mailed
    ForgotPassword(Forgot),
    /// Change a password
    #[command(alias = "change-password")]
    UpdatePassword(Update),
    /// Make a token to log in with
    CreateLoginToken(LoginToken),
    /// Prove e-mail addresses
    #[command(aliases = ["email-validation", "ev"], subcommand_required = true, arg_required_else_help = true, subcommand)]
    EmailValidations(Validations),
    /// Manage ways to get in touch
    #[command(hide = true, subcommand_required = true, arg_required_else_help = true, subcommand)]
    ContactInfo(Contacts),
    /// Manage bookmarks
    #[command(aliases = ["bookmark", "bm"], subcommand_required = true, arg_required_else_help = true, subcommand)]
    Bookmarks(Bookmarks),
}

const GET_EXAMPLES: &str = "Examples:
  roster users get colleague --name --state
  roster users get colleague --all -o table";

/// Whom to show, and what of them.
#[derive(Args, Debug)]
pub(crate) struct Get {
    #[command(flatten)]
    user: UserId,
    #[command(flatten)]
    select: Select,
    /// Open the user's page in the console too
    #[arg(long)]
    open: bool,
}

const STATE_EXAMPLES: &str = "Examples:
  roster users approve new-user
  roster users approve --filter 'state:requested email:*@example.org'
  roster users suspend --filter 'expires:<2026-12-01' --reason 'Contract ended' --dry-run";

impl Users {
    pub(crate) fn run(self, context: &Context) -> Result<()> {
        context.warn_of_plain_text()?;
        match self {
            Self::List(list) => list.run(context),
            Self::Search(search) => search.run(context),
            Self::Get(get) => get.run(context),
            Self::Create(create) => create.run(context),
            Self::Set(set) => set.run(context),
            Self::Approve(state) => {
                state.run(context, State::Approved, &Deed { does: "approves", done: "approved", of_deleted: false })
            }
            Self::Reject(state) => {
                state.run(context, State::Rejected, &Deed { does: "rejects", done: "rejected", of_deleted: false })
            }
            Self::Suspend(state) => {
                state.run(context, State::Suspended, &Deed { does: "suspends", done: "suspended", of_deleted: false })
            }
            Self::Delete(whom) => whom.delete(context),
            Self::Restore(whom) => whom.restore(context),
            Self::Purge(purge) => purge.run(context),
            Self::Export(export) => export.run(context),
            Self::Import(import) => import.run(context),
            Self::Invitations(invitations) => invitations.run(context),
            Self::Rights(rights) => rights.run(context),
            Self::ApiKeys(api_keys) => api_keys.run(context),
            Self::Sessions(sessions) => sessions.run(context),
            Self::Oauth(programs) => programs.run(context),
            Self::ForgotPassword(forgot) => forgot.run(context),
            Self::UpdatePassword(update) => update.run(context),
            Self::CreateLoginToken(token) => token.run(context),
            Self::EmailValidations(validations) => validations.run(context),
            Self::ContactInfo(contacts) => contacts.run(context),
            Self::Bookmarks(bookmarks) => bookmarks.run(context),
        }
    }
}

impl Get {
    fn run(mut self, context: &Context) -> Result<()> {
        let user_ids = self.user.needed(context)?;
        warn_of_all(context, &self.select);
        for path in output::shown_by_template(context)? {
            self.select.add(&path);
        }
        let request = GetUserRequest { user_ids: Some(user_ids), field_mask: Some(self.select.mask()) };
        let answer = context.call("UserRegistry/Get", &request)?;
        if self.open {
            let ids = answer.message::<User>()?.ids.unwrap_or_default();
            browser::open_user(context, &ids.user_id);
        }
        output::one(context, &answer.dynamic()?)
    }
}

/// What scripts are told there.
fn warn_of_all(context: &Context, select: &Select) {
    if select.all && context.program == crate::program::Program::Peer {
        context.log.warn("The --all flag is not covered by our compatibility commitment.");
        context.log.warn("With later versions it may show other fields.");
        context.log.warn("Only use the --all flag for development.");
    }
}
