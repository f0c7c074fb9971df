//! Mails: queued in the transaction of what they are about, sent by a job, and tried again.

mod postman;
mod templates;

use std::time::Duration;

use domain::{Action, EmailAddress, Error, FailedMail, Page, Result, Right, Timestamp};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use store::{Tx, mails::NewMail};

pub use self::{
    postman::{Delivery, LANES, Mail, Mailer, Postman, Undelivered},
    templates::Templates,
};
use crate::{Caller, Service, token, vault::Purpose, work::Work};

/// The most mails that are sent to an address in [`WHILE`], because somebody asked for them.
const MOST: usize = 3;
/// See [`MOST`]; what was sent is remembered for as long.
pub(crate) const WHILE: Duration = Duration::from_hours(1);
/// For so long admins can have a mail that was given up tried again.
const GIVEN_UP: Duration = Duration::from_hours(30 * 24);

/// A name for a mail to be queued.
pub(crate) fn name(service: &Service) -> Result<String> {
    token::public_name(service.rng.as_ref())
}

/// Queues a mail in a transaction; it is sent only if that is committed, and then not before.
///
/// # Errors
/// Failed precondition, without the key by which its parameters are sealed.
pub(crate) async fn queue(
    service: &Service,
    tx: &mut Tx,
    mail_id: &str,
    recipient: &EmailAddress,
    (template, parameters): (&str, &Value),
    now: Timestamp,
) -> Result<()> {
    let sealed = service.vault.seal(service.rng.as_ref(), purpose(mail_id), &parameters.to_string())?;
    let new = NewMail { mail_id, recipient, template, parameters: &sealed, notice: false };
    store::mails::insert(tx, &new, now, now).await
}

/// Queues a mail for which nobody has asked, and which therefore does not count against those that are asked for.
///
/// # Errors
/// As [`queue`].
pub(crate) async fn queue_notice(
    service: &Service,
    tx: &mut Tx,
    recipient: &EmailAddress,
    (template, parameters): (&str, &Value),
    now: Timestamp,
    due_at: Timestamp,
) -> Result<()> {
    let mail_id = name(service)?;
    let sealed = service.vault.seal(service.rng.as_ref(), purpose(&mail_id), &parameters.to_string())?;
    let new = NewMail { mail_id: &mail_id, recipient, template, parameters: &sealed, notice: true };
    store::mails::insert(tx, &new, now, due_at).await
}

/// Refuses to send somebody one mail too many, be it asked for by a hundred at once.
///
/// # Errors
/// Resource exhausted, with the time to wait.
pub(crate) async fn limit(tx: &mut Tx, recipient: &EmailAddress, now: Timestamp) -> Result<()> {
    let identity = recipient.identity();
    // Whoever mails the same address waits here.
    store::guesses::get_for_update(tx, &token::hash(&format!("mail {identity}"))).await?;
    let times = store::mails::times_since(tx, &identity, now.minus(WHILE)).await?;
    match times.first() {
        Some(first) if times.len() >= MOST => Err(Error::too_many_mails(first.plus(WHILE).since(now))),
        Some(_) | None => Ok(()),
    }
}

/// What a mail is made of; `None` without the key.
fn parameters(service: &Service, mail_id: &str, sealed: &[u8]) -> Option<Value> {
    let text = service.vault.open(purpose(mail_id), sealed)?;
    serde_json::from_str(text.expose_secret()).ok()
}

fn purpose(mail_id: &str) -> Purpose<'_> {
    Purpose { kind: "mail", name: mail_id.as_bytes() }
}

/// Forgets what was sent an hour ago, and what was given up a month ago.
pub(crate) async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<()> {
    store::mails::delete_sent_before(tx, now.minus(WHILE)).await?;
    store::mails::delete_failed_before(tx, now.minus(GIVEN_UP)).await.map(|_| ())
}

/// One page of the mails that could not be delivered, the latest first, and how many there are.
///
/// # Errors
/// Unauthenticated; permission denied to who is no admin.
pub async fn list_failed(service: &Service, caller: &Caller, page: Page) -> Result<(Vec<FailedMail>, u64)> {
    caller.require_admin(Right::USER_INFO)?;
    let mut tx = service.db.read().await?;
    Ok((store::mails::list_failed(&mut tx, page).await?, store::mails::count_failed(&mut tx).await?))
}

/// Has a mail that could not be delivered tried again, from the beginning.
///
/// # Errors
/// Permission denied; not found.
pub async fn retry(service: &Service, caller: &Caller, mail_id: &str) -> Result<()> {
    let mut work = Work::begin(service, &caller.require_admin(Right::USER_SETTINGS_BASIC)?).await?;
    let found = token::is_public_name(mail_id) && store::mails::retry(&mut work.tx, mail_id, work.now).await?;
    if !found {
        return Err(Error::mail_not_found(mail_id));
    }
    work.note(Action::MailRetry, json!({ "mail_id": mail_id })).await
}
