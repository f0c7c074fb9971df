//! Permissions: values that one must hold to change anything.

use std::time::Duration;

use domain::{Error, Result, Right, Rights, Timestamp, User, UserId};
use store::Tx;

use crate::{RequestContext, users::live};

/// What a permission rests on, to be looked at again.
#[derive(Clone, Debug)]
pub(super) enum Proof {
    /// Nothing that could end meanwhile.
    None,
    /// A session, and when the password was last typed there.
    Session(String, Timestamp),
    /// An API key.
    ApiKey(String),
    /// An access token.
    AccessToken(String),
}

/// A permission that was checked. Only a [`Caller`](crate::Caller) makes one, and no transaction that writes can be opened
/// without one, so a forgotten check does not compile.
#[derive(Clone, Debug)]
pub struct Granted<Scope> {
    pub(crate) scope: Scope,
    pub(crate) actor: String,
    pub(crate) context: RequestContext,
    pub(super) bearer: Proof,
    pub(super) admin: bool,
    pub(super) rights: Rights,
}

impl<Scope> Granted<Scope> {
    /// For something that takes this right besides.
    pub(super) fn with(self, right: Right) -> Self {
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
