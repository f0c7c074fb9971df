//! Users with everything that is kept of them, as far as somebody asks for it and may see it: how programs read and change
//! users.

use std::collections::BTreeMap;

use domain::{
    Attributes, Contains, EmailAddress, Error, NewUser, Page, Result, Right, Timestamp, User, UserFields, UserFilter,
    UserId, UserPatch, UserRecord, attributes, invitation::parse_token,
};
use secrecy::SecretString;
use store::{Tx, credentials::TemporaryPassword};

use crate::{
    Caller, Service,
    caller::About,
    passwords,
    pictures::{self, NewPicture},
    users::{self, Beside, Making, Temporary, live},
};

/// A temporary password that an admin gives is good for this long (contract §7.4).
const TEMPORARY: std::time::Duration = std::time::Duration::from_hours(36);

/// A user to be made.
pub struct NewRecord {
    /// The user.
    pub new: NewUser,
    /// The password; without one the user needs a one-time code to set one.
    pub password: Option<SecretString>,
    /// When the address was validated.
    pub email_validated_at: Option<Timestamp>,
    /// Attributes.
    pub attributes: Attributes,
    /// The colours of the console, if they are not the system's.
    pub theme: Option<String>,
    /// How the user likes lists in consoles.
    pub preferences: Option<Merge>,
    /// A password that is good for choosing another one.
    pub temporary_password: NewTemporaryPassword,
    /// A file with a profile picture.
    pub picture: Option<Vec<u8>>,
    /// The token of the invitation that is accepted.
    pub invitation_token: Option<String>,
}

impl NewRecord {
    /// An account that somebody makes themselves, with nothing but what a form asks for.
    pub fn own(new: NewUser, password: SecretString, invitation_token: Option<String>) -> Self {
        Self {
            new,
            password: Some(password),
            email_validated_at: None,
            attributes: Attributes::new(),
            theme: None,
            preferences: None,
            temporary_password: NewTemporaryPassword::default(),
            picture: None,
            invitation_token,
        }
    }
}

/// Puts what is new into what is kept; done in the transaction, so that no other change is lost.
pub type Merge = Box<dyn FnOnce(&[u8]) -> Vec<u8> + Send>;

/// A change of a user.
#[derive(Default)]
pub struct Update {
    /// The fields that are changed.
    pub fields: UserFields,
    /// The new values of those that stand in the user's row, and attributes.
    pub patch: UserPatch,
    /// How the user likes lists in consoles.
    pub preferences: Option<Merge>,
    /// A password that is good for choosing another one; none takes away the one there is.
    pub temporary_password: Option<NewTemporaryPassword>,
    /// A profile picture.
    pub picture: Option<NewPicture>,
}

/// A temporary password as an admin gives it.
#[derive(Debug, Default)]
pub struct NewTemporaryPassword {
    /// The password; without one there will be none.
    pub password: Option<SecretString>,
    /// When it was given, if not now.
    pub created_at: Option<Timestamp>,
    /// When it ends, if not after 36 hours.
    pub expires_at: Option<Timestamp>,
}

/// A live user, with the fields that are asked for.
///
/// # Errors
/// Unauthenticated; permission denied to who may not see all of the fields; not found.
pub async fn get(service: &Service, caller: &Caller, id: &UserId, fields: UserFields) -> Result<UserRecord> {
    let fields = visible(caller, id, fields)?;
    if !is_apart(fields) {
        let user = match caller.about(id) {
            About::Somebody(user) => Some((**user).clone()),
            About::Nobody => None,
            About::NotRead => store::users::get(&mut service.db.once().await?, id).await?,
        };
        return Ok(bare(service, caller, live(user, id)?, fields));
    }
    let mut tx = service.db.read().await?;
    let user = live(store::users::get(&mut tx, id).await?, id)?;
    complete(&mut tx, bare(service, caller, user, fields)).await
}

/// Whoever may act at all sees what is public of everybody.
fn visible(caller: &Caller, id: &UserId, fields: UserFields) -> Result<UserFields> {
    caller.require_known()?;
    if caller.rights_on(id).contains(Right::USER_INFO) {
        return Ok(fields);
    }
    if !fields.are_public() {
        caller.require_on(id, Right::USER_INFO)?;
    }
    // The contact is made of the address, which is not public.
    Ok(fields.without("contact_info"))
}

/// One page of the users that match, with the fields that are asked for, and how many match.
///
/// # Errors
/// Unauthenticated; permission denied; field errors.
pub async fn list(
    service: &Service,
    caller: &Caller,
    filter: &UserFilter,
    page: Page,
    fields: UserFields,
) -> Result<(Vec<UserRecord>, u64)> {
    let (users, total) = users::page(service, caller, filter, page).await?;
    let mut records: Vec<_> = users.into_iter().map(|user| bare(service, caller, user, fields)).collect();
    if is_apart(fields) {
        complete_all(&mut service.db.read().await?, &mut records, fields).await?;
    }
    Ok((records, total))
}

/// Some of the users that match, with the fields that are asked for, those that were made first before the others; and where
/// the rest begins, if there may be any. Asked again and again, it walks through all of them while they change.
///
/// # Errors
/// Unauthenticated; permission denied; field errors; at `after`, for what this never answered.
pub async fn walk(
    service: &Service,
    caller: &Caller,
    filter: &UserFilter,
    after: Option<i64>,
    page: Page,
    fields: UserFields,
) -> Result<(Vec<UserRecord>, Option<i64>)> {
    caller.require_admin(Right::USER_INFO)?;
    filter.check()?;
    let mut tx = service.db.read().await?;
    let users = store::lists::walk(&mut tx, filter, after.unwrap_or_default(), page.limit).await?;
    let is_full = users.len() == page.limit as usize;
    let next = users.last().filter(|_| is_full).map(|user| user.id);
    let mut records: Vec<_> = users.into_iter().map(|user| bare(service, caller, user, fields)).collect();
    if is_apart(fields) {
        complete_all(&mut tx, &mut records, fields).await?;
    }
    Ok((records, next))
}

/// Makes a user.
///
/// # Errors
/// As [`users::create`].
pub async fn create(service: &Service, caller: &Caller, record: NewRecord) -> Result<UserRecord> {
    let granted = caller.require_admin(Right::USER_SETTINGS_BASIC)?;
    let NewRecord { new, password, email_validated_at, attributes, theme, preferences, .. } = record;
    new.user_id.check_free_word()?;
    Error::all([new.check(), attributes::check(&attributes)])?;
    if new.admin {
        granted.require_recent(service.now(), service.settings.session_recent)?;
    }
    let invitation_token = record.invitation_token.as_deref().map(parse_token).transpose()?;
    let temporary = hashed(service, &new.user_id, record.temporary_password).await?;
    let picture = match record.picture {
        Some(file) => Some(pictures::make(service, file).await?),
        None => None,
    };
    let beside = Beside { preferences, temporary_password: Some(temporary), picture };
    let making = Making {
        free_only: true,
        email_validated_at,
        attributes,
        theme,
        beside,
        invitation_token,
        ..Making::of(new, password)
    };
    whole(service, caller, users::make(service, &granted, making).await?).await
}

/// A user with everything that is kept of them.
pub(crate) async fn whole(service: &Service, caller: &Caller, user: User) -> Result<UserRecord> {
    complete(&mut service.db.read().await?, bare(service, caller, user, UserFields::ALL)).await
}

/// Changes a user. Answers the fields that were changed, and those that changed with them.
///
/// # Errors
/// Permission denied, at the first field that only admins may change; otherwise as [`users::update`].
pub async fn update(
    service: &Service,
    caller: &Caller,
    id: &UserId,
    update: Update,
    version: Option<i64>,
) -> Result<UserRecord> {
    let mut granted = caller.require_on(id, Right::USER_SETTINGS_BASIC)?;
    if let Some(field) = update.fields.first_of_admins() {
        if !caller.acts_as_admin(Right::USER_SETTINGS_BASIC) {
            return Err(caller.denied(Error::update_admin_field(field)));
        }
        granted = granted.for_admins();
    }
    if let Some(new) = &update.patch.primary_email_address {
        check_address(caller, id, new)?;
    }
    let mut patch = update.patch;
    let picture = match update.picture {
        Some(NewPicture::File(file)) => Some(pictures::make(service, file).await?),
        Some(NewPicture::Same(picture_id)) => {
            patch.picture_id = Some(Some(picture_id));
            None
        }
        Some(NewPicture::None) => {
            patch.picture_id = Some(None);
            None
        }
        None => None,
    };
    let beside = Beside {
        picture,
        preferences: update.preferences,
        temporary_password: match update.temporary_password {
            Some(new) => Some(hashed(service, id, new).await?),
            None => None,
        },
    };
    let key = granted.scope.key;
    let user = users::change(service, &granted, id, key, patch, beside, version).await?;
    let record = bare(service, caller, user, update.fields);
    if is_apart(record.fields) { complete(&mut service.db.read().await?, record).await } else { Ok(record) }
}

/// Whoever has the mailbox can have a code mailed, and with it has everything. So a credential of few rights must not move it.
fn check_address(caller: &Caller, id: &UserId, new: &EmailAddress) -> Result<()> {
    let moves = caller.user().is_some_and(|user| user.user_id == *id && user.primary_email_address != *new);
    if moves && caller.session_id().is_none() && !caller.rights_on(id).contains(Right::USER_ALL) {
        return Err(caller.denied(Error::address_needs_all_rights()));
    }
    Ok(())
}

/// The IDs of live users that contain a text, the first of them, and how many there are. Everybody who is known may look.
///
/// # Errors
/// Unauthenticated; permission denied by the state of the account; field errors.
pub async fn search_ids(service: &Service, caller: &Caller, part: &str, limit: u32) -> Result<(Vec<UserId>, u64)> {
    caller.require_known()?;
    let contains = Contains { user_id: part.to_owned(), ..Contains::default() };
    let filter = UserFilter { contains, ..UserFilter::default() };
    // Whoever asks calls it so.
    filter.check().map_err(|error| Error::invalid("query", error.message))?;
    let mut tx = service.db.read().await?;
    let users = store::lists::list(&mut tx, &filter, Page::new(1, limit)?).await?;
    let total = store::lists::count(&mut tx, &filter).await?;
    Ok((users.into_iter().map(|user| user.user_id).collect(), total))
}

/// That the caller has a right on a live user.
///
/// # Errors
/// Permission denied; not found.
pub async fn require(service: &Service, caller: &Caller, id: &UserId, right: Right) -> Result<()> {
    caller.require_on(id, right)?;
    live(store::users::get(&mut service.db.once().await?, id).await?, id).map(|_| ())
}

/// Hashes it, before any connection is held.
async fn hashed(service: &Service, id: &UserId, new: NewTemporaryPassword) -> Result<Temporary> {
    let Some(password) = new.password else { return Ok(Temporary::None) };
    let password_hash = passwords::hash_new(service, id, password).await.map_err(|error| {
        let fields =
            vec![domain::FieldError { field: "temporary_password".into(), message: error.message.to_string() }];
        Error { fields, ..error }
    })?;
    let created_at = new.created_at.unwrap_or_else(|| service.now());
    let expires_at = new.expires_at.unwrap_or_else(|| created_at.plus(TEMPORARY));
    Ok(Temporary::Given(TemporaryPassword { password_hash, created_at, expires_at }))
}

/// Whether any of the fields is kept apart from the row.
fn is_apart(fields: UserFields) -> bool {
    ["attributes", "console_preferences"].into_iter().any(|field| fields.contains(field)) || has_temporary(fields)
}

fn has_temporary(fields: UserFields) -> bool {
    ["temporary_password_created_at", "temporary_password_expires_at"].into_iter().any(|field| fields.contains(field))
}

fn bare(service: &Service, caller: &Caller, user: User, fields: UserFields) -> UserRecord {
    let pictures = if fields.contains("profile_picture") {
        let sees_address = caller.rights_on(&user.user_id).contains(Right::USER_INFO);
        pictures::addresses(service, &user, sees_address)
    } else {
        BTreeMap::new()
    };
    let attributes = Attributes::new();
    UserRecord { user, fields, attributes, temporary_password: None, preferences: None, pictures }
}

async fn complete(tx: &mut Tx, mut record: UserRecord) -> Result<UserRecord> {
    let fields = record.fields;
    complete_all(tx, std::slice::from_mut(&mut record), fields).await?;
    Ok(record)
}

/// Adds what is kept apart, with as many queries for a thousand as for one.
async fn complete_all(tx: &mut Tx, records: &mut [UserRecord], fields: UserFields) -> Result<()> {
    let keys: Vec<_> = records.iter().map(|record| record.user.id).collect();
    // Of what is not asked for nobody has any.
    let keys_if = |asked: bool| if asked { keys.as_slice() } else { &[] };
    let mut attributes = store::attributes::get_many(tx, keys_if(fields.contains("attributes"))).await?;
    let mut preferences =
        store::console_preferences::get_many(tx, keys_if(fields.contains("console_preferences"))).await?;
    let mut temporary = store::credentials::temporary_password_times(tx, keys_if(has_temporary(fields))).await?;
    for record in records {
        let key = record.user.id;
        record.attributes = attributes.remove(&key).unwrap_or_default();
        record.preferences = preferences.remove(&key);
        record.temporary_password = temporary.remove(&key);
    }
    Ok(())
}
