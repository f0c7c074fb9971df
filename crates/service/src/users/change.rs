//! Changing users.

use domain::{Action, Attributes, Error, Result, Right, Timestamp, User, UserId, UserPatch};
use store::{Tx, credentials::TemporaryPassword};

use super::live;
use crate::{
    Caller, Granted, Service, last_admin, mailed_codes,
    notifications::{self, News},
    pictures,
    rate_limits::{self, Subject},
    records::Merge,
    sessions::end_sessions,
    taken, validations,
    work::{Change, Work},
};

/// Changes the fields that the patch names. With a version, only if nobody has changed the user since.
///
/// # Errors
/// Field errors; not found; aborted with the saved values (attribute `version`), if the version is old;
/// failed precondition, if no admin would be left.
pub async fn update(
    service: &Service,
    caller: &Caller,
    id: &UserId,
    patch: UserPatch,
    version: Option<i64>,
) -> Result<User> {
    let granted = caller.require_admin(Right::USER_SETTINGS_BASIC)?;
    change(service, &granted, id, None, patch, Beside::default(), version).await
}

/// Changes the caller's own name, description, address or theme.
///
/// # Errors
/// As [`update`]; permission denied for any other field.
pub async fn update_own(service: &Service, caller: &Caller, patch: UserPatch, version: Option<i64>) -> Result<User> {
    let granted = caller.require_user()?;
    if !patch.is_own() {
        let error = Error::permission_denied("Only admins may change state, ends, admin status and validation.");
        return Err(caller.denied(error));
    }
    let (id, key) = (granted.scope.user_id.clone(), granted.scope.key);
    change(service, &granted, &id, Some(key), patch, Beside::default(), version).await
}

/// What becomes of a temporary password.
#[derive(Debug)]
pub(crate) enum Temporary {
    /// This one is given.
    Given(TemporaryPassword),
    /// There is none any more.
    None,
}

impl Temporary {
    fn expires_at(&self) -> Option<Timestamp> {
        match self {
            Self::Given(temporary) => Some(temporary.expires_at),
            Self::None => None,
        }
    }
}

/// What is changed beside the row and the attributes.
#[derive(Default)]
pub(crate) struct Beside {
    /// How the user likes lists in consoles.
    pub(crate) preferences: Option<Merge>,
    /// A temporary password.
    pub(crate) temporary_password: Option<Temporary>,
    /// Another profile picture.
    pub(crate) picture: Option<pictures::Made>,
}

impl Beside {
    fn is_empty(&self) -> bool {
        self.preferences.is_none() && self.temporary_password.is_none() && self.picture.is_none()
    }

    pub(super) async fn write(self, tx: &mut Tx, user: i64) -> Result<()> {
        if let Some(merge) = self.preferences {
            let kept = store::console_preferences::get(tx, user).await?.unwrap_or_default();
            store::console_preferences::set(tx, user, &merge(&kept)).await?;
        }
        if let Some(made) = &self.picture {
            store::pictures::set(tx, user, &made.picture_id, &made.renditions).await?;
        }
        match &self.temporary_password {
            Some(Temporary::Given(new)) => store::credentials::set_temporary_password(tx, user, new).await,
            Some(Temporary::None) => store::credentials::delete_temporary_password(tx, user).await,
            None => Ok(()),
        }
    }
}

/// Changes a user. With a key, only the user who has it: somebody else may have got the ID after a purge.
///
/// # Errors
/// As [`update`].
pub(crate) async fn change<Scope>(
    service: &Service,
    granted: &Granted<Scope>,
    id: &UserId,
    key: Option<i64>,
    mut patch: UserPatch,
    beside: Beside,
    version: Option<i64>,
) -> Result<User> {
    patch.check(service.now())?;
    if let Some(made) = &beside.picture {
        patch.picture_id = Some(Some(made.picture_id.clone()));
    }
    // Whoever changes their own address again and again does not have half the world mailed.
    let may_mail = match (&patch.primary_email_address, key) {
        (Some(_), Some(_)) => rate_limits::take(service, Subject::Mails(&granted.context.address)).await.is_ok(),
        _ => true,
    };
    let mut work = Work::begin(service, granted).await?;
    if patch.touches_admins() {
        last_admin::lock(&mut work.tx).await?;
    }
    let user = store::users::get_for_update(&mut work.tx, id).await?;
    let user = live(user.filter(|user| key.is_none_or(|key| key == user.id)), id)?;
    if version.is_some_and(|version| version != user.version) {
        return Err(Error::changed_meanwhile(patch.conflicts(&user), user.version));
    }
    let (patch, attributes) = differing(&mut work.tx, patch, &user).await?;
    if patch.is_empty() && beside.is_empty() {
        return Ok(user);
    }
    if patch.is_weighty() || beside.temporary_password.is_some() {
        granted.require_recent(work.now, service.settings.session_recent)?;
    }
    let new = patch.apply(&user, work.now);
    new.check_schedule()?;
    last_admin::check(&mut work.tx, &user, Some(&new)).await?;
    if !new.may_act(work.now) {
        end_sessions(&mut work.tx, &user).await?;
        store::login_tokens::delete_all(&mut work.tx, user.id).await?;
    }
    if new.primary_email_address != user.primary_email_address {
        forget_address(&mut work.tx, &user).await?;
        let own = key.is_some() && new.primary_email_address_validated_at.is_none();
        if may_mail && (own || service.settings.needs_validation(&new)) {
            validations::ask_along(service, &mut work, &new).await?;
        }
    }
    let mut change = Change::between(Some(&user), Some(&new));
    if let Some(new) = &patch.attributes {
        store::attributes::set(&mut work.tx, user.id, new).await?;
        change = change.with("attributes", &attributes, new);
    }
    if let Some(temporary) = &beside.temporary_password {
        change = change.with("temporary_password_expires_at", None::<Timestamp>, temporary.expires_at());
    }
    if patch.picture_id.is_some() && beside.picture.is_none() {
        take_picture(&mut work.tx, &new).await?;
    }
    beside.write(&mut work.tx, user.id).await?;
    if new.state != user.state {
        notifications::tell(service, &mut work, &new, News::State(&new)).await?;
    }
    save_as(service, work, Action::UserUpdate, &user, new, change).await
}

/// What of a patch is not so already, and the attributes as they are if it would change those.
async fn differing(tx: &mut Tx, patch: UserPatch, user: &User) -> Result<(UserPatch, Attributes)> {
    let mut patch = patch.changes(user);
    let attributes = match &patch.attributes {
        Some(_) => store::attributes::get(tx, user.id).await?,
        None => Attributes::new(),
    };
    patch.attributes = patch.attributes.filter(|new| *new != attributes);
    Ok((patch, attributes))
}

/// Voids what went to an address that is left: who reads the old mailbox gets in by none of it.
async fn forget_address(tx: &mut Tx, user: &User) -> Result<()> {
    mailed_codes::void(tx, user).await?;
    store::validations::delete_open(tx, user.id).await
}

/// Takes a profile picture away. Its addresses name one that is there, and can't be given to another user.
async fn take_picture(tx: &mut Tx, new: &User) -> Result<()> {
    if new.picture_id.is_some() {
        return Err(Error::picture_addresses());
    }
    store::pictures::delete(tx, new.id).await
}

/// Writes the changed user and commits.
pub(crate) async fn save(service: &Service, work: Work, action: Action, old: &User, new: User) -> Result<User> {
    let change = Change::between(Some(old), Some(&new));
    save_as(service, work, action, old, new, change).await
}

/// The same with a record of more than the user's own fields.
async fn save_as(
    service: &Service,
    mut work: Work,
    action: Action,
    old: &User,
    new: User,
    change: Change,
) -> Result<User> {
    match store::users::update(&mut work.tx, &new, old.version).await {
        Ok(true) => {}
        Ok(false) => return Err(Error::changed_meanwhile(Vec::new(), old.version)),
        Err(error) => {
            drop(work);
            return Err(taken::explain(service, &new, error).await);
        }
    }
    work.commit(action, &new.user_id, change).await?;
    Ok(new)
}
