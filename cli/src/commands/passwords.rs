//! `users forgot-password`, `users update-password`, `users create-login-token`

use std::path::PathBuf;

use clap::Args;
use proto::v3::{CreateLoginTokenRequest, CreateTemporaryPasswordRequest, UpdateUserPasswordRequest};

use crate::{
    context::{Auth, Context},
    failure::Result,
    output, passwords, secret,
    user_id::UserId,
};

/// Who forgot a password.
#[derive(Args, Debug)]
pub(crate) struct Forgot {
    #[command(flatten)]
    user: UserId,
    /// The e-mail address of the user
    #[arg(long, value_name = "EMAIL", default_value = "", hide_default_value = true)]
    email: String,
}

impl Forgot {
    pub(crate) fn run(self, context: &Context) -> Result<()> {
        let mut user_ids = self.user.needed(context)?;
        user_ids.email = self.email;
        let request = CreateTemporaryPasswordRequest { user_ids: Some(user_ids) };
        context.call_as(Auth::None, "UserRegistry/CreateTemporaryPassword", &request).map(drop)
    }
}

/// Whose password to change.
#[derive(Args, Debug)]
pub(crate) struct Update {
    #[command(flatten)]
    user: UserId,
    /// The old password; better typed at the prompt
    #[arg(long, value_name = "TEXT")]
    old: Option<String>,
    /// The new password; better typed at the prompt
    #[arg(long, value_name = "TEXT")]
    new: Option<String>,
    /// Read the old password from a file; - is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "old")]
    old_file: Option<PathBuf>,
    /// Read the new password from a file; - is the next line of standard input
    #[arg(long, value_name = "FILE", conflicts_with = "new")]
    new_file: Option<PathBuf>,
    /// End all sessions, and everything else that was opened with the old password
    #[arg(long, default_value = "true")]
    revoke_all_access: bool,
}

impl Update {
    pub(crate) fn run(self, context: &Context) -> Result<()> {
        let user_ids = self.user.needed(context)?;
        let old = match (self.old, self.old_file) {
            (Some(old), _) => old,
            (None, Some(file)) => secret::from_file(&file)?,
            (None, None) => passwords::old()?,
        };
        let new = match (self.new, self.new_file) {
            (Some(new), _) => new,
            (None, Some(file)) => secret::from_file(&file)?,
            (None, None) => passwords::new(context)?,
        };
        let revoke_all_access = self.revoke_all_access;
        let request = UpdateUserPasswordRequest { user_ids: Some(user_ids), new, old, revoke_all_access };
        output::one(context, &context.call_as(Auth::Welcome, "UserRegistry/UpdatePassword", &request)?.dynamic()?)
    }
}

/// Who gets a token to log in with.
#[derive(Args, Debug)]
pub(crate) struct LoginToken {
    #[command(flatten)]
    user: UserId,
}

impl LoginToken {
    pub(crate) fn run(self, context: &Context) -> Result<()> {
        let request = CreateLoginTokenRequest { user_ids: Some(self.user.needed(context)?), skip_email: false };
        output::one(context, &context.call_as(Auth::Welcome, "UserAccess/CreateLoginToken", &request)?.dynamic()?)
    }
}
