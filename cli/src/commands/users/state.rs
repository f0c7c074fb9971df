//! `users approve`, `users reject`, `users suspend`

use clap::Args;
use prost_types::FieldMask;
use proto::v3::{State, UpdateUserRequest, User, UserIdentifiers};

use super::many::{Deed, Many};
use crate::{context::Context, failure::Result, output, user_id::UserId};

/// Whom to give another state, and why.
#[derive(Args, Debug)]
pub(crate) struct ToState {
    #[command(flatten)]
    user: UserId,
    /// Why; the user can read it
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    reason: String,
    #[command(flatten)]
    many: Many,
}

impl ToState {
    pub(super) fn run(self, context: &Context, state: State, deed: &Deed) -> Result<()> {
        let paths = ["state", "state_description"].map(str::to_owned).to_vec();
        let change = |ids: UserIdentifiers| UpdateUserRequest {
            user: Some(User {
                ids: Some(ids),
                state: state.into(),
                state_description: self.reason.clone(),
                ..User::default()
            }),
            field_mask: Some(FieldMask { paths: paths.clone() }),
        };
        if let Some(filter) = &self.many.filter {
            return super::set::many(context, &self.many, (&self.user, filter), deed, change);
        }
        let request = change(self.user.needed(context)?);
        output::one(context, &context.call("UserRegistry/Update", &request)?.dynamic()?)
    }
}
