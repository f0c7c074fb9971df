//! Making users.

use domain::{
    Action, Attributes, Error, InvitationTerms, NewUser, Result, Right, State, Timestamp, User, UserId, attributes,
};
use secrecy::SecretString;
use store::invitations::Stored;

use super::Beside;
use crate::{
    Caller, Granted, Service, invitations, notifications,
    passwords::{self, hash_new},
    reservations, taken, validations,
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
        Self {
            new,
            password,
            free_only: false,
            email_validated_at: None,
            attributes: Attributes::new(),
            theme: None,
            beside: Beside::default(),
            invitation_token: None,
            own: false,
        }
    }

    /// Uses the invitation up, if there is one, and takes over its terms.
    async fn accept(&mut self, work: &mut Work) -> Result<Option<Stored>> {
        let Some(token) = &self.invitation_token else { return Ok(None) };
        let accepted = invitations::accept(&mut work.tx, token, &self.new.primary_email_address, work.now).await?;
        if self.own {
            apply(&accepted.invitation.terms, &mut self.new, &mut self.attributes)?;
        }
        Ok(Some(accepted))
    }

    /// The row to be written.
    fn user(&self, now: Timestamp, has_password: bool) -> User {
        let user = self.new.clone().into_user(now, has_password);
        User {
            primary_email_address_validated_at: self.email_validated_at.or(user.primary_email_address_validated_at),
            theme: self.theme.clone().unwrap_or(user.theme),
            picture_id: self.beside.picture.as_ref().map(|made| made.picture_id.clone()),
            ..user
        }
    }
}

/// Makes a user as part of a transaction of its own.
///
/// # Errors
/// As [`create`]; those of an invitation that is not good any more.
pub(crate) async fn make<Scope>(service: &Service, granted: &Granted<Scope>, mut making: Making) -> Result<User> {
    let hash = match making.password.take() {
        Some(password) => Some(hash_new(service, &making.new.user_id, password).await?),
        None => None,
    };
    let mut work = Work::begin(service, granted).await?;
    if making.free_only {
        let free = reservations::check(&mut work.tx, &making.new.user_id, work.now).await;
        free.map_err(|error| if making.own { store::users::id_taken(&making.new.user_id) } else { error })?;
    }
    let accepted = making.accept(&mut work).await?;
    let mut user = making.user(work.now, hash.is_some());
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
    if !making.attributes.is_empty() {
        store::attributes::set(&mut work.tx, user.id, &making.attributes).await?;
        change = change.with("attributes", Attributes::new(), &making.attributes);
    }
    making.beside.write(&mut work.tx, user.id).await?;
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
