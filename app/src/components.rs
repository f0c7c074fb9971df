//! The parts of the product that several pages share.

mod badges;
mod deleted_users;
mod done;
mod failure;
mod keys;
mod layout;
mod made;
mod marked;
mod password_rules;
mod query;
mod sessions;
mod topbar;
mod user_form;
mod users_list;
mod users_table;

pub(crate) use badges::{AdminBadge, StateBadge, avatar};
pub(crate) use deleted_users::{DeletedUsers, Left};
pub(crate) use done::Done;
pub(crate) use failure::Failure;
pub(crate) use keys::Keys;
pub(crate) use layout::{FlashOf, Layout, Me, take_flash_of};
pub(crate) use made::Made;
pub(crate) use marked::Marked;
pub(crate) use password_rules::PasswordRules;
pub(crate) use query::{parameter, use_list_query};
pub(crate) use sessions::SessionsTable;
pub(crate) use topbar::Topbar;
pub(crate) use user_form::{AccessFields, EditedUser, FixedId, IdentityFields, OwnPassword};
pub(crate) use users_list::{UsersEmpty, UsersExport, UsersSearch, UsersTabs, list_path};
pub(crate) use users_table::{UsersSkeleton, UsersTable};
