//! Invitations. One that is neither accepted nor revoked is open, and there is one at most for an address.

use domain::{Attributes, EmailAddress, Invitation, InvitationStatus, InvitationTerms, Page, Result, State, Timestamp};
use sqlx::FromRow;

use crate::{Tx, error::IntoDomain as _};

/// What is kept of a token.
#[derive(Clone, Copy, Debug)]
pub struct Sealed<'a> {
    /// SHA-256, by which the invitation is found.
    pub hash: &'a [u8],
    /// The token itself, sealed.
    pub sealed: &'a [u8],
}

/// An invitation as it is kept.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The database's key.
    pub id: i64,
    /// What those see of it who may invite; the token is not there.
    pub invitation: Invitation,
    /// SHA-256 of the token.
    pub token_hash: Vec<u8>,
    /// The token, sealed.
    pub token_sealed: Vec<u8>,
    /// The last mail with it.
    pub mail_id: String,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    email: EmailAddress,
    token_hash: Vec<u8>,
    token_sealed: Vec<u8>,
    mail_id: String,
    note: String,
    state: Option<State>,
    admin: bool,
    attributes: String,
    bound: bool,
    invited_by: String,
    created_at: Timestamp,
    updated_at: Timestamp,
    expires_at: Timestamp,
    accepted_at: Option<Timestamp>,
    accepted_by: Option<String>,
    revoked_at: Option<Timestamp>,
    mail_failed: bool,
}

impl Row {
    fn into_stored(self, now: Timestamp) -> Stored {
        let status = match (self.accepted_at, self.revoked_at) {
            (Some(_), _) => InvitationStatus::Accepted,
            (None, Some(_)) => InvitationStatus::Revoked,
            (None, None) if self.expires_at <= now => InvitationStatus::Expired,
            (None, None) if self.mail_failed => InvitationStatus::MailFailed,
            (None, None) => InvitationStatus::Pending,
        };
        // Written by us alone; who changes it by hand loses the attributes, not the invitation.
        let attributes: Attributes = serde_json::from_str(&self.attributes).unwrap_or_default();
        let terms =
            InvitationTerms { note: self.note, state: self.state, admin: self.admin, attributes, bound: self.bound };
        let invitation = Invitation {
            email: self.email,
            token: None,
            status,
            terms,
            invited_by: self.invited_by,
            created_at: self.created_at,
            updated_at: self.updated_at,
            expires_at: self.expires_at,
            accepted_at: self.accepted_at,
            accepted_by: self.accepted_by,
        };
        let (token_hash, token_sealed) = (self.token_hash, self.token_sealed);
        Stored { id: self.id, invitation, token_hash, token_sealed, mail_id: self.mail_id }
    }
}

/// The columns that [`Row`] decodes from.
macro_rules! columns {
    () => {
        "id, email, token_hash, token_sealed, mail_id, note, state, admin, attributes, bound, invited_by, created_at, \
         updated_at, expires_at, accepted_at, revoked_at, \
         (SELECT user_id FROM users WHERE users.id = invitations.accepted_by) AS accepted_by, \
         EXISTS (SELECT 1 FROM mails WHERE mails.mail_id = invitations.mail_id AND failed_at IS NOT NULL) AS mail_failed"
    };
}

/// Keeps an invitation. Answers `false` if the address has an open one.
pub async fn insert(tx: &mut Tx, new: &Invitation, token: Sealed<'_>, mail_id: &str) -> Result<bool> {
    const SQL: &str = "INSERT INTO invitations (email, email_identity, token_hash, token_sealed, mail_id, note, state, \
                       admin, attributes, bound, invited_by, created_at, updated_at, expires_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13) ON CONFLICT DO NOTHING";
    let attributes = serde_json::to_string(&new.terms.attributes).map_err(domain::Error::internal)?;
    let rows = on!(tx, c => sqlx::query(SQL)
        .bind(&new.email)
        .bind(new.email.identity())
        .bind(token.hash)
        .bind(token.sealed)
        .bind(mail_id)
        .bind(&new.terms.note)
        .bind(new.terms.state)
        .bind(new.terms.admin)
        .bind(&attributes)
        .bind(new.terms.bound)
        .bind(&new.invited_by)
        .bind(new.created_at)
        .bind(new.expires_at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()));
    Ok(rows.into_domain()? == 1)
}

/// One page of the invitations, the latest first, those that were revoked only where they are wanted.
pub async fn list(tx: &mut Tx, revoked: bool, now: Timestamp, page: Page) -> Result<Vec<Stored>> {
    const SQL: &str = concat!(
        "SELECT ",
        columns!(),
        " FROM invitations WHERE ($1 OR revoked_at IS NULL) ORDER BY id DESC LIMIT $2 OFFSET $3"
    );
    let (limit, offset) = (i64::from(page.limit), page.offset());
    let rows: Vec<Row> =
        on!(tx, c => sqlx::query_as(SQL).bind(revoked).bind(limit).bind(offset).fetch_all(c).await).into_domain()?;
    Ok(rows.into_iter().map(|row| row.into_stored(now)).collect())
}

/// How many invitations there are, those that were revoked only where they are wanted.
pub async fn count(tx: &mut Tx, revoked: bool) -> Result<u64> {
    const SQL: &str = "SELECT count(*) FROM invitations WHERE ($1 OR revoked_at IS NULL)";
    let count: i64 = on!(tx, c => sqlx::query_scalar(SQL).bind(revoked).fetch_one(c).await).into_domain()?;
    Ok(count.unsigned_abs())
}

/// The open invitation of an address; nobody else changes it until the transaction ends.
pub async fn get_open_for_update(tx: &mut Tx, identity: &str, now: Timestamp) -> Result<Option<Stored>> {
    // A change of nothing, which makes others wait on either database.
    const SQL: &str = concat!(
        "UPDATE invitations SET updated_at = updated_at \
         WHERE email_identity = $1 AND accepted_at IS NULL AND revoked_at IS NULL RETURNING ",
        columns!()
    );
    let row: Option<Row> = on!(tx, c => sqlx::query_as(SQL).bind(identity).fetch_optional(c).await).into_domain()?;
    Ok(row.map(|row| row.into_stored(now)))
}

/// The open invitation of an address.
pub async fn get_open(tx: &mut Tx, identity: &str, now: Timestamp) -> Result<Option<Stored>> {
    const SQL: &str = concat!(
        "SELECT ",
        columns!(),
        " FROM invitations WHERE email_identity = $1 AND accepted_at IS NULL AND revoked_at IS NULL"
    );
    let row: Option<Row> = on!(tx, c => sqlx::query_as(SQL).bind(identity).fetch_optional(c).await).into_domain()?;
    Ok(row.map(|row| row.into_stored(now)))
}

/// Gives an invitation another end and, where it is mailed again, another mail and token.
pub async fn renew(
    tx: &mut Tx,
    id: i64,
    expires_at: Timestamp,
    now: Timestamp,
    mailed: Option<(&str, Sealed<'_>)>,
) -> Result<()> {
    const END: &str = "UPDATE invitations SET expires_at = $1, updated_at = $2 WHERE id = $3";
    const MAILED: &str = "UPDATE invitations SET mail_id = $1, token_hash = $2, token_sealed = $3 WHERE id = $4";
    on!(tx, c => sqlx::query(END).bind(expires_at).bind(now).bind(id).execute(c).await.map(|_| ())).into_domain()?;
    let Some((mail_id, token)) = mailed else { return Ok(()) };
    on!(tx, c => sqlx::query(MAILED)
        .bind(mail_id)
        .bind(token.hash)
        .bind(token.sealed)
        .bind(id)
        .execute(c)
        .await
        .map(|_| ()))
    .into_domain()
}

/// Takes an open invitation back.
pub async fn revoke(tx: &mut Tx, id: i64, now: Timestamp) -> Result<()> {
    const SQL: &str = "UPDATE invitations SET revoked_at = $1, updated_at = $1 WHERE id = $2";
    on!(tx, c => sqlx::query(SQL).bind(now).bind(id).execute(c).await.map(|_| ())).into_domain()
}

/// Removes the invitations of an address that were accepted. Answers how many.
pub async fn delete_accepted(tx: &mut Tx, identity: &str) -> Result<u64> {
    const SQL: &str = "DELETE FROM invitations WHERE email_identity = $1 AND accepted_at IS NOT NULL";
    on!(tx, c => sqlx::query(SQL).bind(identity).execute(c).await.map(|done| done.rows_affected())).into_domain()
}

/// Accepts the invitation of a token, if it can be: of all who try at once, one does.
pub async fn accept(tx: &mut Tx, token_hash: &[u8], now: Timestamp) -> Result<Option<Stored>> {
    const SQL: &str = concat!(
        "UPDATE invitations SET accepted_at = $1, updated_at = $1 WHERE token_hash = $2 AND accepted_at IS NULL \
         AND revoked_at IS NULL AND expires_at > $1 RETURNING ",
        columns!()
    );
    let row: Option<Row> =
        on!(tx, c => sqlx::query_as(SQL).bind(now).bind(token_hash).fetch_optional(c).await).into_domain()?;
    Ok(row.map(|row| row.into_stored(now)))
}

/// Notes who has accepted an invitation.
pub async fn set_accepted_by(tx: &mut Tx, id: i64, user: i64) -> Result<()> {
    const SQL: &str = "UPDATE invitations SET accepted_by = $1 WHERE id = $2";
    on!(tx, c => sqlx::query(SQL).bind(user).bind(id).execute(c).await.map(|_| ())).into_domain()
}

/// The invitation of a token, wherever it stands.
pub async fn get_by_token(tx: &mut Tx, token_hash: &[u8], now: Timestamp) -> Result<Option<Stored>> {
    const SQL: &str = concat!("SELECT ", columns!(), " FROM invitations WHERE token_hash = $1");
    let row: Option<Row> = on!(tx, c => sqlx::query_as(SQL).bind(token_hash).fetch_optional(c).await).into_domain()?;
    Ok(row.map(|row| row.into_stored(now)))
}
