//! `notifications`

use clap::{Args, Subcommand};
use proto::v3::{
    ListNotificationsRequest, ListNotificationsResponse, NotificationStatus, UpdateNotificationStatusRequest,
};

use crate::{
    context::Context,
    enums,
    failure::{Failure, Result},
    output,
    page::Page,
    user_id::{UserId, identifiers},
};

/// What to do with notifications.
#[derive(Debug, Subcommand)]
pub(crate) enum Notifications {
    /// List what a user was told
    #[command(alias = "ls")]
    List(Listed),
    /// Say that notifications were seen, or put them away
    #[command(alias = "update-status")]
    SetStatus(Marked),
}

/// Whose notifications to list.
#[derive(Args, Debug)]
pub(crate) struct Listed {
    #[command(flatten)]
    user: UserId,
    /// Which of them: unseen, seen, archived
    #[arg(long, value_name = "NAMES", value_delimiter = ',', default_value = "unseen", value_parser = status)]
    status: Vec<i32>,
    #[command(flatten)]
    page: Page,
    /// They are seen now
    #[arg(long)]
    mark_as_seen: bool,
}

/// Whose notifications, and what becomes of them.
#[derive(Args, Debug)]
pub(crate) struct Marked {
    /// The user's ID, and the IDs of notifications
    #[arg(value_name = "USER_ID ID")]
    words: Vec<String>,
    /// The user's ID, as a flag
    #[arg(long, value_name = "USER_ID")]
    user_id: Option<String>,
    /// The IDs of notifications, as a flag
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    ids: Vec<String>,
    /// What they are now: unseen, seen or archived
    #[arg(long, value_name = "NAME", default_value = "seen", value_parser = status)]
    status: i32,
}

fn status(text: &str) -> Result<i32, String> {
    let name = enums::full_name("ttn.lorawan.v3.NotificationStatus", text)?;
    Ok(NotificationStatus::from_str_name(&name).unwrap_or_default().into())
}

impl Notifications {
    pub(crate) fn run(self, context: &Context) -> Result<()> {
        context.warn_of_plain_text()?;
        match self {
            Self::List(listed) => listed.run(context),
            Self::SetStatus(marked) => marked.run(context),
        }
    }
}

impl Listed {
    fn run(self, context: &Context) -> Result<()> {
        let receiver_ids = Some(self.user.needed(context)?);
        let Page { limit, page } = self.page;
        let request = ListNotificationsRequest { receiver_ids: receiver_ids.clone(), status: self.status, limit, page };
        let answer = context.call("NotificationService/List", &request)?;
        output::list(context, self.page, &answer, "notifications")?;
        let shown: ListNotificationsResponse = answer.message()?;
        let unseen = shown.notifications.into_iter().filter(|one| one.status() == NotificationStatus::Unseen);
        let ids: Vec<_> = unseen.map(|one| one.id).collect();
        if self.mark_as_seen && !ids.is_empty() {
            let status = NotificationStatus::Seen.into();
            let request = UpdateNotificationStatusRequest { receiver_ids, ids, status };
            context.call("NotificationService/UpdateStatus", &request)?;
        }
        Ok(())
    }
}

impl Marked {
    fn run(self, context: &Context) -> Result<()> {
        let mut words = self.words.into_iter();
        let user_id = self.user_id.or_else(|| words.next());
        let user_id = user_id.ok_or_else(|| Failure::here("no_user_id", "no user ID set"))?;
        let ids: Vec<_> = self.ids.into_iter().chain(words).collect();
        if ids.is_empty() {
            return Err(Failure::here("no_notification_ids", "no notification IDs set"));
        }
        let receiver_ids = Some(identifiers(user_id));
        let request = UpdateNotificationStatusRequest { receiver_ids, ids, status: self.status };
        context.call("NotificationService/UpdateStatus", &request).map(drop)
    }
}
