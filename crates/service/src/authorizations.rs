//! Letting OAuth clients act for oneself, and taking that back.

use std::time::Duration;

use domain::{
    AccessToken, Action, Authorization, BearerKind, Client, Error, Page, Result, Right, Timestamp, User, UserId,
    oauth::{challenge, check_client_id},
};
use serde_json::json;
use store::{Tx, oauth_codes::NewCode, oauth_tokens::Sessions};

use crate::{
    Caller, Own, Service, oauth_clients,
    rate_limits::{self, Subject},
    token,
    users::live,
    work::{Change, Work},
};

/// How long a code is good (contract §12.2).
const CODE: Duration = Duration::from_mins(5);

/// What a client asks for in the name of a user's browser (RFC 6749 §4.1.1, RFC 7636 §4.3).
#[derive(Clone, Debug, Default)]
pub struct AuthorizationRequest {
    /// `code`; there is no other way.
    pub response_type: Option<String>,
    /// The client.
    pub client_id: String,
    /// Where to send the user back to; the first of the client's, if it is not given.
    pub redirect_uri: Option<String>,
    /// What the client wants back.
    pub state: Option<String>,
    /// What the client will prove.
    pub code_challenge: Option<String>,
    /// How.
    pub code_challenge_method: Option<String>,
}

/// How it goes on.
#[derive(Debug)]
pub enum Step {
    /// The user is asked.
    Ask(Box<Consent>),
    /// The user goes back to the client.
    Redirect(Redirect),
}

/// What the user is asked.
#[derive(Clone, Debug)]
pub struct Consent {
    /// Who asks.
    pub client: Client,
    /// Who is asked.
    pub user: User,
    /// Where the user goes back to.
    pub redirect_uri: String,
    /// The password has to be typed too, since that was long ago and the client may do everything.
    pub confirm: bool,
}

/// An address of the client with what it gets to know.
#[derive(Debug, PartialEq, Eq)]
pub struct Redirect {
    /// One of the client's addresses.
    pub uri: String,
    /// Parameters to add to it.
    pub parameters: Vec<(&'static str, String)>,
}

/// What the user has answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing yet.
    Open,
    /// The client may.
    Yes,
    /// It may not.
    No,
}

/// Lets a client act for the caller, or asks first.
///
/// # Errors
/// Unauthenticated; not found or permission denied, if the client or the address is not to be trusted: then nobody may be
/// sent there.
pub async fn authorize(
    service: &Service,
    caller: &Caller,
    request: &AuthorizationRequest,
    answer: Answer,
) -> Result<Step> {
    let granted = caller.require_user()?;
    rate_limits::take(service, Subject::Account(granted.scope.key)).await?;
    let client = oauth_clients::usable(&mut service.db.once().await?, &request.client_id).await?.client;
    let redirect_uri = client.redirect_uri(request.redirect_uri.as_deref())?.to_owned();
    let back = |mut parameters: Vec<_>| {
        parameters.extend(request.state.clone().map(|state| ("state", state)));
        Ok(Step::Redirect(Redirect { uri: redirect_uri.clone(), parameters }))
    };
    let refuse = |error: &str, text: &str| back(vec![("error", error.into()), ("error_description", text.into())]);
    if request.response_type.as_deref() != Some("code") {
        return refuse("unsupported_response_type", "Use response_type=code.");
    }
    let challenge = match challenge(request.code_challenge.as_deref(), request.code_challenge_method.as_deref()) {
        Ok(None) if client.needs_challenge() => {
            return refuse("invalid_request", "Send a code_challenge by S256; this client has no secret.");
        }
        Ok(challenge) => challenge,
        Err(error) => return refuse("invalid_request", &error.message),
    };
    if answer == Answer::No {
        return refuse("access_denied", "The user has said no.");
    }
    let asked = client.skip_authorization || agreed(service, granted.scope.key, &client).await?;
    let recent = || granted.require_recent(service.now(), service.settings.session_recent);
    let weighty = client.rights.contains(Right::ALL);
    if !asked && answer == Answer::Open {
        let user = caller.user().cloned().ok_or_else(Error::unauthenticated)?;
        let confirm = weighty && recent().is_err();
        return Ok(Step::Ask(Box::new(Consent { client, user, redirect_uri, confirm })));
    }
    if !asked && weighty {
        recent()?;
    }
    let code = grant(service, caller, &granted, &client, &redirect_uri, challenge.as_deref()).await?;
    back(vec![("code", code)])
}

/// Whether a user has let a client do all that it wants to.
async fn agreed(service: &Service, user: i64, client: &Client) -> Result<bool> {
    let rights = store::oauth_authorizations::rights(&mut service.db.once().await?, user, client.id).await?;
    Ok(!rights.is_empty() && rights.contains_all(client.rights))
}

/// Notes what the client may do from now on, and makes a code with which it gets tokens.
async fn grant(
    service: &Service,
    caller: &Caller,
    granted: &crate::Granted<Own>,
    client: &Client,
    redirect_uri: &str,
    challenge: Option<&str>,
) -> Result<String> {
    let code_id = token::base32::<24>(service.rng.as_ref())?;
    let secret = token::base32::<32>(service.rng.as_ref())?;
    let mut work = Work::begin(service, granted).await?;
    let user = live(store::users::get_for_update(&mut work.tx, &granted.scope.user_id).await?, &granted.scope.user_id)?;
    // The session may have ended before the lock was taken.
    granted.still_holds(&mut work.tx, work.now).await?;
    // Who has just switched the client off must not find it in use again.
    let client = oauth_clients::usable(&mut work.tx, &client.client_id).await?.client;
    store::oauth_authorizations::grant(&mut work.tx, user.id, client.id, client.rights, work.now).await?;
    let session_id = caller.session_id().unwrap_or_default();
    let code = NewCode {
        code_id: &code_id,
        secret_hash: &token::hash(&secret),
        user: user.id,
        client: client.id,
        session_id,
        rights: client.rights,
        redirect_uri,
        challenge,
        now: work.now,
        expires_at: work.now.plus(CODE),
    };
    store::oauth_codes::insert(&mut work.tx, &code).await?;
    let rights: Vec<_> = client.rights.iter().map(Right::name).collect();
    let what = json!({ "client_id": client.client_id, "rights": rights, "session_id": session_id });
    work.commit(Action::AuthorizationCreate, &user.user_id, Change::noted(what)).await?;
    Ok(format!("{}.{code_id}.{secret}", BearerKind::AuthorizationCode.prefix()))
}

/// One page of what a user has let clients do, by time, and how many there are.
///
/// # Errors
/// Permission denied; not found.
pub async fn list(
    service: &Service,
    caller: &Caller,
    id: &UserId,
    descending: bool,
    page: Page,
) -> Result<(Vec<Authorization>, u64)> {
    caller.require_on(id, Right::USER_AUTHORIZED_CLIENTS)?;
    let mut tx = service.db.read().await?;
    let user = live(store::users::get(&mut tx, id).await?, id)?;
    let found = store::oauth_authorizations::list(&mut tx, user.id, descending, page).await?;
    Ok((found, store::oauth_authorizations::count(&mut tx, user.id).await?))
}

/// One page of the tokens that a client has for a user, by time, and how many there are.
///
/// # Errors
/// Permission denied; not found.
pub async fn list_tokens(
    service: &Service,
    caller: &Caller,
    (id, client_id): (&UserId, &str),
    descending: bool,
    page: Page,
) -> Result<(Vec<AccessToken>, u64)> {
    caller.require_on(id, Right::USER_AUTHORIZED_CLIENTS)?;
    let (mut tx, now) = (service.db.read().await?, service.now());
    let user = live(store::users::get(&mut tx, id).await?, id)?;
    if check_client_id(client_id).is_err() {
        return Ok((Vec::new(), 0));
    }
    let tokens = store::oauth_tokens::list(&mut tx, (user.id, client_id), now, descending, page).await?;
    Ok((tokens, store::oauth_tokens::count(&mut tx, user.id, client_id, now).await?))
}

/// Takes back what a user has let a client do. Its codes and tokens are worthless from then on.
///
/// # Errors
/// Permission denied; not found.
pub async fn delete(service: &Service, caller: &Caller, id: &UserId, client_id: &str) -> Result<()> {
    let granted = caller.require_on(id, Right::USER_AUTHORIZED_CLIENTS)?;
    let mut work = Work::begin(service, &granted).await?;
    let user = granted.user(&mut work.tx, id).await?;
    let known = check_client_id(client_id).is_ok();
    if !known || !store::oauth_authorizations::delete(&mut work.tx, user.id, client_id).await? {
        return Err(Error::authorization_not_found(id.as_str(), client_id));
    }
    work.commit(Action::AuthorizationDelete, id, Change::noted(json!({ "client_id": client_id }))).await
}

/// Ends one pair of tokens that a client has for a user.
///
/// # Errors
/// Permission denied; not found; invalid argument, where a token ends itself under the name of another user or client.
pub async fn delete_token(
    service: &Service,
    caller: &Caller,
    (id, client_id): (&UserId, &str),
    token_id: &str,
) -> Result<()> {
    let granted = caller.require_on(id, Right::USER_AUTHORIZED_CLIENTS)?;
    let own = caller.access_token().filter(|own| own.token_id == token_id);
    if own.is_some_and(|own| own.client_id != client_id) {
        return Err(Error::access_token_mismatch());
    }
    let mut work = Work::begin(service, &granted).await?;
    let user = granted.user(&mut work.tx, id).await?;
    let known = check_client_id(client_id).is_ok() && token::is_base32_name(token_id);
    if !known || !store::oauth_tokens::delete(&mut work.tx, user.id, client_id, token_id).await? {
        return Err(Error::access_token_not_found(token_id));
    }
    work.commit(Action::OAuthTokenDelete, id, Change::noted(json!({ "client_id": client_id, "token_id": token_id })))
        .await
}

/// Ends a token of the caller at the wish of its client, who has just logged them out. Answers where the client wants them to
/// go: to the address that it asks for, or to its first one.
///
/// # Errors
/// Unauthenticated; invalid argument, if that address is none of the client's. A token that has ended is none.
pub async fn log_out(
    service: &Service,
    caller: &Caller,
    token_id: &str,
    asked: Option<&str>,
) -> Result<Option<String>> {
    let granted = caller.require_session()?;
    let mut work = Work::begin(service, &granted).await?;
    let found = if token::is_base32_name(token_id) {
        store::oauth_tokens::resolve(&mut work.tx, token_id).await?
    } else {
        None
    };
    let found = found.filter(|found| found.user.id == granted.scope.key);
    let client_id = found.as_ref().map_or("", |found| &found.token.client_id);
    let client = store::oauth_clients::get(&mut work.tx, client_id).await?.map(|stored| stored.client);
    let own = client.iter().flat_map(|client| &client.logout_redirect_uris);
    let to = match asked {
        Some(asked) => {
            let mut own = own;
            Some(own.find(|uri| *uri == asked).cloned().ok_or_else(Error::invalid_logout_redirect_uri)?)
        }
        None => own.into_iter().next().cloned(),
    };
    let Some(client) = client else { return Ok(to) };
    store::oauth_tokens::delete(&mut work.tx, granted.scope.key, &client.client_id, token_id).await?;
    let what = json!({ "client_id": client.client_id, "token_id": token_id });
    work.commit(Action::OAuthTokenDelete, &granted.scope.user_id, Change::noted(what)).await?;
    Ok(to)
}

/// Ends the tokens and codes that come of some sessions of a user, as part of a larger change. The user's row must be locked:
/// else a code could be made, or used, at the same time.
pub(crate) async fn end_tokens(tx: &mut Tx, user: i64, sessions: Sessions<'_>) -> Result<()> {
    store::oauth_codes::delete_unused(tx, user, sessions).await?;
    store::oauth_tokens::delete_all(tx, user, sessions).await
}

/// Removes codes and tokens that have ended by themselves. Codes are kept for a while, to know when one is used again.
pub(crate) async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<()> {
    const KEPT: Duration = Duration::from_hours(24);
    store::oauth_codes::delete_before(tx, now.minus(KEPT)).await?;
    store::oauth_tokens::delete_before(tx, now).await
}
