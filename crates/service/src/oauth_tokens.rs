//! How OAuth clients get tokens: by a code, and by a refresh token. Either is good once; if one is shown again, it was stolen
//! from somebody, and everything that came of it ends.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{AccessToken, Action, Bearer, BearerKind, Client, Error, Result, Rights, User, UserId};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use crate::{
    Caller, Service, oauth_clients,
    rate_limits::{self, Subject},
    token,
    work::{Change, Work},
};

/// How long an access token is good (contract §12.3).
pub const ACCESS: Duration = Duration::from_hours(1);
/// How long a refresh token is good that is not used; each use makes another one.
const REFRESH: Duration = Duration::from_hours(30 * 24);
/// The most pairs that a client has for a user; the oldest end.
const MAX: u32 = 100;

/// How a client shows who it is.
#[derive(Debug, Default)]
pub struct ClientProof {
    /// Its ID.
    pub client_id: Option<String>,
    /// Its secret, if it has one.
    pub secret: Option<SecretString>,
}

/// A new pair of tokens; this is the only time they are seen.
#[derive(Debug)]
pub struct NewTokens {
    /// For calling the API.
    pub access_token: SecretString,
    /// For another pair.
    pub refresh_token: SecretString,
}

/// Gives tokens for a code.
///
/// # Errors
/// Those of the client; not found, if there is no such code any more; permission denied, if it was made for another client,
/// address or verifier, or if the user may not act.
pub async fn exchange(
    service: &Service,
    caller: &Caller,
    client: &ClientProof,
    code: Option<&str>,
    redirect_uri: Option<&str>,
    verifier: Option<&str>,
) -> Result<NewTokens> {
    let client = proved(service, caller, client).await?;
    let code = code.filter(|code| !code.is_empty());
    let code = code.ok_or_else(|| Error::missing_parameter("missing_authorization_code"))?;
    let unknown = Error::authorization_code_not_found;
    let bearer = parse(code, BearerKind::AuthorizationCode).ok_or_else(unknown)?;
    let found = store::oauth_codes::get(&mut service.db.once().await?, bearer.id).await?;
    let found = found.filter(|found| token::is_same(&token::hash(bearer.key), &found.secret_hash));
    let found = found.ok_or_else(unknown)?;
    let asked = redirect_uri.unwrap_or_default();
    // The first address stands for one that was not given (contract §12.2).
    let same_uri =
        found.redirect_uri == asked || (asked.is_empty() && client.redirect_uri(None)? == found.redirect_uri);
    if found.client != client.id || !same_uri || !is_proved(found.challenge.as_deref(), verifier) {
        return Err(Error::invalid_grant());
    }

    let (mut work, user) = begin(service, caller, &found.user_id, found.user).await?.ok_or_else(unknown)?;
    if !store::oauth_codes::take(&mut work.tx, bearer.id, work.now).await? {
        if store::oauth_codes::is_used(&mut work.tx, bearer.id).await? {
            end_reused(work, &user, &client, bearer.id).await?;
        }
        return Err(unknown());
    }
    let granted = Granted { family: bearer.id, session_id: &found.session_id, rights: found.rights };
    give(service, work, &user, &client, granted).await
}

/// Gives tokens for a refresh token, which replaces both of its pair.
///
/// # Errors
/// As of [`exchange`].
pub async fn refresh(
    service: &Service,
    caller: &Caller,
    client: &ClientProof,
    refresh_token: Option<&str>,
) -> Result<NewTokens> {
    let client = proved(service, caller, client).await?;
    let shown = refresh_token.filter(|token| !token.is_empty());
    let shown = shown.ok_or_else(|| Error::missing_parameter("missing_refresh_token"))?;
    let bearer = parse(shown, BearerKind::RefreshToken).ok_or_else(|| Error::access_token_not_found(""))?;
    let unknown = || Error::access_token_not_found(bearer.id);
    let found = store::oauth_tokens::get_refresh(&mut service.db.once().await?, bearer.id).await?;
    let found = found.filter(|found| token::is_same(&token::hash(bearer.key), &found.refresh_hash));
    let found = found.ok_or_else(unknown)?;
    if found.client_key != client.id {
        return Err(Error::invalid_grant());
    }

    let (mut work, user) = begin(service, caller, &found.user_id, found.user_key).await?.ok_or_else(unknown)?;
    if !store::oauth_tokens::replace(&mut work.tx, bearer.id, work.now).await? {
        let again = store::oauth_tokens::get_refresh(&mut work.tx, bearer.id).await?;
        if again.is_some_and(|again| again.replaced_at.is_some()) {
            end_reused(work, &user, &client, &found.family).await?;
        }
        return Err(unknown());
    }
    // Never more than the user has agreed to, even where the client has got more rights since.
    let agreed = store::oauth_authorizations::rights(&mut work.tx, user.id, client.id).await?;
    let granted = Granted { family: &found.family, session_id: &found.session_id, rights: agreed };
    give(service, work, &user, &client, granted).await
}

/// Ends a token of the client and everything that came of the same code (RFC 7009). What is no token is as good as ended.
///
/// # Errors
/// Those of the client.
pub async fn revoke(service: &Service, caller: &Caller, client: &ClientProof, shown: &str) -> Result<()> {
    let client = proved(service, caller, client).await?;
    let Ok(bearer) = Bearer::parse(shown) else { return Ok(()) };
    let found = store::oauth_tokens::get_refresh(&mut service.db.once().await?, bearer.id).await?;
    let Some(found) = found.filter(|found| found.client_key == client.id) else { return Ok(()) };
    let secret = token::hash(bearer.key);
    let shown = match bearer.kind {
        BearerKind::RefreshToken => token::is_same(&secret, &found.refresh_hash),
        BearerKind::AccessToken => {
            let access = store::oauth_tokens::resolve(&mut service.db.once().await?, bearer.id).await?;
            access.is_some_and(|access| token::is_same(&secret, &access.secret_hash))
        }
        BearerKind::ApiKey | BearerKind::AuthorizationCode | BearerKind::Session => false,
    };
    if !shown {
        return Ok(());
    }
    let mut work = Work::begin(service, &caller.proved(&found.user_id)).await?;
    store::oauth_tokens::delete_family(&mut work.tx, &found.family).await?;
    let what = json!({ "client_id": client.client_id, "token_id": bearer.id });
    work.commit(Action::OAuthTokenDelete, &found.user_id, Change::noted(what)).await
}

/// The client, once it is let through: whoever guesses at secrets is slowed down like everybody.
async fn proved(service: &Service, caller: &Caller, client: &ClientProof) -> Result<Client> {
    match caller.context().address.as_str() {
        "" => {}
        address => rate_limits::take(service, Subject::Address(address)).await?,
    }
    let secret = client.secret.as_ref().map(ExposeSecret::expose_secret);
    oauth_clients::proved(service, client.client_id.as_deref(), secret).await
}

/// A token of a kind.
fn parse(text: &str, kind: BearerKind) -> Option<Bearer<'_>> {
    let bearer = Bearer::parse(text).ok()?;
    (bearer.kind == kind && token::is_base32_name(bearer.id)).then_some(bearer)
}

/// Whether the verifier is the one of the challenge (RFC 7636 §4.6). Without a challenge there must be none: else somebody
/// could have taken it away.
fn is_proved(challenge: Option<&str>, verifier: Option<&str>) -> bool {
    let verifier = verifier.filter(|verifier| !verifier.is_empty());
    match (challenge, verifier) {
        (None, None) => true,
        (Some(challenge), Some(verifier)) => {
            let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
            (43..=128).contains(&verifier.len())
                && verifier.bytes().all(plain)
                && URL_SAFE_NO_PAD.encode(token::hash(verifier)) == challenge
        }
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// A transaction in which nobody else changes the user, if they are there and may act.
async fn begin(service: &Service, caller: &Caller, id: &UserId, key: i64) -> Result<Option<(Work, User)>> {
    // The user first, as everybody does who ends codes and tokens.
    let mut work = Work::begin(service, &caller.proved(id)).await?;
    let user = store::users::get_for_update(&mut work.tx, id).await?;
    let Some(user) = user.filter(|user| user.id == key && user.deleted_at.is_none()) else { return Ok(None) };
    match user.refusal(work.now) {
        Some(refusal) => Err(refusal),
        None => Ok(Some((work, user))),
    }
}

async fn end_reused(mut work: Work, user: &User, client: &Client, family: &str) -> Result<()> {
    let ended = store::oauth_tokens::delete_family(&mut work.tx, family).await?;
    tracing::warn!(client = client.client_id, user = %user.user_id, ended, "a used code or refresh token was shown again");
    let what = json!({ "client_id": client.client_id, "tokens": ended });
    work.commit(Action::OAuthTokenReused, &user.user_id, Change::noted(what)).await
}

/// What a new pair is made from.
struct Granted<'a> {
    family: &'a str,
    session_id: &'a str,
    rights: Rights,
}

async fn give(
    service: &Service,
    mut work: Work,
    user: &User,
    client: &Client,
    granted: Granted<'_>,
) -> Result<NewTokens> {
    let rng = service.rng.as_ref();
    let token_id = token::base32::<24>(rng)?;
    let (access, refresh) = (token::base32::<32>(rng)?, token::base32::<32>(rng)?);
    let token = AccessToken {
        token_id,
        client_id: client.client_id.clone(),
        session_id: granted.session_id.to_owned(),
        rights: granted.rights.within(client.rights),
        created_at: work.now,
        expires_at: work.now.plus(ACCESS),
    };
    let new = store::oauth_tokens::NewToken {
        token: &token,
        family: granted.family,
        access_hash: &token::hash(&access),
        refresh_hash: &token::hash(&refresh),
        refresh_expires_at: work.now.plus(REFRESH),
        user: user.id,
        client: client.id,
    };
    store::oauth_tokens::insert(&mut work.tx, &new).await?;
    store::oauth_tokens::delete_oldest(&mut work.tx, user.id, client.id, MAX).await?;
    let what = json!({ "client_id": client.client_id, "token_id": token.token_id });
    work.commit(Action::OAuthTokenCreate, &user.user_id, Change::noted(what)).await?;
    let text = |kind: BearerKind, secret: &str| format!("{}.{}.{secret}", kind.prefix(), token.token_id).into();
    Ok(NewTokens {
        access_token: text(BearerKind::AccessToken, &access),
        refresh_token: text(BearerKind::RefreshToken, &refresh),
    })
}
