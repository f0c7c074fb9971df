//! One screen a component.

pub(crate) mod account;
mod forgot_password;
mod login;
mod mails;
mod not_found;
mod overview;
mod programs;
mod register;
mod update_password;
pub(crate) mod users;

pub(crate) use forgot_password::ForgotPasswordPage;
pub(crate) use login::LoginPage;
pub(crate) use mails::FailedMailsPage;
pub(crate) use not_found::NotFoundPage;
pub(crate) use overview::OverviewPage;
pub(crate) use programs::ProgramsPage;
pub(crate) use register::RegisterPage;
pub(crate) use update_password::UpdatePasswordPage;
