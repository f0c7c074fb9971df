//! User management.

mod activity;
mod applicants;
mod delete;
mod edit;
mod invitations;
mod list;
mod new;
mod password;
mod reserved;
mod sessions;
mod view;

pub(crate) use activity::ActivityPage;
pub(crate) use applicants::ApplicantsPage;
pub(crate) use invitations::InvitationsPage;
pub(crate) use list::UsersPage;
pub(crate) use new::NewUserPage;
pub(crate) use password::TemporaryPasswordPage;
pub(crate) use reserved::ReservedPage;
pub(crate) use sessions::UserSessionsPage;
pub(crate) use view::UserPage;
