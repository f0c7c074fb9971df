//! One screen a component.

pub(crate) mod account;
mod by_mail;
mod entrance;
mod login;
mod mails;
mod not_found;
mod overview;
mod programs;
mod register;
mod token_login;
mod update_password;
pub(crate) mod users;
mod validate;

pub(crate) use by_mail::{ForgotPasswordPage, LoginLinkPage};
pub(crate) use login::LoginPage;
pub(crate) use mails::FailedMailsPage;
pub(crate) use not_found::NotFoundPage;
pub(crate) use overview::OverviewPage;
pub(crate) use programs::ProgramsPage;
pub(crate) use register::RegisterPage;
pub(crate) use token_login::TokenLoginPage;
pub(crate) use update_password::UpdatePasswordPage;
pub(crate) use validate::ValidatePage;
