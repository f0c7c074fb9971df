//! Logging in by a link that is mailed, or by a token that an admin hands out, in place of a password. It works once.

use std::time::Duration;

use domain::{Action, Error, Result, Right, Timestamp, UserId};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;
use store::{Tx, login_tokens::Stored};

use crate::{
    Caller, Service,
    mailed_codes::{self, Purpose},
    mails,
    sessions::{self, NewSession},
    token::{self, Token},
    validations,
    work::{Change, Work},
};

/// The most tokens of a user that can be used at a time.
pub const MAX: u64 = 5;
/// For so long it is remembered of a token that it has ended, or was used.
const REMEMBERED: Duration = Duration::from_hours(24);

/// Whether a user may not have another token. The user has to be locked, so that of all who ask at once none counts too few.
pub(crate) async fn are_enough(tx: &mut Tx, user: i64, now: Timestamp) -> Result<bool> {
    Ok(store::login_tokens::count_open(tx, user, now).await? >= MAX)
}

fn require_enabled(service: &Service) -> Result<()> {
    if service.settings.login_tokens { Ok(()) } else { Err(Error::login_tokens_disabled()) }
}

/// Makes a token of a user and mails it, unless an admin wants to hand it out. Admins are answered the token of who is none
/// themselves. Who may not know of the user is answered the same, whatever becomes of it.
///
/// # Errors
/// Failed precondition, where nobody logs in so, or without the key for secrets; resource exhausted, after many mails. Of
/// admins and the user: not found; already exists, if too many can still be used; permission denied with the state's name.
pub async fn create(service: &Service, caller: &Caller, id: &UserId, skip_mail: bool) -> Result<Option<SecretString>> {
    require_enabled(service)?;
    let knows = caller.rights_on(id).contains(Right::USER_SETTINGS_BASIC) && caller.require_known().is_ok();
    if !knows {
        mailed_codes::mail(service, caller, id.as_str(), Purpose::Login).await?;
        return Ok(None);
    }
    let granted = caller.require_on(id, Right::USER_SETTINGS_BASIC)?;
    let admin = caller.acts_as_admin(Right::USER_SETTINGS_BASIC);
    if admin {
        // Who has the token is the user from then on.
        granted.require_recent(service.now(), service.settings.session_recent)?;
    }
    let token = Token::generate_base32(service.rng.as_ref())?;
    let mut work = Work::begin(service, &granted).await?;
    let user = store::users::get_for_update(&mut work.tx, id).await?.filter(|user| user.deleted_at.is_none());
    let user = user.ok_or_else(|| Error::entity_not_found("user", id.as_str()))?;
    if let Some(refusal) = user.refusal(work.now) {
        return Err(refusal);
    }
    if are_enough(&mut work.tx, user.id, work.now).await? {
        return Err(Error::login_tokens_still_valid());
    }
    let expires_at = work.now.plus(service.settings.login_token);
    let mailed = !(admin && skip_mail);
    if mailed {
        mails::limit(&mut work.tx, &user.primary_email_address, work.now).await?;
        let parameters = json!({
            "user_id": user.user_id,
            "code": token.secret.expose_secret(),
            "expires_at": expires_at.to_utc_text(),
        });
        let (mail_id, made) = (mails::name(service)?, ("login_token", &parameters));
        mails::queue(service, &mut work.tx, &mail_id, &user.primary_email_address, made, work.now).await?;
    }
    store::login_tokens::insert(&mut work.tx, &token.hash, user.id, work.now, expires_at).await?;
    work.commit(Action::LoginTokenCreate, id, Change::noted(json!({ "mailed": mailed }))).await?;
    Ok(Some(token.secret).filter(|_| admin && !user.admin))
}

/// Mails a token to the user of an ID or an address. The answer does not say whether there is one.
///
/// # Errors
/// Failed precondition, where nobody logs in so, or without the key for secrets; resource exhausted, where too many are asked
/// for from one network address.
pub async fn mail(service: &Service, caller: &Caller, login: &str) -> Result<()> {
    require_enabled(service)?;
    mailed_codes::mail(service, caller, login, Purpose::Login).await
}

/// Logs in by a token, which is used up. A session that the caller had ends.
///
/// # Errors
/// At `code`: not found; failed precondition, if it was used or is too old. Permission denied with the state's name, which
/// leaves the token as it is.
pub async fn log_in(service: &Service, caller: &Caller, token: &str, keep: bool) -> Result<NewSession> {
    require_enabled(service)?;
    let token_hash = token::hash(token.trim());
    let stored = store::login_tokens::get(&mut service.db.read().await?, &token_hash).await?;
    let target = stored.as_ref().map(|stored| stored.user_id.clone());
    let admitted = admit(service, caller, &token_hash, stored, keep).await;
    if let Err(error) = &admitted {
        service.refusals.login(caller.actor(), caller.context(), target, error);
    }
    admitted
}

async fn admit(
    service: &Service,
    caller: &Caller,
    token_hash: &[u8],
    stored: Option<Stored>,
    keep: bool,
) -> Result<NewSession> {
    let stored = stored.ok_or_else(Error::login_token_not_found)?;
    let mut work = Work::begin(service, &caller.proved(&stored.user_id)).await?;
    // The user first, then the token, as everybody does who voids tokens: else two could wait for each other.
    let user = store::users::get_for_update(&mut work.tx, &stored.user_id).await?;
    let user = user.filter(|user| user.deleted_at.is_none()).ok_or_else(Error::login_token_not_found)?;
    let open = stored.used_at.is_none() && stored.expires_at > work.now;
    let mut work = if open { validations::require(service, work, &user).await? } else { work };
    if !store::login_tokens::take(&mut work.tx, token_hash, user.id, work.now).await? {
        let stored = store::login_tokens::get(&mut work.tx, token_hash).await?;
        return Err(match stored {
            Some(Stored { used_at: Some(_), .. }) => Error::login_token_already_used(),
            Some(Stored { used_at: None, .. }) => Error::login_token_expired(),
            None => Error::login_token_not_found(),
        });
    }
    if let Some(refusal) = sessions::refusal(&mut work.tx, &user, work.now).await? {
        return Err(refusal);
    }
    sessions::enter(service, work, caller, user, keep).await
}

/// Forgets tokens that ended a day ago.
pub(crate) async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<()> {
    store::login_tokens::delete_before(tx, now.minus(REMEMBERED)).await.map(|_| ())
}
