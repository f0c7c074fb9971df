//! Proving that an address is one's own: a code is mailed there, and comes back. It is bound to the user and to the address.

use std::time::Duration;

use domain::{Action, Code, EmailValidation, Error, Result, Right, Timestamp, User, UserId};
use secrecy::ExposeSecret as _;
use serde_json::json;
use store::{
    Tx,
    validations::{Mailed, Stored},
};

use crate::{
    Caller, Service, mails,
    token::{self, Token},
    users::save,
    work::{Change, Work},
};

/// How long a code is good.
pub const TTL: Duration = Duration::from_hours(48);
/// Who was mailed a code is mailed another one only after this long.
pub const RETRY: Duration = Duration::from_hours(1);
/// For so long it is remembered of a code that it has ended, or was used.
const REMEMBERED: Duration = Duration::from_hours(30 * 24);

/// Mails a user a code for their address. Where one was mailed that is still good, the reference stays, and its code is void.
///
/// # Errors
/// Permission denied, also as long as [`RETRY`] since the last time; not found; resource exhausted, if the address was sent
/// too many mails; failed precondition, without the key for secrets.
pub async fn request(service: &Service, caller: &Caller, id: &UserId) -> Result<EmailValidation> {
    let granted = caller.require_on(id, Right::USER_SETTINGS_BASIC)?;
    let mut work = Work::begin(service, &granted).await?;
    let user = granted.user(&mut work.tx, id).await?;
    let validation = ask(service, &mut work, &user).await?;
    work.commit(Action::EmailValidationCreate, id, Change::none()).await?;
    Ok(validation)
}

async fn ask(service: &Service, work: &mut Work, user: &User) -> Result<EmailValidation> {
    let (now, email) = (work.now, &user.primary_email_address);
    let open = store::validations::get_open(&mut work.tx, user.id).await?;
    let open = open.filter(|open| open.validation.email == *email && open.validation.expires_at > now);
    if open.as_ref().is_some_and(|open| now.since(open.validation.updated_at) < RETRY) {
        return Err(Error::validation_request_forbidden(RETRY));
    }
    mails::limit(&mut work.tx, email, now).await?;
    let token = Token::generate_base32(service.rng.as_ref())?;
    let (reference, created_at) = match &open {
        Some(open) => (open.validation.reference.clone(), open.validation.created_at),
        None => (token::base32::<24>(service.rng.as_ref())?, now),
    };
    let validation =
        EmailValidation { reference, email: email.clone(), created_at, updated_at: now, expires_at: now.plus(TTL) };
    let parameters = json!({
        "user_id": user.user_id,
        "reference": validation.reference,
        "code": token.secret.expose_secret(),
        "expires_at": validation.expires_at.to_utc_text(),
    });
    let mail_id = mails::name(service)?;
    mails::queue(service, &mut work.tx, &mail_id, email, ("validate", &parameters), now).await?;
    let mailed = Mailed { token_hash: &token.hash, mail_id: &mail_id };
    if let Some(open) = open {
        store::mails::withdraw(&mut work.tx, &open.mail_id, now).await?;
        store::validations::renew(&mut work.tx, &validation, mailed).await?;
    } else {
        store::validations::delete_open(&mut work.tx, user.id).await?;
        store::validations::insert(&mut work.tx, user.id, &validation, mailed).await?;
    }
    Ok(validation)
}

/// The same as part of a larger change, which does not fail because a mail can't be sent. Answers whether one is.
pub(crate) async fn ask_along(service: &Service, work: &mut Work, user: &User) -> Result<bool> {
    match ask(service, work, user).await {
        Ok(_) => Ok(true),
        // Nothing has been written then.
        Err(error) if matches!(error.code, Code::PermissionDenied | Code::ResourceExhausted) => Ok(false),
        Err(error) if error.name == "secrets_key_missing" => {
            tracing::warn!("an address can't be validated without a key for secrets");
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

/// Lets nobody in whose address has to be validated first. They are mailed another code, if the last one is old enough, since
/// they can't ask for it in any other way.
///
/// # Errors
/// Permission denied.
pub(crate) async fn require(service: &Service, mut work: Work, user: &User) -> Result<Work> {
    if !service.settings.needs_validation(user) {
        return Ok(work);
    }
    if ask_along(service, &mut work, user).await? {
        work.commit(Action::EmailValidationCreate, &user.user_id, Change::none()).await?;
    } else {
        work.tx.commit().await?;
    }
    Err(Error::email_validation_required())
}

/// Declares an address valid by the code that was mailed there, which is used up. Answers whose it is.
///
/// # Errors
/// At `code`: not found, also if the user has another address by now; failed precondition, if it was used or is too old.
pub async fn confirm(service: &Service, caller: &Caller, reference: &str, code: &str) -> Result<UserId> {
    let (reference, token_hash) = (reference.trim(), token::hash(code.trim()));
    let unknown = || Error::validation_token_not_found(reference);
    let can_be = reference.len() <= 64 && token::is_base32_name(reference);
    let stored = if can_be { store::validations::get(&mut service.db.read().await?, reference).await? } else { None };
    let stored = stored.filter(|stored| token::is_same(&token_hash, &stored.token_hash)).ok_or_else(unknown)?;
    let user_id = stored.user_id;
    let mut work = Work::begin(service, &caller.proved(&user_id)).await?;
    // The user first, then the validation, as everybody does who changes an address: else two could wait for each other.
    let user = store::users::get_for_update(&mut work.tx, &user_id).await?;
    let user = user.filter(|user| user.deleted_at.is_none() && user.primary_email_address == stored.validation.email);
    let user = user.ok_or_else(unknown)?;
    if !store::validations::take(&mut work.tx, reference, &token_hash, work.now).await? {
        return Err(match store::validations::get(&mut work.tx, reference).await? {
            Some(Stored { used_at: Some(_), .. }) => Error::validation_token_already_used(reference),
            Some(stored) if stored.validation.expires_at <= work.now => Error::validation_token_expired(reference),
            Some(_) | None => unknown(),
        });
    }
    let new = User { primary_email_address_validated_at: Some(work.now), ..user.touched(work.now) };
    save(service, work, Action::EmailValidate, &user, new).await?;
    Ok(user_id)
}

/// Forgets validations that ended a month ago.
pub(crate) async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<()> {
    store::validations::delete_before(tx, now.minus(REMEMBERED)).await.map(|_| ())
}
