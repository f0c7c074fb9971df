//! What users are told of, in the transaction of what it is about: kept for them to read, and mailed unless they do not want
//! that. That a mail can't be sent keeps nothing from being done.

use std::time::Duration;

use domain::{
    ApiKey, Notification, NotificationData, NotificationKind, NotificationStatus, Page, Result, Right, Timestamp, User,
    UserId,
};
use serde_json::{Value, json};
use store::Tx;

use crate::{Caller, Granted, One, Own, Service, mails, token, users::live, work::Work};

/// For so long users can look up what they were told.
const KEPT: Duration = Duration::from_hours(90 * 24);

/// What a user is told of oneself.
pub(crate) enum News<'a> {
    /// The state is another one.
    State(&'a User),
    /// The password is another one.
    Password,
    /// An API key was made.
    KeyMade(&'a ApiKey),
    /// An API key was changed.
    KeyChanged(&'a ApiKey),
}

impl News<'_> {
    fn kind(&self) -> NotificationKind {
        match self {
            Self::State(_) => NotificationKind::EntityStateChanged,
            Self::Password => NotificationKind::PasswordChanged,
            Self::KeyMade(_) => NotificationKind::ApiKeyCreated,
            Self::KeyChanged(_) => NotificationKind::ApiKeyChanged,
        }
    }

    fn data(&self) -> NotificationData {
        match self {
            Self::State(user) => {
                NotificationData::State { state: user.state, description: user.state_description.clone() }
            }
            Self::Password => NotificationData::Nothing,
            Self::KeyMade(key) | Self::KeyChanged(key) => NotificationData::ApiKey((*key).clone()),
        }
    }

    /// What the mail says.
    fn parameters(&self, user_id: &UserId) -> Value {
        match self {
            Self::State(user) => {
                json!({ "user_id": user_id, "state": user.state.label(), "description": user.state_description })
            }
            Self::Password => json!({ "user_id": user_id }),
            Self::KeyMade(key) | Self::KeyChanged(key) => {
                let rights: Vec<_> = key.rights.iter().map(Right::name).collect();
                json!({ "user_id": user_id, "key_id": key.key_id, "key_name": key.name, "rights": rights })
            }
        }
    }
}

/// Tells a user something of themselves.
pub(crate) async fn tell(service: &Service, work: &mut Work, user: &User, news: News<'_>) -> Result<()> {
    let (kind, parameters) = (news.kind(), news.parameters(&user.user_id));
    let muted = store::notifications::muted(&mut work.tx, user.id).await?.contains(&kind);
    let due_at = (!muted).then_some(work.now);
    let mailed = mail(service, work, user, kind, &parameters, due_at).await?;
    let new = notification(service, work, kind, &user.user_id, news.data())?;
    store::notifications::insert(&mut work.tx, user.id, &Notification { mailed, ..new }).await
}

/// Tells all admins that somebody waits for them, if so. While more and more do, an admin is mailed once an hour.
pub(crate) async fn tell_admins(service: &Service, work: &mut Work, user: &User) -> Result<()> {
    let kind = NotificationKind::UserRequested;
    let data = NotificationData::Requested {
        name: user.name.clone(),
        primary_email_address: user.primary_email_address.clone(),
        state_description: user.state_description.clone(),
    };
    let new = notification(service, work, kind, &user.user_id, data)?;
    let parameters = json!({ "user_id": user.user_id, "name": user.name });
    let admins = store::users::admins(&mut work.tx).await?;
    for admin in admins.iter().filter(|admin| admin.acts_as_admin()) {
        let muted = store::notifications::muted(&mut work.tx, admin.id).await?.contains(&kind);
        let due_at = if muted { None } else { merged(&mut work.tx, admin, kind, work.now).await? };
        let mailed = mail(service, work, admin, kind, &parameters, due_at).await?;
        let own = Notification { mailed: mailed || (!muted && due_at.is_none()), ..new.clone() };
        store::notifications::insert(&mut work.tx, admin.id, &own).await?;
    }
    Ok(())
}

/// When the next mail of a kind may go out: now, an hour after the last one, or not at all while one waits to do so.
async fn merged(tx: &mut Tx, to: &User, kind: NotificationKind, now: Timestamp) -> Result<Option<Timestamp>> {
    let identity = to.primary_email_address.identity();
    // Whoever tells the same admin waits here; all take the admins in one order.
    store::guesses::get_for_update(tx, &token::hash(&format!("notice {identity}"))).await?;
    let notices = store::mails::notices(tx, &identity, kind.as_str()).await?;
    Ok(match notices {
        (Some(_), _) => None,
        (None, Some(sent_at)) => Some(sent_at.plus(mails::WHILE).max(now)),
        (None, None) => Some(now),
    })
}

/// Queues a mail, if it is due at all and there is a key to seal it with. Answers whether it is queued.
async fn mail(
    service: &Service,
    work: &mut Work,
    to: &User,
    kind: NotificationKind,
    parameters: &Value,
    due_at: Option<Timestamp>,
) -> Result<bool> {
    let Some(due_at) = due_at else { return Ok(false) };
    let (address, made) = (&to.primary_email_address, (kind.as_str(), parameters));
    match mails::queue_notice(service, &mut work.tx, address, made, work.now, due_at).await {
        Ok(()) => Ok(true),
        Err(error) if error.name == "secrets_key_missing" => Ok(false),
        Err(error) => Err(error),
    }
}

fn notification(
    service: &Service,
    work: &Work,
    kind: NotificationKind,
    about: &UserId,
    data: NotificationData,
) -> Result<Notification> {
    let user = UserId::parse(&work.actor).ok().filter(|actor| !actor.is_blocked());
    Ok(Notification {
        id: token::uuid(service.rng.as_ref())?,
        created_at: work.now,
        kind,
        about: about.clone(),
        sender: user.map(|actor| actor.to_string()),
        data,
        mailed: false,
        status: NotificationStatus::Unseen,
        status_updated_at: None,
    })
}

/// One page of what a user was told, the latest first, and how much there is of it; of some statuses, or of all.
///
/// # Errors
/// Permission denied; not found.
pub async fn list(
    service: &Service,
    caller: &Caller,
    id: &UserId,
    statuses: &[NotificationStatus],
    page: Page,
) -> Result<(Vec<Notification>, u64)> {
    caller.require_on(id, Right::USER_NOTIFICATIONS_READ)?;
    let mut tx = service.db.read().await?;
    let user = live(store::users::get(&mut tx, id).await?, id)?;
    let listed = store::notifications::list(&mut tx, user.id, statuses, page).await?;
    Ok((listed, store::notifications::count(&mut tx, user.id, statuses).await?))
}

/// Notes what a user has done with some of it. Names of what they were not told are passed over.
///
/// # Errors
/// Permission denied; not found.
pub async fn set_status(
    service: &Service,
    caller: &Caller,
    id: &UserId,
    names: &[String],
    status: NotificationStatus,
) -> Result<()> {
    let granted: Granted<One> = caller.require_on(id, Right::USER_NOTIFICATIONS_READ)?;
    let mut work = Work::begin(service, &granted).await?;
    let user = granted.user(&mut work.tx, id).await?;
    // What holds anything else is no UUID, and would be an error to PostgreSQL.
    let can_be = |name: &&String| name.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    for name in names.iter().filter(can_be) {
        store::notifications::set_status(&mut work.tx, user.id, &name.to_lowercase(), status, work.now).await?;
    }
    // Nobody is told of it, and nothing that anybody may do depends on it: the trail does without.
    work.tx.commit().await
}

/// Notes that the caller has read everything.
pub async fn set_all_seen(service: &Service, caller: &Caller) -> Result<()> {
    let granted: Granted<Own> = caller.require_user()?;
    let mut work = Work::begin(service, &granted).await?;
    store::notifications::set_all_seen(&mut work.tx, granted.scope.key, work.now).await?;
    work.tx.commit().await
}

/// How much the caller has not read yet.
pub async fn count_unseen(service: &Service, caller: &Caller) -> Result<u64> {
    let granted = caller.require_user()?;
    let mut tx = service.db.once().await?;
    store::notifications::count(&mut tx, granted.scope.key, &[NotificationStatus::Unseen]).await
}

/// The kinds of which the caller does not want to be mailed.
pub async fn muted(service: &Service, caller: &Caller) -> Result<Vec<NotificationKind>> {
    let granted = caller.require_user()?;
    store::notifications::muted(&mut service.db.once().await?, granted.scope.key).await
}

/// Keeps of which kinds the caller wants to be mailed: of these, and of no other.
pub async fn set_mailed(service: &Service, caller: &Caller, mailed: &[NotificationKind]) -> Result<()> {
    let granted = caller.require_user()?;
    let mut work = Work::begin(service, &granted).await?;
    for kind in NotificationKind::ALL {
        let muted = !mailed.contains(&kind);
        store::notifications::set_muted(&mut work.tx, granted.scope.key, kind, muted).await?;
    }
    work.tx.commit().await
}

/// Forgets what users were told three months ago.
pub(crate) async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<()> {
    store::notifications::delete_before(tx, now.minus(KEPT)).await.map(|_| ())
}
