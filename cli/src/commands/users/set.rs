//! `users set`

use clap::Args;
use prost_types::FieldMask;
use proto::{
    roster::v1::UpdateUsersRequest,
    v3::{UpdateUserRequest, User, UserIdentifiers},
};
use serde_json::Map;

use super::{
    many::{Deed, Many},
    picture::PictureFile,
};
use crate::{
    context::Context,
    failure::{Failure, Result},
    json::read,
    output,
    user_fields::Assign,
    user_id::UserId,
};

pub(super) const EXAMPLES: &str = "Examples:
  roster users set new-user --state approved --admin true
  roster users set colleague --state suspended --state-description 'Left the company'
  roster users set colleague --attributes team=iot,floor=2
  roster users set --filter 'email:*@old.example' --require-password-update --dry-run";

/// Whom to change, and what of them.
#[derive(Args, Debug)]
pub(crate) struct Set {
    #[command(flatten)]
    user: UserId,
    #[command(flatten)]
    assign: Assign,
    #[command(flatten)]
    picture: PictureFile,
    #[command(flatten)]
    many: Many,
}

impl Set {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let ids = match self.many.filter {
            Some(_) => None,
            None => Some(self.user.needed(context)?),
        };
        let (mut paths, picture) = (self.assign.paths(), self.picture.read()?);
        if picture.is_some() {
            if self.many.filter.is_some() {
                return Err(Failure::text("--profile-picture is for one user, not for all whom a filter finds"));
            }
            paths.push("profile_picture".to_owned());
        }
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
        let user = User { profile_picture: picture, ..read::message("ttn.lorawan.v3.User", object)? };
        let change = |ids| UpdateUserRequest {
            user: Some(User { ids: Some(ids), ..user.clone() }),
            field_mask: Some(FieldMask { paths: paths.clone() }),
        };
        match (ids, &self.many.filter) {
            (Some(ids), _) => output::one(context, &context.call("UserRegistry/Update", &change(ids))?.dynamic()?),
            (None, filter) => {
                let filter = filter.as_deref().unwrap_or_default();
                many(
                    context,
                    &self.many,
                    (&self.user, filter),
                    &Deed { does: "changes", done: "changed", of_deleted: false },
                    change,
                )
            }
        }
    }
}

/// Makes the same change of all whom a filter finds.
pub(super) fn many(
    context: &Context,
    many: &Many,
    of: (&UserId, &str),
    deed: &Deed,
    change: impl Fn(UserIdentifiers) -> UpdateUserRequest,
) -> Result<()> {
    many.run(context, of, deed, |ids| {
        let request = UpdateUsersRequest { changes: ids.into_iter().map(&change).collect() };
        context.call("roster.v1.UserDirectory/Update", &request)?.message()
    })
}
