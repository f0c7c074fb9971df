//! Who is calling, and the permissions they hold. Made once a request, in one place.

mod granted;

use std::sync::Arc;

use domain::{AccessToken, ApiKey, Error, Result, Right, Rights, Timestamp, User, UserId};
use store::sessions::Resolved;

pub(crate) use granted::Proved;
pub use granted::{Admin, Granted, One, Own};

use crate::refusals::Refusals;
use granted::Proof;

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

    /// The ID of the user.
    ///
    /// # Errors
    /// Unauthenticated.
    pub fn own_id(&self) -> Result<&UserId> {
        self.user().map(|user| &user.user_id).ok_or_else(Error::unauthenticated)
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
