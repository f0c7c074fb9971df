//! Mails that wait to be sent, and those that could not be.

use domain::{EmailAddress, FailedMail, Page, Result, Timestamp};
use sqlx::FromRow;

use crate::{Tx, error::IntoDomain as _};

/// A mail to be queued.
#[derive(Clone, Copy, Debug)]
pub struct NewMail<'a> {
    /// Its name.
    pub mail_id: &'a str,
    /// Whom it is for.
    pub recipient: &'a EmailAddress,
    /// What it is made from.
    pub template: &'a str,
    /// What is put in there, sealed.
    pub parameters: &'a [u8],
    /// Whether it tells of something for which nobody has asked.
    pub notice: bool,
}

/// A mail that is to be sent now, by whoever has claimed it.
#[derive(Clone, Debug, FromRow)]
pub struct ClaimedMail {
    /// The database's key.
    pub id: i64,
    /// Its name.
    pub mail_id: String,
    /// Whom it is for.
    pub recipient: EmailAddress,
    /// What it is made from.
    pub template: String,
    /// What is put in there, sealed.
    pub parameters: Vec<u8>,
    /// The number of this try, from one on.
    pub tries: i32,
}

/// Queues a mail.
pub async fn insert(tx: &mut Tx, new: &NewMail<'_>, now: Timestamp, due_at: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO mails (mail_id, recipient, recipient_identity, template, parameters, created_at, \
                       due_at, tries, failure, notice) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, '', $8)";
    on!(tx, c => sqlx::query(SQL)
        .bind(new.mail_id)
        .bind(new.recipient)
        .bind(new.recipient.identity())
        .bind(new.template)
        .bind(new.parameters)
        .bind(now)
        .bind(due_at)
        .bind(new.notice)
        .execute(c)
        .await
        .map(|_| ()))
    .into_domain()
}

/// How many mails are due; none beyond `most` are counted.
pub async fn count_due(tx: &mut Tx, now: Timestamp, most: u32) -> Result<u64> {
    const SQL: &str = "SELECT count(*) FROM (SELECT 1 FROM mails WHERE due_at <= $1 LIMIT $2) AS due";
    let count: i64 =
        on!(tx, c => sqlx::query_scalar(SQL).bind(now).bind(i64::from(most)).fetch_one(c).await).into_domain()?;
    Ok(count.unsigned_abs())
}

/// Takes the mail that has been due the longest; those that others take just now are passed over. It is due again at
/// `again_at`, should nothing be heard of this try.
pub async fn claim(tx: &mut Tx, now: Timestamp, again_at: Timestamp) -> Result<Option<ClaimedMail>> {
    const SQL: &str = "UPDATE mails SET due_at = $2, tries = tries + 1 WHERE id = \
                       (SELECT id FROM mails WHERE due_at <= $1 ORDER BY due_at, id LIMIT 1) \
                       RETURNING id, mail_id, recipient, template, parameters, tries";
    const LOCKING: &str = "UPDATE mails SET due_at = $2, tries = tries + 1 WHERE id = \
                           (SELECT id FROM mails WHERE due_at <= $1 ORDER BY due_at, id LIMIT 1 \
                           FOR UPDATE SKIP LOCKED) \
                           RETURNING id, mail_id, recipient, template, parameters, tries";
    let sql = sql!(tx, sqlite: SQL, postgres: LOCKING);
    on!(tx, c => sqlx::query_as(sql).bind(now).bind(again_at).fetch_optional(c).await).into_domain()
}

/// Notes that a try succeeded, and forgets what was in the mail. Answers whether nobody has tried again since.
pub async fn sent(tx: &mut Tx, mail: &ClaimedMail, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE mails SET sent_at = $1, due_at = NULL, parameters = $2, failure = '' \
                       WHERE id = $3 AND tries = $4";
    let nothing: &[u8] = &[];
    let rows = on!(tx, c => sqlx::query(SQL)
        .bind(now)
        .bind(nothing)
        .bind(mail.id)
        .bind(mail.tries)
        .execute(c)
        .await
        .map(|done| done.rows_affected()));
    Ok(rows.into_domain()? == 1)
}

/// Notes that a try failed, and when the next one is. Answers whether nobody has tried again or withdrawn
/// it since.
pub async fn put_off(tx: &mut Tx, mail: &ClaimedMail, due_at: Timestamp, failure: &str) -> Result<bool> {
    const SQL: &str = "UPDATE mails SET due_at = $1, failure = $2 WHERE id = $3 AND tries = $4 AND sent_at IS NULL";
    let rows = on!(tx, c => sqlx::query(SQL)
        .bind(due_at)
        .bind(failure)
        .bind(mail.id)
        .bind(mail.tries)
        .execute(c)
        .await
        .map(|done| done.rows_affected()));
    Ok(rows.into_domain()? == 1)
}

/// Notes that a try failed and was the last one. Answers whether nobody has tried again since.
pub async fn give_up(tx: &mut Tx, mail: &ClaimedMail, now: Timestamp, failure: &str) -> Result<bool> {
    const SQL: &str = "UPDATE mails SET failed_at = $1, due_at = NULL, failure = $2 \
                       WHERE id = $3 AND tries = $4 AND sent_at IS NULL";
    let rows = on!(tx, c => sqlx::query(SQL)
        .bind(now)
        .bind(failure)
        .bind(mail.id)
        .bind(mail.tries)
        .execute(c)
        .await
        .map(|done| done.rows_affected()));
    Ok(rows.into_domain()? == 1)
}

/// One page of the mails that were given up, the latest first.
pub async fn list_failed(tx: &mut Tx, page: Page) -> Result<Vec<FailedMail>> {
    const SQL: &str = "SELECT mail_id, recipient, template, created_at, failed_at, tries, failure FROM mails \
                       WHERE failed_at IS NOT NULL ORDER BY failed_at DESC, id DESC LIMIT $1 OFFSET $2";
    let (limit, offset) = (i64::from(page.limit), page.offset());
    on!(tx, c => sqlx::query_as(SQL).bind(limit).bind(offset).fetch_all(c).await).into_domain()
}

/// How many mails were given up.
pub async fn count_failed(tx: &mut Tx) -> Result<u64> {
    const SQL: &str = "SELECT count(*) FROM mails WHERE failed_at IS NOT NULL";
    let count: i64 = on!(tx, c => sqlx::query_scalar(SQL).fetch_one(c).await).into_domain()?;
    Ok(count.unsigned_abs())
}

/// Makes a mail that was given up due again, as if it had never been tried. Answers whether there is one.
pub async fn retry(tx: &mut Tx, mail_id: &str, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE mails SET due_at = $1, failed_at = NULL, tries = 0 \
                       WHERE mail_id = $2 AND failed_at IS NOT NULL";
    let rows = on!(tx, c => sqlx::query(SQL).bind(now).bind(mail_id).execute(c).await.map(|done| done.rows_affected()));
    Ok(rows.into_domain()? == 1)
}

/// When a notice of a kind to an address is due that was not sent yet, and when one was sent last, as far as it is remembered.
pub async fn notices(tx: &mut Tx, identity: &str, template: &str) -> Result<(Option<Timestamp>, Option<Timestamp>)> {
    const SQL: &str = "SELECT max(due_at), max(sent_at) FROM mails \
                       WHERE recipient_identity = $1 AND template = $2 AND notice = TRUE";
    on!(tx, c => sqlx::query_as(SQL).bind(identity).bind(template).fetch_one(c).await).into_domain()
}

/// The times after `since` at which mails to an address were queued that somebody had asked for, the earliest first.
pub async fn times_since(tx: &mut Tx, identity: &str, since: Timestamp) -> Result<Vec<Timestamp>> {
    const SQL: &str = "SELECT created_at FROM mails \
                       WHERE recipient_identity = $1 AND created_at > $2 AND notice = FALSE ORDER BY created_at";
    on!(tx, c => sqlx::query_scalar(SQL).bind(identity).bind(since).fetch_all(c).await).into_domain()
}

/// Has a mail not sent any more, unless it is under way just now. It counts as one that was sent all the same, since it may
/// have been. Answers whether it was still to be sent.
pub async fn withdraw(tx: &mut Tx, mail_id: &str, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE mails SET sent_at = $1, due_at = NULL, failed_at = NULL, parameters = $2 \
                       WHERE mail_id = $3 AND sent_at IS NULL";
    let nothing: &[u8] = &[];
    let rows = on!(tx, c => sqlx::query(SQL)
        .bind(now)
        .bind(nothing)
        .bind(mail_id)
        .execute(c)
        .await
        .map(|done| done.rows_affected()));
    Ok(rows.into_domain()? == 1)
}

/// Takes a mail back in the transaction in which it was queued, as if it never had been.
pub async fn unqueue(tx: &mut Tx, mail_id: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM mails WHERE mail_id = $1";
    on!(tx, c => sqlx::query(SQL).bind(mail_id).execute(c).await.map(|_| ())).into_domain()
}

/// Forgets mails that were sent before a time. Answers how many.
pub async fn delete_sent_before(tx: &mut Tx, time: Timestamp) -> Result<u64> {
    const SQL: &str = "DELETE FROM mails WHERE sent_at < $1";
    on!(tx, c => sqlx::query(SQL).bind(time).execute(c).await.map(|done| done.rows_affected())).into_domain()
}

/// Forgets mails that were given up before a time. Answers how many.
pub async fn delete_failed_before(tx: &mut Tx, time: Timestamp) -> Result<u64> {
    const SQL: &str = "DELETE FROM mails WHERE failed_at < $1";
    on!(tx, c => sqlx::query(SQL).bind(time).execute(c).await.map(|done| done.rows_affected())).into_domain()
}
