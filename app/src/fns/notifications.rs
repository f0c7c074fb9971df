//! What one was told, and of what one wants to be mailed.

use domain::{Notification, NotificationKind};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::form::FormError;
#[cfg(not(target_arch = "wasm32"))]
use crate::{fns::go, host::Host, paths};
#[cfg(not(target_arch = "wasm32"))]
use domain::{NotificationStatus, Page};

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationsView {
    /// What one was told, the latest first; a hundred at most.
    pub notifications: Vec<Notification>,
    /// How much there is of it.
    pub total: u64,
    /// How much of it one has not read.
    pub unseen: u64,
    /// Of what one does not want to be mailed.
    pub muted: Vec<NotificationKind>,
}

/// What one was told.
#[server(prefix = "/fn", endpoint = "notifications/list", input = server_fn::codec::GetUrl, output = super::json::Json)]
pub async fn list_notifications() -> Result<NotificationsView, FormError> {
    let host = Host::current()?;
    let (id, page) = (host.caller.own_id()?, Page::new(1, 100)?);
    let (notifications, total) = service::notifications::list(&host.service, &host.caller, id, &[], page).await?;
    let unseen = service::notifications::count_unseen(&host.service, &host.caller).await?;
    let muted = service::notifications::muted(&host.service, &host.caller).await?;
    Ok(NotificationsView { notifications, total, unseen, muted })
}

/// Notes that one has read something.
#[server(prefix = "/fn", endpoint = "notifications/see")]
pub async fn see_notification(id: String) -> Result<(), FormError> {
    let host = Host::current()?;
    let (own, names) = (host.caller.own_id()?, [id]);
    let seen = NotificationStatus::Seen;
    service::notifications::set_status(&host.service, &host.caller, own, &names, seen).await?;
    go(paths::ACCOUNT_NOTIFICATIONS);
    Ok(())
}

/// Notes that one has read everything.
#[server(prefix = "/fn", endpoint = "notifications/see-all")]
pub async fn see_all_notifications() -> Result<(), FormError> {
    let host = Host::current()?;
    service::notifications::set_all_seen(&host.service, &host.caller).await?;
    go(paths::ACCOUNT_NOTIFICATIONS);
    Ok(())
}

/// Of what one wants to be mailed; what is not ticked is not sent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct MailedForm {
    /// That somebody waits for approval.
    #[serde(default)]
    pub user_requested: String,
    /// That the state of one's account is another one.
    #[serde(default)]
    pub entity_state_changed: String,
    /// That one's password is another one.
    #[serde(default)]
    pub password_changed: String,
    /// That an API key was made.
    #[serde(default)]
    pub api_key_created: String,
    /// That an API key was changed.
    #[serde(default)]
    pub api_key_changed: String,
}

/// Keeps of what one wants to be mailed.
#[server(prefix = "/fn", endpoint = "notifications/mailed")]
pub async fn set_mailed(#[server(flatten)] form: MailedForm) -> Result<(), FormError> {
    let host = Host::current()?;
    let ticked = |kind: &NotificationKind| {
        let word = match kind {
            NotificationKind::UserRequested => &form.user_requested,
            NotificationKind::EntityStateChanged => &form.entity_state_changed,
            NotificationKind::PasswordChanged => &form.password_changed,
            NotificationKind::ApiKeyCreated => &form.api_key_created,
            NotificationKind::ApiKeyChanged => &form.api_key_changed,
        };
        !word.is_empty()
    };
    let mailed: Vec<_> = NotificationKind::ALL.into_iter().filter(ticked).collect();
    service::notifications::set_mailed(&host.service, &host.caller, &mailed).await?;
    go(&paths::with(paths::ACCOUNT_NOTIFICATIONS, &[("done", "saved")]));
    Ok(())
}
