//! One's own account.

mod frame;
mod password;
mod profile;
mod sessions;

pub(crate) use password::PasswordPage;
pub(crate) use profile::ProfilePage;
pub(crate) use sessions::SessionsPage;
