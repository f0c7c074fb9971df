//! One's own account.

mod api_key;
mod api_keys;
mod delete;
mod frame;
mod notifications;
mod password;
mod profile;
mod programs;
mod sessions;

pub(crate) use api_key::ApiKeyPage;
pub(crate) use api_keys::ApiKeysPage;
pub(crate) use delete::DeleteAccountPage;
pub(crate) use notifications::NotificationsPage;
pub(crate) use password::PasswordPage;
pub(crate) use profile::ProfilePage;
pub(crate) use programs::OwnProgramsPage;
pub(crate) use sessions::SessionsPage;
