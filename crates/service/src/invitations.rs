//! Invitations: create, list, resend, extend, revoke; accepting one is part of making a user.

use std::time::Duration;

use domain::{
    Action, Code, EmailAddress, Error, Invitation, InvitationStatus, InvitationTerms, Page, Result, Right, Timestamp,
    UserId, invitation::MAX_AT_ONCE,
};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;
use store::{
    Tx,
    invitations::{Sealed, Stored},
};

use crate::{Admin, Caller, Granted, Service, caller::HOST, mails, token, vault::Purpose, work::Work};

/// The longest time for which somebody can choose that an invitation is good.
const LONGEST: Duration = Duration::from_hours(90 * 24);

/// Invites several addresses on the same terms, and mails each its token; they are good until `expires_at`, or for as long as
/// is set. Answers, for each in the order given, the invitation or why there is none; the others are invited nevertheless.
///
/// # Errors
/// Field errors; permission denied, also to who may invite but not make users, if the terms decide about the account;
/// failed precondition, without the key for secrets.
pub async fn create(
    service: &Service,
    caller: &Caller,
    emails: &[EmailAddress],
    terms: &InvitationTerms,
    expires_at: Option<Timestamp>,
) -> Result<Vec<Result<Invitation>>> {
    let granted = require(service, caller, terms)?;
    Error::all([terms.check(), check_end(expires_at, service.now())])?;
    if emails.is_empty() || emails.len() > MAX_AT_ONCE {
        return Err(Error::invalid("emails", format!("Invite 1 to {MAX_AT_ONCE} addresses at a time.")));
    }
    let mut work = Work::begin(service, &granted).await?;
    // In one order, so that two who invite the same people do not wait for each other.
    let mut order: Vec<_> = (0..emails.len()).zip(emails).collect();
    order.sort_by_key(|(_, email)| email.identity());
    let mut outcomes = Vec::new();
    for (place, email) in order {
        let outcome = match one(service, &mut work, email, terms, expires_at).await {
            Err(error) if !matches!(error.code, Code::AlreadyExists | Code::ResourceExhausted) => return Err(error),
            outcome => outcome,
        };
        outcomes.push((place, outcome));
    }
    outcomes.sort_by_key(|(place, _)| *place);
    let outcomes: Vec<_> = outcomes.into_iter().map(|(_, outcome)| outcome).collect();
    let invited: Vec<_> = outcomes.iter().flatten().map(|invitation| &invitation.email).collect();
    if !invited.is_empty() {
        let InvitationTerms { state, admin, attributes, bound, .. } = terms;
        let what = json!({
            "emails": invited, "state": state, "admin": admin, "attributes": attributes, "bound": bound,
        });
        work.note(Action::InvitationCreate, what).await?;
    }
    Ok(outcomes)
}

/// The permission to invite on these terms: nobody makes an account by invitation that they could not make themselves.
fn require(service: &Service, caller: &Caller, terms: &InvitationTerms) -> Result<Granted<Admin>> {
    let granted = caller.require_admin(Right::SEND_INVITES)?;
    if !terms.preset() {
        return Ok(granted);
    }
    caller.require_admin(Right::USER_SETTINGS_BASIC)?;
    if terms.admin {
        granted.require_recent(service.now(), service.settings.session_recent)?;
    }
    Ok(granted.with_all([Right::USER_SETTINGS_BASIC].into_iter().collect()))
}

/// An end that somebody chose: in the future, and not for ever.
fn check_end(expires_at: Option<Timestamp>, now: Timestamp) -> Result<()> {
    let good = expires_at.is_none_or(|at| at > now && at <= now.plus(LONGEST));
    if good { Ok(()) } else { Err(Error::invalid("expires_at", "Choose a time within the next 90 days.")) }
}

async fn one(
    service: &Service,
    work: &mut Work,
    email: &EmailAddress,
    terms: &InvitationTerms,
    expires_at: Option<Timestamp>,
) -> Result<Invitation> {
    let open = store::invitations::get_open_for_update(&mut work.tx, &email.identity(), work.now).await?;
    if open.as_ref().is_some_and(|open| open.invitation.status != InvitationStatus::Expired) {
        return Err(Error::invitation_already_sent(email.as_str()));
    }
    mails::limit(&mut work.tx, email, work.now).await?;
    if let Some(expired) = open {
        // It makes room for the new one.
        store::invitations::revoke(&mut work.tx, expired.id, work.now).await?;
    }
    let minted = Minted::new(service, token::base32::<32>(service.rng.as_ref())?)?;
    let invitation = Invitation {
        email: email.clone(),
        token: Some(minted.token.expose_secret().to_owned()),
        status: InvitationStatus::Pending,
        terms: terms.clone(),
        invited_by: work.actor.clone(),
        created_at: work.now,
        updated_at: work.now,
        expires_at: expires_at.unwrap_or_else(|| work.now.plus(service.settings.invitation)),
        accepted_at: None,
        accepted_by: None,
    };
    let mail_id = mails::name(service)?;
    if !store::invitations::insert(&mut work.tx, &invitation, minted.stored(), &mail_id).await? {
        // Somebody else was quicker.
        return Err(Error::invitation_already_sent(email.as_str()));
    }
    queue(service, work, &mail_id, &invitation, &minted).await?;
    Ok(invitation)
}

/// A token with what is kept of it.
struct Minted {
    token: SecretString,
    hash: [u8; 32],
    sealed: Vec<u8>,
}

impl Minted {
    fn new(service: &Service, token: String) -> Result<Self> {
        let hash = token::hash(&token);
        let sealed = service.vault.seal(service.rng.as_ref(), purpose(&hash), &token)?;
        Ok(Self { token: token.into(), hash, sealed })
    }

    fn stored(&self) -> Sealed<'_> {
        Sealed { hash: &self.hash, sealed: &self.sealed }
    }
}

fn purpose(token_hash: &[u8]) -> Purpose<'_> {
    Purpose { kind: "invitation", name: token_hash }
}

fn open(service: &Service, stored: &Stored) -> Option<SecretString> {
    service.vault.open(purpose(&stored.token_hash), &stored.token_sealed)
}

async fn queue(
    service: &Service,
    work: &mut Work,
    mail_id: &str,
    invitation: &Invitation,
    minted: &Minted,
) -> Result<()> {
    let parameters = json!({
        "invited_by": invitation.invited_by,
        "note": invitation.terms.note,
        "token": minted.token.expose_secret(),
        "expires_at": invitation.expires_at.to_utc_text(),
    });
    let mail = ("invitation", &parameters);
    mails::queue(service, &mut work.tx, mail_id, &invitation.email, mail, work.now).await
}

/// One page of the invitations, the latest first, and how many there are; those that were revoked only where they are
/// wanted. Without the key for secrets there are no tokens in it.
///
/// # Errors
/// Unauthenticated; permission denied to who may not invite.
pub async fn list(service: &Service, caller: &Caller, revoked: bool, page: Page) -> Result<(Vec<Invitation>, u64)> {
    caller.require_admin(Right::SEND_INVITES)?;
    let mut tx = service.db.read().await?;
    let stored = store::invitations::list(&mut tx, revoked, service.now(), page).await?;
    let total = store::invitations::count(&mut tx, revoked).await?;
    Ok((stored.into_iter().map(|stored| shown(service, caller, stored)).collect(), total))
}

/// The open invitation of an address, with its token as far as that can be shown.
///
/// # Errors
/// As [`list`]; not found.
pub async fn get(service: &Service, caller: &Caller, email: &EmailAddress) -> Result<Invitation> {
    caller.require_admin(Right::SEND_INVITES)?;
    let found = store::invitations::get_open(&mut service.db.once().await?, &email.identity(), service.now()).await?;
    found.map(|stored| shown(service, caller, stored)).ok_or_else(Error::invitation_not_found)
}

/// As the caller may see it: whoever may only invite does not get at an account that they could not make.
fn shown(service: &Service, caller: &Caller, stored: Stored) -> Invitation {
    let may = !stored.invitation.terms.preset() || caller.acts_as_admin(Right::USER_SETTINGS_BASIC);
    let token = open(service, &stored).filter(|_| may).map(|token| token.expose_secret().to_owned());
    Invitation { token, ..stored.invitation }
}

/// Mails an open invitation again, and answers it; it is good for as long as a new one from now on, if that is longer. The
/// token stays the same, if it can be read; else the old one is void.
///
/// # Errors
/// Permission denied; not found; resource exhausted, if the address was sent too many mails.
pub async fn resend(service: &Service, caller: &Caller, email: &EmailAddress) -> Result<Invitation> {
    let (mut work, stored) = begin(service, caller, email).await?;
    mails::limit(&mut work.tx, &stored.invitation.email, work.now).await?;
    let token = match open(service, &stored) {
        Some(token) => token.expose_secret().to_owned(),
        None => token::base32::<32>(service.rng.as_ref())?,
    };
    let minted = Minted::new(service, token)?;
    let expires_at = later(service, &work, &stored);
    let token = Some(minted.token.expose_secret().to_owned());
    let invitation = Invitation { expires_at, updated_at: work.now, token, ..stored.invitation };
    store::mails::withdraw(&mut work.tx, &stored.mail_id, work.now).await?;
    let mail_id = mails::name(service)?;
    queue(service, &mut work, &mail_id, &invitation, &minted).await?;
    let mailed = Some((mail_id.as_str(), minted.stored()));
    store::invitations::renew(&mut work.tx, stored.id, expires_at, work.now, mailed).await?;
    work.note(Action::InvitationUpdate, json!({ "email": email, "mailed": true, "expires_at": expires_at })).await?;
    Ok(invitation)
}

/// Makes an open invitation good for as long as a new one from now on, if that is longer, without a mail, and answers it.
///
/// # Errors
/// Permission denied; not found.
pub async fn extend(service: &Service, caller: &Caller, email: &EmailAddress) -> Result<Invitation> {
    let (mut work, stored) = begin(service, caller, email).await?;
    let expires_at = later(service, &work, &stored);
    store::invitations::renew(&mut work.tx, stored.id, expires_at, work.now, None).await?;
    let extended = Invitation { expires_at, updated_at: work.now, ..stored.invitation.clone() };
    work.note(Action::InvitationUpdate, json!({ "email": email, "expires_at": expires_at })).await?;
    Ok(shown(service, caller, Stored { invitation: extended, ..stored }))
}

/// The end of an invitation that is put off: as that of a new one, or the one it has, if that is later.
fn later(service: &Service, work: &Work, stored: &Stored) -> Timestamp {
    stored.invitation.expires_at.max(work.now.plus(service.settings.invitation))
}

/// Takes the open invitation of an address back, and its mail, if that is still to be sent. Where there is none, those
/// that were accepted are removed from the list.
///
/// # Errors
/// Permission denied; not found.
pub async fn revoke(service: &Service, caller: &Caller, email: &EmailAddress) -> Result<()> {
    let mut work = Work::begin(service, &caller.require_admin(Right::SEND_INVITES)?).await?;
    let identity = email.identity();
    match store::invitations::get_open_for_update(&mut work.tx, &identity, work.now).await? {
        Some(stored) => {
            store::mails::withdraw(&mut work.tx, &stored.mail_id, work.now).await?;
            store::invitations::revoke(&mut work.tx, stored.id, work.now).await?;
        }
        None if store::invitations::delete_accepted(&mut work.tx, &identity).await? > 0 => {}
        None => return Err(Error::invitation_not_found()),
    }
    work.note(Action::InvitationDelete, json!({ "email": email })).await
}

async fn begin(service: &Service, caller: &Caller, email: &EmailAddress) -> Result<(Work, Stored)> {
    let mut work = Work::begin(service, &caller.require_admin(Right::SEND_INVITES)?).await?;
    let stored = store::invitations::get_open_for_update(&mut work.tx, &email.identity(), work.now).await?;
    let stored = stored.ok_or_else(Error::invitation_not_found)?;
    require(service, caller, &stored.invitation.terms)?;
    Ok((work, stored))
}

/// Refuses a token with which nothing can be accepted, before anything costly is done for it.
///
/// # Errors
/// As [`accept`].
pub(crate) async fn check(tx: &mut Tx, token: &str, now: Timestamp) -> Result<()> {
    use InvitationStatus::{Accepted, Expired, MailFailed, Pending, Revoked};
    let found = store::invitations::get_by_token(tx, &token::hash(token), now).await?;
    match found.map(|stored| stored.invitation.status) {
        Some(Pending | MailFailed) => Ok(()),
        Some(Expired) => Err(Error::invitation_expired(token)),
        Some(Accepted) => Err(Error::invitation_already_used(token)),
        Some(Revoked) | None => Err(Error::invitation_token_unknown(Some(token))),
    }
}

/// Accepts the invitation of a token, in the transaction that makes the user: of all who try at once, one does.
///
/// # Errors
/// Not found; failed precondition, if it has expired or was used, or if whoever promised something about the account could not
/// keep that any more; at `primary_email_address`, if it is bound to another.
pub(crate) async fn accept(tx: &mut Tx, token: &str, email: &EmailAddress, now: Timestamp) -> Result<Stored> {
    let Some(stored) = store::invitations::accept(tx, &token::hash(token), now).await? else {
        check(tx, token, now).await?;
        // Open again within the same transaction: the clock went back, or a mail of it failed just now.
        return Err(Error::invitation_token_unknown(Some(token)));
    };
    let invitation = &stored.invitation;
    if invitation.terms.preset() && !still_promised(tx, &invitation.invited_by).await? {
        return Err(Error::invitation_expired(token));
    }
    let bound_elsewhere = stored.invitation.terms.bound && stored.invitation.email.identity() != email.identity();
    if bound_elsewhere { Err(Error::invitation_bound()) } else { Ok(stored) }
}

/// Whether an admin is one still; what the host has promised holds.
async fn still_promised(tx: &mut Tx, invited_by: &str) -> Result<bool> {
    if invited_by == HOST {
        return Ok(true);
    }
    let Ok(id) = UserId::parse(invited_by) else { return Ok(false) };
    let inviter = store::users::get(tx, &id).await?.filter(|user| user.deleted_at.is_none());
    Ok(inviter.is_some_and(|user| user.acts_as_admin()))
}
