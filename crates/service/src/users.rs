//! Users: create, get, list, update, delete, restore, purge.

use std::collections::BTreeSet;

use domain::{
    Action, Attributes, Availability, Error, InvitationTerms, NewUser, Page, Reservation, Result, Right, State,
    Timestamp, User, UserFilter, UserId, UserList, UserPatch, attributes,
};
use secrecy::SecretString;
use store::{Tx, credentials::TemporaryPassword};

use crate::{
    Caller, Granted, Service, invitations, last_admin, mailed_codes,
    notifications::{self, News},
    passwords::{self, hash_new},
    pictures,
    rate_limits::{self, Subject},
    records::Merge,
    reservations,
    sessions::end_sessions,
    taken, validations,
    work::{Change, Work},
};

/// Makes a user. Without a password the user needs a one-time code to set one.
///
/// # Errors
/// Field errors; at `user_id`, if it is blocked, taken, or reserved by a deleted user (attribute
/// `reserved_at`); at `primary_email_address`, if another user has it (attribute `taken_by`).
pub async fn create(service: &Service, caller: &Caller, new: NewUser, password: Option<SecretString>) -> Result<User> {
    let granted = caller.require_admin(Right::USER_SETTINGS_BASIC)?;
    Error::all([new.user_id.check_free_word(), new.check(), check_password(service, &new.user_id, password.as_ref())])?;
    if new.admin {
        granted.require_recent(service.now(), service.settings.session_recent)?;
    }
    make(service, &granted, Making { free_only: true, ..Making::of(new, password) }).await
}

/// Makes an admin from the host, whatever the ID; words that are blocked elsewhere are allowed.
///
/// # Errors
/// As [`create`].
pub async fn create_admin(
    service: &Service,
    caller: &Caller,
    new: NewUser,
    password: Option<SecretString>,
) -> Result<User> {
    let granted = caller.require_host()?;
    Error::all([new.check(), check_password(service, &new.user_id, password.as_ref())])?;
    let new = NewUser { admin: true, ..new };
    make(service, &granted, Making::of(new, password)).await
}

fn check_password(service: &Service, id: &UserId, password: Option<&SecretString>) -> Result<()> {
    password.map_or(Ok(()), |password| passwords::check(service, password, id))
}

/// A user to be made, with what is kept apart from the row.
pub(crate) struct Making {
    pub(crate) new: NewUser,
    pub(crate) password: Option<SecretString>,
    /// Whether reserved IDs are refused.
    pub(crate) free_only: bool,
    /// When the address was validated, if it is known exactly.
    pub(crate) email_validated_at: Option<Timestamp>,
    pub(crate) attributes: Attributes,
    /// The colours of the console, if they are not the system's.
    pub(crate) theme: Option<String>,
    pub(crate) beside: Beside,
    /// The token of the invitation that is accepted.
    pub(crate) invitation_token: Option<String>,
    /// Whether somebody makes their own account: the terms of the invitation hold, and nothing is said of others.
    pub(crate) own: bool,
}

impl Making {
    pub(crate) fn of(new: NewUser, password: Option<SecretString>) -> Self {
        let (attributes, beside) = (Attributes::new(), Beside::default());
        Self {
            new,
            password,
            free_only: false,
            email_validated_at: None,
            attributes,
            theme: None,
            beside,
            invitation_token: None,
            own: false,
        }
    }
}

pub(crate) async fn make<Scope>(service: &Service, granted: &Granted<Scope>, making: Making) -> Result<User> {
    let Making { mut new, password, free_only, email_validated_at, mut attributes, theme, beside, .. } = making;
    let hash = match password {
        Some(password) => Some(hash_new(service, &new.user_id, password).await?),
        None => None,
    };
    let mut work = Work::begin(service, granted).await?;
    if free_only {
        let free = reservations::check(&mut work.tx, &new.user_id, work.now).await;
        free.map_err(|error| if making.own { store::users::id_taken(&new.user_id) } else { error })?;
    }
    let accepted = match &making.invitation_token {
        Some(token) => {
            let email = &new.primary_email_address;
            Some(invitations::accept(&mut work.tx, token, email, work.now).await?)
        }
        None => None,
    };
    if let Some(accepted) = accepted.as_ref().filter(|_| making.own) {
        apply(&accepted.invitation.terms, &mut new, &mut attributes)?;
    }
    let mut user = new.into_user(work.now, hash.is_some());
    user.primary_email_address_validated_at = email_validated_at.or(user.primary_email_address_validated_at);
    user.theme = theme.unwrap_or(user.theme);
    user.picture_id = beside.picture.as_ref().map(|made| made.picture_id.clone());
    user.id = match store::users::insert(&mut work.tx, &user).await {
        Ok(key) => key,
        Err(error) if making.own => return Err(error),
        Err(error) => {
            drop(work);
            return Err(taken::explain(service, &user, error).await);
        }
    };
    if let Some(hash) = &hash {
        store::credentials::set_password_hash(&mut work.tx, user.id, hash, work.now).await?;
    }
    let mut change = Change::between(None, Some(&user));
    if let Some(accepted) = &accepted {
        store::invitations::set_accepted_by(&mut work.tx, accepted.id, user.id).await?;
        change = change.with("invitation", None::<&str>, Some(&accepted.invitation.email));
    }
    if !attributes.is_empty() {
        store::attributes::set(&mut work.tx, user.id, &attributes).await?;
        change = change.with("attributes", Attributes::new(), &attributes);
    }
    beside.write(&mut work.tx, user.id).await?;
    if service.settings.needs_validation(&user) {
        validations::ask_along(service, &mut work, &user).await?;
    }
    if user.state == State::Requested {
        notifications::tell_admins(service, &mut work, &user).await?;
    }
    work.commit(Action::UserCreate, &user.user_id, change).await?;
    Ok(user)
}

/// What whoever invited has decided stands over what the mode of registration says.
fn apply(terms: &InvitationTerms, new: &mut NewUser, attributes: &mut Attributes) -> Result<()> {
    if let Some(state) = terms.state {
        new.state = state;
        new.state_description.clear();
    }
    new.admin = terms.admin;
    attributes.extend(terms.attributes.clone());
    attributes::check(attributes)
}

/// Makes a user an approved admin without an end again, whatever became of them, be it deletion: the way back in.
///
/// # Errors
/// Not found; at `primary_email_address`, if the address of a deleted one belongs to somebody else by now.
pub async fn recover_admin(service: &Service, caller: &Caller, id: &UserId) -> Result<User> {
    let mut work = Work::begin(service, &caller.require_host()?).await?;
    last_admin::lock(&mut work.tx).await?;
    let user = store::users::get_for_update(&mut work.tx, id).await?;
    let user = user.ok_or_else(|| Error::user_not_found(id.as_str()))?;
    let new = user.recovered(work.now);
    save(service, work, Action::UserRestore, &user, new).await
}

/// All live admins, by ID.
///
/// # Errors
/// Permission denied, to anybody but the host.
pub async fn admins(service: &Service, caller: &Caller) -> Result<Vec<User>> {
    caller.require_host()?;
    store::users::admins(&mut service.db.read().await?).await
}

/// Whether there is any admin at all.
pub async fn has_admin(service: &Service, caller: &Caller) -> Result<bool> {
    caller.require_host()?;
    store::users::has_admin(&mut service.db.read().await?).await
}

/// A live user.
///
/// # Errors
/// Not found.
pub async fn get(service: &Service, caller: &Caller, id: &UserId) -> Result<User> {
    caller.require_admin(Right::USER_INFO)?;
    live(store::users::get(&mut service.db.read().await?, id).await?, id)
}

/// A live or a deleted user.
///
/// # Errors
/// Not found.
pub async fn get_deleted(service: &Service, caller: &Caller, id: &UserId) -> Result<User> {
    caller.require_admin(Right::USER_INFO)?;
    let user = store::users::get(&mut service.db.read().await?, id).await?;
    user.ok_or_else(|| Error::user_not_found(id.as_str()))
}

/// The attributes of a live or a deleted user.
///
/// # Errors
/// Not found.
pub async fn attributes(service: &Service, caller: &Caller, id: &UserId) -> Result<Attributes> {
    caller.require_admin(Right::USER_INFO)?;
    let mut tx = service.db.read().await?;
    let user = store::users::get(&mut tx, id).await?.ok_or_else(|| Error::user_not_found(id.as_str()))?;
    store::attributes::get(&mut tx, user.id).await
}

/// Whether a user is the last admin who can log in, so that forms can say what they would refuse.
///
/// # Errors
/// Not found.
pub async fn is_last_admin(service: &Service, caller: &Caller, id: &UserId) -> Result<bool> {
    caller.require_admin(Right::USER_INFO)?;
    let mut tx = service.db.read().await?;
    let user = store::users::get(&mut tx, id).await?.ok_or_else(|| Error::user_not_found(id.as_str()))?;
    last_admin::is_last(&mut tx, &user).await
}

/// One page of the users that match, with exact totals; all from one moment.
pub async fn list(service: &Service, caller: &Caller, filter: &UserFilter, page: Page) -> Result<UserList> {
    caller.require_admin(Right::USER_INFO)?;
    filter.check()?;
    let mut tx = service.db.read().await?;
    let users = store::lists::list(&mut tx, filter, page).await?;
    let totals = store::users::totals(&mut tx).await?;
    let total = match totals.of_filter(filter) {
        Some(total) => total,
        None => store::lists::count(&mut tx, filter).await?,
    };
    let restore_window = service.settings.restore_window.map(|window| window.as_secs());
    let purge_after = service.settings.purge_after.map(|kept| kept.as_secs());
    Ok(UserList { users, total, live: totals.live(), deleted: totals.deleted, restore_window, purge_after })
}

/// One page of the users that match, and how many do, from one moment; without what the console shows around it.
pub(crate) async fn page(
    service: &Service,
    caller: &Caller,
    filter: &UserFilter,
    page: Page,
) -> Result<(Vec<User>, u64)> {
    caller.require_admin(Right::USER_INFO)?;
    filter.check()?;
    if let Some(found) = store::lists::at_once(&mut service.db.once().await?, filter, page).await? {
        return Ok(found);
    }
    let mut tx = service.db.read().await?;
    let users = store::lists::list(&mut tx, filter, page).await?;
    let total = store::lists::count(&mut tx, filter).await?;
    Ok((users, total))
}

/// The next thousand of the users that match, with their attributes, the oldest first: those who were made after the one of
/// the key `after`. Asked again and again with the last key, it walks through all of them while they change.
pub async fn walk(
    service: &Service,
    caller: &Caller,
    filter: &UserFilter,
    after: i64,
) -> Result<Vec<(User, Attributes)>> {
    const STEP: u32 = 1_000;
    caller.require_admin(Right::USER_INFO)?;
    filter.check()?;
    let mut tx = service.db.read().await?;
    let users = store::lists::walk(&mut tx, filter, after, STEP).await?;
    let keys: Vec<_> = users.iter().map(|user| user.id).collect();
    let mut attributes = store::attributes::get_many(&mut tx, &keys).await?;
    let with_attributes = |user: User| {
        let theirs = attributes.remove(&user.id).unwrap_or_default();
        (user, theirs)
    };
    Ok(users.into_iter().map(with_attributes).collect())
}

/// Notes in the trail that somebody takes a list away as a file, before [`walk`] hands it out.
pub async fn note_export(service: &Service, caller: &Caller, filter: &UserFilter) -> Result<()> {
    let granted = caller.require_admin(Right::USER_INFO)?;
    filter.check()?;
    let state = filter.state.map(State::name);
    let what = serde_json::json!({ "query": filter.query, "deleted": filter.deleted, "state": state });
    let work = Work::begin(service, &granted).await?;
    let target = UserId::parse(&granted.actor)?;
    work.commit(Action::UserExport, &target, Change::noted(what)).await
}

/// The keys of all attributes that anybody has.
pub async fn attribute_keys(service: &Service, caller: &Caller) -> Result<BTreeSet<String>> {
    caller.require_admin(Right::USER_INFO)?;
    store::attributes::keys(&mut service.db.read().await?).await
}

/// Whether an ID may be used for a new user.
pub async fn availability(service: &Service, caller: &Caller, id: &UserId) -> Result<Availability> {
    caller.require_admin(Right::USER_INFO)?;
    if id.is_blocked() {
        return Ok(Availability::Blocked);
    }
    let mut tx = service.db.read().await?;
    if let Some(user) = store::users::get(&mut tx, id).await? {
        return Ok(user.deleted_at.map_or(Availability::Taken, Availability::Deleted));
    }
    let all = store::reservations::list(&mut tx).await?;
    let reservation = Reservation::find(&all, id, service.now());
    Ok(reservation.map_or(Availability::Free, |one| Availability::Reserved(one.clone())))
}

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

    async fn write(self, tx: &mut Tx, user: i64) -> Result<()> {
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

/// With a key, only the user who has it: somebody else may have got the ID after a purge.
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
        (Some(_), Some(_)) => rate_limits::take(service, Subject::Mails(&granted.context.address)).await.1.is_ok(),
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
    let mut patch = patch.changes(&user);
    let attributes = match &patch.attributes {
        Some(_) => store::attributes::get(&mut work.tx, user.id).await?,
        None => Attributes::new(),
    };
    patch.attributes = patch.attributes.filter(|new| *new != attributes);
    if patch.is_empty() && beside.is_empty() {
        return Ok(user);
    }
    if let Some(picture_id) = &patch.picture_id
        && beside.picture.is_none()
    {
        if picture_id.is_some() {
            return Err(Error::picture_addresses());
        }
        store::pictures::delete(&mut work.tx, user.id).await?;
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
        // Who reads the old mailbox gets in by none of them.
        mailed_codes::void(&mut work.tx, &user).await?;
        store::validations::delete_open(&mut work.tx, user.id).await?;
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
        let ends = match temporary {
            Temporary::Given(temporary) => Some(temporary.expires_at),
            Temporary::None => None,
        };
        change = change.with("temporary_password_expires_at", None::<Timestamp>, ends);
    }
    beside.write(&mut work.tx, user.id).await?;
    if new.state != user.state {
        notifications::tell(service, &mut work, &new, News::State(&new)).await?;
    }
    save_as(service, work, Action::UserUpdate, &user, new, change).await
}

/// Deletes a user, or oneself: nothing works any more, and the ID stays reserved until purged. With a version, only if nobody
/// has changed the user since.
///
/// # Errors
/// Permission denied; not found; aborted, if the version is old; failed precondition, if no admin would be left.
pub async fn delete(service: &Service, caller: &Caller, id: &UserId, version: Option<i64>) -> Result<()> {
    let granted = caller.require_on(id, Right::USER_DELETE)?;
    if granted.scope.key.is_some() {
        granted.require_recent(service.now(), service.settings.session_recent)?;
    }
    let mut work = Work::begin(service, &granted).await?;
    last_admin::lock(&mut work.tx).await?;
    let user = granted.user(&mut work.tx, id).await?;
    if version.is_some_and(|version| version != user.version) {
        return Err(Error::changed_meanwhile(Vec::new(), user.version));
    }
    last_admin::check(&mut work.tx, &user, None).await?;
    end_sessions(&mut work.tx, &user).await?;
    mailed_codes::void(&mut work.tx, &user).await?;
    let new = user.delete(&work.actor, work.now);
    save(service, work, Action::UserDelete, &user, new).await.map(|_| ())
}

/// Brings a deleted user back, as they were.
///
/// # Errors
/// Not found, if no deleted user has the ID; failed precondition, if it was too long ago; at
/// `primary_email_address`, if the address belongs to somebody else by now.
pub async fn restore(service: &Service, caller: &Caller, id: &UserId) -> Result<User> {
    let mut work = Work::begin(service, &caller.require_admin(Right::USER_DELETE)?).await?;
    let user = store::users::get_for_update(&mut work.tx, id).await?;
    let Some((user, deleted_at)) = user.and_then(|user| user.deleted_at.map(|at| (user, at))) else {
        return Err(Error::user_not_found(id.as_str()));
    };
    if service.settings.restore_window.is_some_and(|window| work.now.since(deleted_at) > window) {
        return Err(Error::restore_window_expired(id.as_str()));
    }
    let new = User { deleted_at: None, deleted_by: None, ..user.touched(work.now) };
    save(service, work, Action::UserRestore, &user, new).await
}

/// Erases a live or deleted user and frees the ID. The audit trail stays.
///
/// # Errors
/// Not found; failed precondition, if no admin would be left.
pub async fn purge(service: &Service, caller: &Caller, id: &UserId) -> Result<()> {
    let purged = purge_if(service, caller, id, |_| true).await?;
    if purged { Ok(()) } else { Err(Error::user_not_found(id.as_str())) }
}

/// The same for a user of whom something still holds once nobody else can change them. Answers whether there is one.
pub(crate) async fn purge_if(
    service: &Service,
    caller: &Caller,
    id: &UserId,
    holds: impl FnOnce(&User) -> bool,
) -> Result<bool> {
    let mut work = Work::begin(service, &caller.require_admin(Right::USER_DELETE)?).await?;
    last_admin::lock(&mut work.tx).await?;
    let user = store::users::get_for_update(&mut work.tx, id).await?;
    let Some(user) = user.filter(holds) else { return Ok(false) };
    last_admin::check(&mut work.tx, &user, None).await?;
    store::users::purge(&mut work.tx, user.id).await?;
    work.commit(Action::UserPurge, id, Change::between(Some(&user), None)).await?;
    Ok(true)
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

/// The user, unless there is none or they are deleted.
pub(crate) fn live(user: Option<User>, id: &UserId) -> Result<User> {
    user.filter(|user| user.deleted_at.is_none()).ok_or_else(|| Error::user_not_found(id.as_str()))
}
