//! `users rights`

use clap::Args;
use proto::v3;
use serde_json::Value;

use crate::{
    context::Context,
    failure::Result,
    output::{self, Format},
    user_id::UserId,
};

/// On whom.
#[derive(Args, Debug)]
pub(crate) struct Rights {
    #[command(flatten)]
    user: UserId,
}

impl Rights {
    /// Shows what the caller may do with a user.
    pub(crate) fn run(self, context: &Context) -> Result<()> {
        let answer = context.call("UserAccess/ListRights", &self.user.needed(context)?)?;
        let rights: v3::Rights = answer.message()?;
        let names: Vec<_> = rights.rights().map(|right| right.as_str_name()).collect();
        output::text(&match Format::of(context)? {
            Format::Json => {
                let names: Vec<_> = names.iter().map(|name| Value::from(*name).to_string()).collect();
                format!("[{}]\n", names.join(", "))
            }
            _ => names.join("\n") + "\n",
        })
    }
}
