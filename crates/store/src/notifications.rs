//! What users are told of, and which of it they do not want to be mailed.

use domain::{Notification, NotificationKind, NotificationStatus, Page, Result, Timestamp, UserId};
use sqlx::FromRow;

use crate::{Tx, error::IntoDomain as _};

#[derive(FromRow)]
struct Row {
    notification_id: String,
    kind: String,
    about: UserId,
    sender: Option<String>,
    data: String,
    mailed: bool,
    created_at: Timestamp,
    status: NotificationStatus,
    status_updated_at: Option<Timestamp>,
}

impl Row {
    /// `None` for a kind that only a newer server knows.
    fn into_notification(self) -> Option<Notification> {
        Some(Notification {
            id: self.notification_id,
            created_at: self.created_at,
            kind: NotificationKind::parse(&self.kind)?,
            about: self.about,
            sender: self.sender,
            // Written by us alone; who changes it by hand loses it, and nothing else.
            data: serde_json::from_str(&self.data).unwrap_or_default(),
            mailed: self.mailed,
            status: self.status,
            status_updated_at: self.status_updated_at,
        })
    }
}

/// Tells a user of something.
pub async fn insert(tx: &mut Tx, user: i64, new: &Notification) -> Result<()> {
    const SQL: &str = "INSERT INTO notifications (notification_id, user_key, kind, about, sender, data, mailed, \
                       created_at, status, status_updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let data = serde_json::to_string(&new.data).map_err(domain::Error::internal)?;
    on!(tx, c => sqlx::query(SQL)
        .bind(&new.id)
        .bind(user)
        .bind(new.kind.as_str())
        .bind(&new.about)
        .bind(&new.sender)
        .bind(&data)
        .bind(new.mailed)
        .bind(new.created_at)
        .bind(new.status)
        .bind(new.status_updated_at)
        .execute(c)
        .await
        .map(|_| ()))
    .into_domain()
}

/// A condition that takes three statuses; without any, all are meant.
macro_rules! matching {
    ($select:literal, $rest:literal) => {
        concat!("SELECT ", $select, " FROM notifications WHERE user_key = $1 AND status IN ($2, $3, $4)", $rest)
    };
}

fn three(statuses: &[NotificationStatus]) -> [NotificationStatus; 3] {
    let first = statuses.first().copied();
    let nth = |index: usize| statuses.get(index).copied().or(first);
    match (nth(0), nth(1), nth(2)) {
        (Some(one), Some(two), Some(three)) => [one, two, three],
        _ => NotificationStatus::ALL,
    }
}

/// One page of what a user was told, the latest first; of some statuses, or of all where none is named.
pub async fn list(tx: &mut Tx, user: i64, statuses: &[NotificationStatus], page: Page) -> Result<Vec<Notification>> {
    const SQL: &str = matching!(
        "notification_id, kind, about, sender, data, mailed, created_at, status, status_updated_at",
        " ORDER BY created_at DESC, id DESC LIMIT $5 OFFSET $6"
    );
    let ([one, two, three], limit, offset) = (three(statuses), i64::from(page.limit), page.offset());
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(SQL)
        .bind(user)
        .bind(one)
        .bind(two)
        .bind(three)
        .bind(limit)
        .bind(offset)
        .fetch_all(c)
        .await)
    .into_domain()?;
    Ok(rows.into_iter().filter_map(Row::into_notification).collect())
}

/// How many there are of them.
pub async fn count(tx: &mut Tx, user: i64, statuses: &[NotificationStatus]) -> Result<u64> {
    const SQL: &str = matching!("count(*)", "");
    let [one, two, three] = three(statuses);
    let count: i64 = on!(tx, c => sqlx::query_scalar(SQL)
        .bind(user)
        .bind(one)
        .bind(two)
        .bind(three)
        .fetch_one(c)
        .await)
    .into_domain()?;
    Ok(count.unsigned_abs())
}

/// Notes what a user has done with one notification. Answers whether they have it.
pub async fn set_status(tx: &mut Tx, user: i64, id: &str, status: NotificationStatus, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE notifications SET status = $1, status_updated_at = $2 \
                       WHERE user_key = $3 AND notification_id = $4";
    let rows = on!(tx, c => sqlx::query(SQL)
        .bind(status)
        .bind(now)
        .bind(user)
        .bind(id)
        .execute(c)
        .await
        .map(|done| done.rows_affected()));
    Ok(rows.into_domain()? == 1)
}

/// Notes that a user has read everything. Answers how much that was.
pub async fn set_all_seen(tx: &mut Tx, user: i64, now: Timestamp) -> Result<u64> {
    const SQL: &str =
        "UPDATE notifications SET status = $1, status_updated_at = $2 WHERE user_key = $3 AND status = $4";
    on!(tx, c => sqlx::query(SQL)
        .bind(NotificationStatus::Seen)
        .bind(now)
        .bind(user)
        .bind(NotificationStatus::Unseen)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))
    .into_domain()
}

/// Forgets what happened before a time. Answers how much that was.
pub async fn delete_before(tx: &mut Tx, time: Timestamp) -> Result<u64> {
    const SQL: &str = "DELETE FROM notifications WHERE created_at < $1";
    on!(tx, c => sqlx::query(SQL).bind(time).execute(c).await.map(|done| done.rows_affected())).into_domain()
}

/// The kinds of which a user does not want to be mailed.
pub async fn muted(tx: &mut Tx, user: i64) -> Result<Vec<NotificationKind>> {
    const SQL: &str = "SELECT kind FROM muted_notifications WHERE user_key = $1 ORDER BY kind";
    let kinds: Vec<String> = on!(tx, c => sqlx::query_scalar(SQL).bind(user).fetch_all(c).await).into_domain()?;
    Ok(kinds.iter().filter_map(|kind| NotificationKind::parse(kind)).collect())
}

/// Keeps whether a user wants to be mailed of a kind.
pub async fn set_muted(tx: &mut Tx, user: i64, kind: NotificationKind, muted: bool) -> Result<()> {
    const MUTE: &str = "INSERT INTO muted_notifications (user_key, kind) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    const UNMUTE: &str = "DELETE FROM muted_notifications WHERE user_key = $1 AND kind = $2";
    let sql = if muted { MUTE } else { UNMUTE };
    on!(tx, c => sqlx::query(sql).bind(user).bind(kind.as_str()).execute(c).await.map(|_| ())).into_domain()
}
