//! User management.

mod activity;
mod delete;
mod edit;
mod list;
mod new;
mod view;

pub(crate) use activity::ActivityPage;
pub(crate) use list::UsersPage;
pub(crate) use new::NewUserPage;
pub(crate) use view::UserPage;
