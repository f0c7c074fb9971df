//! `users set`

use clap::Args;
use prost_types::FieldMask;
use proto::v3::{UpdateUserRequest, User};
use serde_json::Map;

use crate::{context::Context, failure::Result, json::read, output, user_fields::Assign, user_id::UserId};

pub(super) const EXAMPLES: &str = "Examples:
  roster users set new-user --state approved --admin true
  roster users set colleague --state suspended --state-description 'Left the company'
  roster users set colleague --attributes team=iot,floor=2";

/// Whom to change, and what of them.
#[derive(Args, Debug)]
pub(crate) struct Set {
    #[command(flatten)]
    user: UserId,
    #[command(flatten)]
    assign: Assign,
}

impl Set {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let ids = self.user.needed(context)?;
        let paths = self.assign.paths();
        if paths.is_empty() {
            context.log.warn("No fields selected, won't update anything");
            return Ok(());
        }
        if paths.iter().any(|path| path == "password") {
            let name = context.program.name();
            context.log.warn("The password of a user can't be changed like this.");
            context.log.warn(&format!("Use \"{name} users update-password USER_ID\" to change yours."));
            context.log.warn(&format!("Admins use \"{name} users set USER_ID --temporary-password PASSWORD\"; it is good for choosing another."));
        }
        let mut object = Map::new();
        self.assign.write(&mut object);
        let mut user: User = read::message("ttn.lorawan.v3.User", object)?;
        user.ids = Some(ids);
        let request = UpdateUserRequest { user: Some(user), field_mask: Some(FieldMask { paths }) };
        output::one(context, &context.call("UserRegistry/Update", &request)?.dynamic()?)
    }
}
