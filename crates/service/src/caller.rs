//! Who is calling, and the permissions they hold. Made once a request, in one place.

use std::{sync::Arc, time::Duration};

use domain::{Error, Result, Timestamp, User, UserId};
use store::{Tx, sessions::Resolved};

use crate::refusals::Refusals;

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
}

#[derive(Clone, Debug)]
enum Identity {
    Anonymous,
    Session { user: Box<User>, session_id: String, confirmed_at: Timestamp, refusals: Arc<Refusals> },
    Host,
}

/// Somebody who asks for something.
#[derive(Clone, Debug)]
pub struct Caller {
    identity: Identity,
    context: RequestContext,
}

impl Caller {
    /// Nobody known.
    pub fn anonymous(context: RequestContext) -> Self {
        Self { identity: Identity::Anonymous, context }
    }

    /// Whoever runs a command on the server itself; may do everything.
    pub fn host(command: &str) -> Self {
        let context = RequestContext { request_id: format!("host:{command}"), ..RequestContext::default() };
        Self { identity: Identity::Host, context }
    }

    /// A user with a session; only [`crate::sessions::resolve`] makes one.
    pub(crate) fn session(found: Resolved, context: RequestContext, refusals: Arc<Refusals>) -> Self {
        let Resolved { user, session_id, confirmed_at, .. } = found;
        Self { identity: Identity::Session { user: Box::new(user), session_id, confirmed_at, refusals }, context }
    }

    /// The same caller, who has typed their password again just now.
    pub(crate) fn confirmed(&self, now: Timestamp) -> Self {
        let mut confirmed = self.clone();
        if let Identity::Session { confirmed_at, .. } = &mut confirmed.identity {
            *confirmed_at = now;
        }
        confirmed
    }

    /// The user, where one is logged in.
    pub fn user(&self) -> Option<&User> {
        match &self.identity {
            Identity::Session { user, .. } => Some(user),
            Identity::Anonymous | Identity::Host => None,
        }
    }

    /// The public name of the session in use.
    pub fn session_id(&self) -> Option<&str> {
        match &self.identity {
            Identity::Session { session_id, .. } => Some(session_id),
            Identity::Anonymous | Identity::Host => None,
        }
    }

    /// Where the request came from.
    pub fn context(&self) -> &RequestContext {
        &self.context
    }

    /// Who stands in audit records: a user ID, or `host`.
    pub(crate) fn actor(&self) -> &str {
        match &self.identity {
            Identity::Anonymous => "anonymous",
            Identity::Session { user, .. } => user.user_id.as_str(),
            Identity::Host => "host",
        }
    }

    /// The permission to manage users.
    ///
    /// # Errors
    /// Unauthenticated, or permission denied to who is no admin.
    pub fn require_admin(&self) -> Result<Granted<Admin>> {
        match &self.identity {
            Identity::Anonymous => Err(Error::unauthenticated()),
            Identity::Session { user, .. } if !user.acts_as_admin() => Err(self.denied(Error::admins_only())),
            Identity::Session { user, .. } if user.require_password_update => Err(Error::password_update_required()),
            Identity::Session { .. } | Identity::Host => Ok(Granted { admin: true, ..self.grant(Admin) }),
        }
    }

    /// The permission to manage one's own account.
    ///
    /// # Errors
    /// Unauthenticated; permission denied to who has to choose another password first.
    pub fn require_user(&self) -> Result<Granted<Own>> {
        match self.user() {
            Some(user) if user.require_password_update => Err(Error::password_update_required()),
            Some(_) | None => self.require_session(),
        }
    }

    /// The permission to log out and to choose another password.
    ///
    /// # Errors
    /// Unauthenticated.
    pub fn require_session(&self) -> Result<Granted<Own>> {
        match &self.identity {
            Identity::Session { user, .. } => Ok(self.grant(Own { user_id: user.user_id.clone(), key: user.id })),
            Identity::Anonymous | Identity::Host => Err(Error::unauthenticated()),
        }
    }

    /// The permission of commands on the server itself, which includes every admin's.
    ///
    /// # Errors
    /// Permission denied.
    pub(crate) fn require_host(&self) -> Result<Granted<Admin>> {
        match &self.identity {
            Identity::Host => Ok(self.grant(Admin)),
            Identity::Anonymous | Identity::Session { .. } => {
                Err(self.denied(Error::permission_denied("This is done on the server itself.")))
            }
        }
    }

    /// The error, noted for the trail if somebody known gets it.
    pub(crate) fn denied(&self, error: Error) -> Error {
        if let Identity::Session { refusals, .. } = &self.identity {
            refusals.permission(self.actor(), &self.context);
        }
        error
    }

    /// The permission of who has just shown the password or the one-time code of a user; no session bears it.
    pub(crate) fn proved(&self, user_id: &UserId) -> Granted<Proved> {
        Granted { actor: user_id.to_string(), session: None, ..self.grant(Proved) }
    }

    fn grant<T>(&self, scope: T) -> Granted<T> {
        let session = match &self.identity {
            Identity::Session { session_id, confirmed_at, .. } => Some((session_id.clone(), *confirmed_at)),
            Identity::Anonymous | Identity::Host => None,
        };
        Granted { scope, actor: self.actor().to_owned(), context: self.context.clone(), session, admin: false }
    }
}

/// A permission that was checked. Only a [`Caller`] makes one, and no transaction that writes can be opened
/// without one, so a forgotten check does not compile.
#[derive(Clone, Debug)]
pub struct Granted<Scope> {
    pub(crate) scope: Scope,
    pub(crate) actor: String,
    pub(crate) context: RequestContext,
    /// The session that bears it, and when the password was last typed there.
    session: Option<(String, Timestamp)>,
    admin: bool,
}

impl<Scope> Granted<Scope> {
    /// Asks again, in the transaction that is about to change something: the session may have ended since the
    /// request came in, and its user may be no admin any more.
    pub(crate) async fn still_holds(&self, tx: &mut Tx, now: Timestamp) -> Result<()> {
        let Some((session_id, _)) = &self.session else { return Ok(()) };
        let found = store::sessions::get(tx, session_id, now).await?;
        let user = found.map(|found| found.user).filter(|user| user.may_act(now)).ok_or_else(Error::unauthenticated)?;
        if self.admin && !user.acts_as_admin() { Err(Error::admins_only()) } else { Ok(()) }
    }

    /// Checks that whoever asks has shown not long ago that they are who they were when they logged in.
    ///
    /// # Errors
    /// Permission denied, at `own_password`.
    pub(crate) fn require_recent(&self, now: Timestamp, within: Duration) -> Result<()> {
        match &self.session {
            Some((_, confirmed_at)) if now.since(*confirmed_at) > within => Err(Error::confirmation_required()),
            Some(_) | None => Ok(()),
        }
    }
}

/// The scope of [`Granted`]: every user.
#[derive(Clone, Copy, Debug)]
pub struct Admin;

/// The scope of [`Granted`]: one's own account.
#[derive(Clone, Debug)]
pub struct Own {
    pub(crate) user_id: UserId,
    pub(crate) key: i64,
}

/// The scope of [`Granted`]: whatever the right password or code proves.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Proved;
