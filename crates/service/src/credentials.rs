//! What programs show to be known: API keys, and the sessions of browsers.

use std::{sync::Arc, time::Duration};

use domain::{Bearer, BearerKind, Error, Result, Session, State, Timestamp};

use crate::{
    Caller, RequestContext, Service,
    caller::{About, Credential},
    sessions, token,
};

/// The use of a key is written down at most this often.
const TOUCH: Duration = Duration::from_mins(1);

/// The caller that an `Authorization` header stands for: a type and a token. Whose account may not act is known all the same,
/// and may do nothing.
///
/// # Errors
/// Invalid argument for what is no token; unauthenticated with the contract's name for one that is not good.
pub async fn resolve(service: &Service, authorization: &str, context: RequestContext) -> Result<Caller> {
    // What has no two parts is no credential at all, as the contract has it.
    let Some((kind, token)) = authorization.split_once(' ') else { return Ok(Caller::anonymous(context)) };
    if !kind.eq_ignore_ascii_case("bearer") {
        return Err(Error::unsupported_authorization());
    }
    let bearer = Bearer::parse(token)?;
    match bearer.kind {
        BearerKind::ApiKey => by_api_key(service, bearer, context).await,
        BearerKind::Session => by_session(service, bearer, context).await,
        BearerKind::AccessToken => by_access_token(service, bearer, context).await,
        BearerKind::RefreshToken | BearerKind::AuthorizationCode => Err(Error::unsupported_authorization()),
    }
}

async fn by_api_key(service: &Service, bearer: Bearer<'_>, context: RequestContext) -> Result<Caller> {
    let now = service.now();
    let about = context.about.as_ref();
    let found = store::api_keys::resolve(&mut service.db.once().await?, bearer.id, about).await?;
    let about = match (about, found.about) {
        (None, _) => About::NotRead,
        (Some(_), None) => About::Nobody,
        (Some(_), Some(user)) => About::Somebody(Box::new(user)),
    };
    let found = found.resolved.ok_or_else(|| Error::api_key_unknown(bearer.id))?;
    if !token::is_same(&token::hash(bearer.key), &found.secret_hash) {
        return Err(Error::invalid_authorization());
    }
    if found.key.has_ended(now) {
        return Err(Error::api_key_expired());
    }
    if found.key.last_used_at.is_none_or(|at| now.since(at) >= TOUCH) {
        touch(service, &found.key.key_id, now).await;
    }
    let unvalidated = service.settings.needs_validation(&found.user);
    let credential = Credential::ApiKey(found.key);
    let caller = Caller::program(found.user, credential, now, context, Arc::clone(&service.refusals));
    Ok(caller.unvalidated(unvalidated).with_about(about))
}

async fn by_access_token(service: &Service, bearer: Bearer<'_>, context: RequestContext) -> Result<Caller> {
    let now = service.now();
    let found = store::oauth_tokens::resolve(&mut service.db.once().await?, bearer.id).await?;
    let found = found.ok_or_else(|| Error::access_token_unknown(bearer.id))?;
    if !token::is_same(&token::hash(bearer.key), &found.secret_hash) {
        return Err(Error::invalid_authorization());
    }
    if found.token.expires_at <= now {
        return Err(Error::token_expired());
    }
    match found.client_state {
        State::Approved | State::Flagged => {}
        State::Rejected => return Err(Error::oauth_client_of_token("oauth_client_rejected")),
        State::Requested | State::Suspended => return Err(Error::oauth_client_of_token("oauth_client_suspended")),
    }
    let unvalidated = service.settings.needs_validation(&found.user);
    let credential = Credential::AccessToken(found.token);
    let caller = Caller::program(found.user, credential, now, context, Arc::clone(&service.refusals));
    Ok(caller.unvalidated(unvalidated))
}

async fn by_session(service: &Service, bearer: Bearer<'_>, context: RequestContext) -> Result<Caller> {
    let caller = sessions::resolve(service, bearer.key, context).await?;
    if caller.session_id() == Some(bearer.id) { Ok(caller) } else { Err(Error::token_unknown()) }
}

/// That a key was used is worth noting, but not worth failing a call for.
async fn touch(service: &Service, key_id: &str, now: Timestamp) {
    let touched = async {
        let mut tx = service.db.write().await?;
        store::api_keys::touch(&mut tx, key_id, now).await?;
        tx.commit().await
    };
    if let Err(error) = touched.await {
        tracing::warn!(cause = error.cause, "the use of an API key could not be noted");
    }
}

/// The session that the caller uses.
///
/// # Errors
/// Unauthenticated, if there is none any more.
pub async fn session(service: &Service, caller: &Caller) -> Result<Session> {
    let granted = caller.require_session()?;
    let sessions = store::sessions::list(&mut service.db.once().await?, granted.scope.key, service.now()).await?;
    let current = sessions.into_iter().find(|session| Some(session.session_id.as_str()) == caller.session_id());
    current.ok_or_else(Error::token_unknown)
}
