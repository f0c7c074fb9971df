//! Who is calling, and the permissions they hold. Made once a request, in one place.

use std::{sync::Arc, time::Duration};

use domain::{AccessToken, ApiKey, Error, Result, Right, Rights, Timestamp, User, UserId};
use store::{Tx, sessions::Resolved};

use crate::{refusals::Refusals, users::live};

/// Who stands in audit records for a command on the server itself. Nobody can take this word as their ID.
pub(crate) const HOST: &str = "host";

/// Where a request came from; written to audit records and sessions.
#[derive(Clone, Debug, Default)]
pub struct RequestContext {
    /// The request's own ID, as in the log.
    pub request_id: String,
    /// The client's network address, as far as it can be believed.
    pub address: String,
    /// What the client calls itself.
    pub user_agent: String,
    /// The hash of the token by which the browser is known, where it has one.
    pub device: Option<[u8; 32]>,
    /// What was asked for, as the door calls it: `GET /users`.
    pub operation: String,
    /// Whom it is about, so that they can be read along with the credential.
    pub about: Option<UserId>,
}

/// What one may do to oneself before it is shown that the address is one's own (contract §5.3).
const UNVALIDATED: [Right; 3] = [Right::USER_INFO, Right::USER_SETTINGS_BASIC, Right::USER_DELETE];

#[derive(Clone, Debug)]
enum Identity {
    Anonymous,
    Session { user: Box<User>, session_id: String, confirmed_at: Timestamp, refusals: Arc<Refusals> },
    Program { user: Box<User>, credential: Box<Credential>, refusal: Option<Box<Error>>, refusals: Arc<Refusals> },
    Host,
}

/// What a program has shown.
#[derive(Clone, Debug)]
pub enum Credential {
    /// An API key.
    ApiKey(ApiKey),
    /// An access token of an OAuth client.
    AccessToken(AccessToken),
}

impl Credential {
    /// What it may do, with everything implied.
    pub fn rights(&self) -> Rights {
        match self {
            Self::ApiKey(key) => key.rights.implied(),
            Self::AccessToken(token) => token.rights.implied(),
        }
    }
}

/// What is known of the user whom a request is about.
#[derive(Clone, Debug)]
pub(crate) enum About {
    /// They were not read along with the credential.
    NotRead,
    /// There was none.
    Nobody,
    /// This was the user, live or deleted.
    Somebody(Box<User>),
}

/// Somebody who asks for something.
#[derive(Clone, Debug)]
pub struct Caller {
    identity: Identity,
    context: RequestContext,
    about: About,
    unvalidated: bool,
}

impl Caller {
    /// Nobody known.
    pub fn anonymous(context: RequestContext) -> Self {
        Self { identity: Identity::Anonymous, context, about: About::NotRead, unvalidated: false }
    }

    /// Whoever runs a command on the server itself; may do everything.
    pub fn host(command: &str) -> Self {
        let context = RequestContext { request_id: format!("host:{command}"), ..RequestContext::default() };
        Self { identity: Identity::Host, context, about: About::NotRead, unvalidated: false }
    }

    /// A user with a session; only [`crate::sessions::resolve`] makes one.
    pub(crate) fn session(found: Resolved, context: RequestContext, refusals: Arc<Refusals>) -> Self {
        let Resolved { user, session_id, confirmed_at, .. } = found;
        Self {
            identity: Identity::Session { user: Box::new(user), session_id, confirmed_at, refusals },
            context,
            about: About::NotRead,
            unvalidated: false,
        }
    }

    /// The same caller, who has to show that their address is theirs before they may do much, if so.
    pub(crate) fn unvalidated(self, unvalidated: bool) -> Self {
        Self { unvalidated, ..self }
    }

    /// Whether the caller's address has to be validated before they may do much.
    pub fn is_unvalidated(&self) -> bool {
        self.unvalidated
    }

    /// The same caller, who has typed their password again just now.
    pub(crate) fn confirmed(&self, now: Timestamp) -> Self {
        let mut confirmed = self.clone();
        if let Identity::Session { confirmed_at, .. } = &mut confirmed.identity {
            *confirmed_at = now;
        }
        confirmed
    }

    /// A program with a credential of a user; only [`crate::credentials::resolve`] makes one. A user who may not act keeps
    /// the name, so that the program can be told why nothing works.
    pub(crate) fn program(
        user: User,
        credential: Credential,
        now: Timestamp,
        context: RequestContext,
        refusals: Arc<Refusals>,
    ) -> Self {
        let refusal = user.refusal(now).map(Box::new);
        Self {
            identity: Identity::Program { user: Box::new(user), credential: Box::new(credential), refusal, refusals },
            context,
            about: About::NotRead,
            unvalidated: false,
        }
    }

    /// The user, where one is known.
    pub fn user(&self) -> Option<&User> {
        match &self.identity {
            Identity::Session { user, .. } | Identity::Program { user, .. } => Some(user),
            Identity::Anonymous | Identity::Host => None,
        }
    }

    /// What a program has shown.
    pub fn credential(&self) -> Option<&Credential> {
        match &self.identity {
            Identity::Program { credential, .. } => Some(credential),
            Identity::Anonymous | Identity::Session { .. } | Identity::Host => None,
        }
    }

    /// The access token in use.
    pub fn access_token(&self) -> Option<&AccessToken> {
        match self.credential() {
            Some(Credential::AccessToken(token)) => Some(token),
            Some(Credential::ApiKey(_)) | None => None,
        }
    }

    /// Why the user of the credential may not act, if so.
    pub fn refusal(&self) -> Option<&Error> {
        match &self.identity {
            Identity::Program { refusal, .. } => refusal.as_deref(),
            Identity::Anonymous | Identity::Session { .. } | Identity::Host => None,
        }
    }

    /// What the credential may do by itself, with everything implied.
    fn own_rights(&self) -> Rights {
        let rights = match &self.identity {
            Identity::Anonymous | Identity::Program { refusal: Some(_), .. } => Rights::NONE,
            Identity::Program { credential, .. } => credential.rights(),
            Identity::Session { .. } | Identity::Host => Rights::ALL,
        };
        if self.unvalidated { rights.implied().intersection(UNVALIDATED.into_iter().collect()) } else { rights }
    }

    /// What the caller may do to everybody: an admin's rights, as far as the credential has them.
    pub fn universal_rights(&self) -> Rights {
        match &self.identity {
            Identity::Host => Rights::ALL,
            _ if self.unvalidated => Rights::NONE,
            _ if self.user().is_some_and(User::acts_as_admin) => Rights::of_admins().intersection(self.own_rights()),
            _ => Rights::NONE,
        }
    }

    /// What the caller may do to one user (contract §5.2).
    pub fn rights_on(&self, id: &UserId) -> Rights {
        if matches!(self.identity, Identity::Host) {
            return Rights::ALL;
        }
        let universal = self.universal_rights().intersection(Rights::of_entities());
        let own = self.user().is_some_and(|user| user.user_id == *id);
        if own { self.own_rights().union(universal) } else { universal }
    }

    /// Whether the caller is an admin and the credential has a right of admins.
    pub fn acts_as_admin(&self, right: Right) -> bool {
        self.universal_rights().contains(right)
    }

    /// The public name of the session in use.
    pub fn session_id(&self) -> Option<&str> {
        match &self.identity {
            Identity::Session { session_id, .. } => Some(session_id),
            Identity::Anonymous | Identity::Program { .. } | Identity::Host => None,
        }
    }

    /// Where the request came from.
    pub fn context(&self) -> &RequestContext {
        &self.context
    }

    /// The same, along with what was read of [`RequestContext::about`].
    pub(crate) fn with_about(self, about: About) -> Self {
        Self { about, ..self }
    }

    /// A user as they were when the caller was made, if they were read then.
    pub(crate) fn about(&self, id: &UserId) -> &About {
        if self.context.about.as_ref() == Some(id) { &self.about } else { &About::NotRead }
    }

    /// Who stands in audit records: a user ID, or `host`.
    pub(crate) fn actor(&self) -> &str {
        match &self.identity {
            Identity::Anonymous => "anonymous",
            Identity::Session { user, .. } | Identity::Program { user, .. } => user.user_id.as_str(),
            Identity::Host => HOST,
        }
    }

    /// The permission to manage users, as far as a right goes.
    ///
    /// # Errors
    /// Unauthenticated, or permission denied to who is no admin, or whose API key lacks the right.
    pub fn require_admin(&self, right: Right) -> Result<Granted<Admin>> {
        self.require_known()?;
        if !self.acts_as_admin(right) {
            return Err(self.denied(self.lacking(Error::admins_only())));
        }
        Ok(Granted { admin: true, ..self.grant(Admin) }.with(right))
    }

    /// The permission to do anything whatsoever to everybody.
    ///
    /// # Errors
    /// As [`Caller::require_admin`].
    pub fn require_everything(&self) -> Result<Granted<Admin>> {
        let granted = self.require_admin(Right::USER_SETTINGS_BASIC)?;
        if self.own_rights().contains(Right::ALL) { Ok(granted) } else { Err(self.denied(Error::admins_only())) }
    }

    /// The permission to do something to one user: oneself, or anybody as an admin.
    ///
    /// # Errors
    /// Unauthenticated; permission denied: no rights at all on this user, or not this one.
    pub fn require_on(&self, id: &UserId, right: Right) -> Result<Granted<One>> {
        self.require_known()?;
        let rights = self.rights_on(id);
        if rights.is_empty() {
            return Err(self.denied(Error::no_user_rights(id.as_str())));
        }
        if !rights.contains(right) {
            let lacking = self.lacking(Error::insufficient_user_rights(id.as_str(), right.name()));
            return Err(self.denied(lacking));
        }
        let own = self.user().filter(|user| user.user_id == *id);
        let admin = own.is_none() && !matches!(self.identity, Identity::Host);
        let scope = One { key: own.map(|user| user.id) };
        Ok(Granted { admin, ..self.grant(scope) }.with(right))
    }

    /// Why a right is lacking: who has to show that their address is theirs is told so.
    fn lacking(&self, error: Error) -> Error {
        if self.unvalidated { Error::email_validation_required() } else { error }
    }

    /// That somebody is there who may act at all.
    ///
    /// # Errors
    /// Unauthenticated; permission denied by the state of the account, or to who has to choose another password first.
    pub fn require_known(&self) -> Result<()> {
        match &self.identity {
            Identity::Anonymous => Err(Error::unauthenticated()),
            Identity::Program { refusal: Some(refusal), .. } => Err((**refusal).clone()),
            Identity::Session { user, .. } if user.require_password_update => Err(Error::password_update_required()),
            Identity::Session { .. } | Identity::Program { .. } | Identity::Host => Ok(()),
        }
    }

    /// The permission to manage one's own account in a browser.
    ///
    /// # Errors
    /// Unauthenticated; permission denied to who has to choose another password first.
    pub fn require_user(&self) -> Result<Granted<Own>> {
        self.require_known()?;
        self.require_session()
    }

    /// The permission to log out and to choose another password.
    ///
    /// # Errors
    /// Unauthenticated.
    pub fn require_session(&self) -> Result<Granted<Own>> {
        match &self.identity {
            Identity::Session { user, .. } => Ok(self.grant(Own { user_id: user.user_id.clone(), key: user.id })),
            Identity::Anonymous | Identity::Program { .. } | Identity::Host => Err(Error::unauthenticated()),
        }
    }

    /// The permission of commands on the server itself, which includes every admin's.
    ///
    /// # Errors
    /// Permission denied.
    pub(crate) fn require_host(&self) -> Result<Granted<Admin>> {
        match &self.identity {
            Identity::Host => Ok(self.grant(Admin)),
            Identity::Anonymous | Identity::Session { .. } | Identity::Program { .. } => {
                Err(self.denied(Error::permission_denied("This is done on the server itself.")))
            }
        }
    }

    /// The error, noted for the trail if somebody known gets it.
    pub(crate) fn denied(&self, error: Error) -> Error {
        if let Identity::Session { refusals, .. } | Identity::Program { refusals, .. } = &self.identity {
            refusals.permission(self.actor(), &self.context);
        }
        error
    }

    /// The permission of who has just shown the password or the one-time code of a user; no session bears it.
    pub(crate) fn proved(&self, user_id: &UserId) -> Granted<Proved> {
        Granted { actor: user_id.to_string(), bearer: Proof::None, ..self.grant(Proved) }
    }

    /// The permission to ask for what only the owner of an address gets to see: anybody's, whatever they show.
    pub(crate) fn asking(&self) -> Granted<Proved> {
        Granted { bearer: Proof::None, ..self.grant(Proved) }
    }

    /// The permission to make an account, of whoever that will be; whether anybody may, the use-case asks.
    pub(crate) fn registering(&self, user_id: &UserId) -> Granted<Proved> {
        match &self.identity {
            Identity::Anonymous => self.proved(user_id),
            Identity::Session { .. } | Identity::Program { .. } | Identity::Host => self.grant(Proved),
        }
    }

    fn grant<T>(&self, scope: T) -> Granted<T> {
        let bearer = match &self.identity {
            Identity::Session { session_id, confirmed_at, .. } => Proof::Session(session_id.clone(), *confirmed_at),
            Identity::Program { credential, .. } => match &**credential {
                Credential::ApiKey(key) => Proof::ApiKey(key.key_id.clone()),
                Credential::AccessToken(token) => Proof::AccessToken(token.token_id.clone()),
            },
            Identity::Anonymous | Identity::Host => Proof::None,
        };
        let (actor, context) = (self.actor().to_owned(), self.context.clone());
        Granted { scope, actor, context, bearer, admin: false, rights: Rights::NONE }
    }
}

/// What a permission rests on, to be looked at again.
#[derive(Clone, Debug)]
enum Proof {
    /// Nothing that could end meanwhile.
    None,
    /// A session, and when the password was last typed there.
    Session(String, Timestamp),
    /// An API key.
    ApiKey(String),
    /// An access token.
    AccessToken(String),
}

/// A permission that was checked. Only a [`Caller`] makes one, and no transaction that writes can be opened
/// without one, so a forgotten check does not compile.
#[derive(Clone, Debug)]
pub struct Granted<Scope> {
    pub(crate) scope: Scope,
    pub(crate) actor: String,
    pub(crate) context: RequestContext,
    bearer: Proof,
    admin: bool,
    rights: Rights,
}

impl<Scope> Granted<Scope> {
    /// For something that takes this right besides.
    fn with(self, right: Right) -> Self {
        self.with_all([right].into_iter().collect())
    }

    /// For something that takes all of these rights besides.
    pub(crate) fn with_all(self, rights: Rights) -> Self {
        Self { rights: self.rights.union(rights), ..self }
    }

    /// For something that only admins do, to themselves too.
    pub(crate) fn for_admins(self) -> Self {
        Self { admin: true, ..self }
    }

    /// Asks again, in the transaction that is about to change something: the credential may have ended since the
    /// request came in or lost the right, and its user may be no admin any more.
    pub(crate) async fn still_holds(&self, tx: &mut Tx, now: Timestamp) -> Result<()> {
        let holds = |rights: Rights| rights.implied().contains_all(self.rights);
        let user = match &self.bearer {
            Proof::None => return Ok(()),
            Proof::Session(session_id, _) => store::sessions::get(tx, session_id, now).await?.map(|found| found.user),
            Proof::ApiKey(key_id) => {
                let found = store::api_keys::resolve(tx, key_id, None).await?.resolved;
                let found = found.filter(|found| !found.key.has_ended(now));
                found.filter(|found| holds(found.key.rights)).map(|found| found.user)
            }
            Proof::AccessToken(token_id) => {
                let found = store::oauth_tokens::resolve(tx, token_id).await?;
                let found = found.filter(|found| found.token.expires_at > now && found.client_state.is_good());
                found.filter(|found| holds(found.token.rights)).map(|found| found.user)
            }
        };
        let user = user.filter(|user| user.may_act(now)).ok_or_else(Error::unauthenticated)?;
        if self.admin && !user.acts_as_admin() { Err(Error::admins_only()) } else { Ok(()) }
    }

    /// Checks that whoever asks has shown not long ago that they are who they were when they logged in. Programs can't be
    /// asked.
    ///
    /// # Errors
    /// Permission denied, at `own_password`.
    pub(crate) fn require_recent(&self, now: Timestamp, within: Duration) -> Result<()> {
        match &self.bearer {
            Proof::Session(_, confirmed_at) if now.since(*confirmed_at) > within => Err(Error::confirmation_required()),
            Proof::Session(..) | Proof::ApiKey(_) | Proof::AccessToken(_) | Proof::None => Ok(()),
        }
    }
}

impl Granted<One> {
    /// The live user whom the permission is about; nobody else changes them until the transaction ends.
    ///
    /// # Errors
    /// Not found; so too, if somebody else has got the ID meanwhile.
    pub(crate) async fn user(&self, tx: &mut Tx, id: &UserId) -> Result<User> {
        let user = store::users::get_for_update(tx, id).await?;
        live(user.filter(|user| self.scope.key.is_none_or(|key| key == user.id)), id)
    }
}

/// The scope of [`Granted`]: every user.
#[derive(Clone, Copy, Debug)]
pub struct Admin;

/// The scope of [`Granted`]: one user.
#[derive(Clone, Debug)]
pub struct One {
    /// The row that the ID stood for when the caller was made, of oneself: after a purge somebody else may have the ID.
    pub(crate) key: Option<i64>,
}

/// The scope of [`Granted`]: one's own account.
#[derive(Clone, Debug)]
pub struct Own {
    pub(crate) user_id: UserId,
    pub(crate) key: i64,
}

/// The scope of [`Granted`]: whatever the right password or code proves.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Proved;
