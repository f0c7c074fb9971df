//! The audit trail. Rows are only ever added.

use domain::{Action, AuditRecord, Result, Timestamp, UserId};

use crate::{Tx, error::IntoDomain as _};

/// A record to be added.
#[derive(Clone, Debug)]
pub struct NewRecord<'a> {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: &'a str,
    /// What.
    pub action: Action,
    /// To whom.
    pub target: &'a UserId,
    /// The changed fields before, JSON.
    pub before: &'a str,
    /// The changed fields after, JSON.
    pub after: &'a str,
    /// The request.
    pub request_id: &'a str,
    /// Where it came from.
    pub address: &'a str,
}

/// Adds a record.
pub async fn insert(tx: &mut Tx, new: &NewRecord<'_>) -> Result<()> {
    const SQL: &str = "INSERT INTO audit (at, actor, action, target, before, after, request_id, address) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    on!(tx, c => sqlx::query(SQL)
        .bind(new.at)
        .bind(new.actor)
        .bind(new.action.as_str())
        .bind(new.target)
        .bind(new.before)
        .bind(new.after)
        .bind(new.request_id)
        .bind(new.address)
        .execute(c)
        .await
        .map(|_| ()))
    .into_domain()
}

/// The latest records about users themselves, newest first; log-ins and log-outs are left out.
pub async fn latest_changes(tx: &mut Tx, limit: u32) -> Result<Vec<AuditRecord>> {
    const SQL: &str = "SELECT id, at, actor, action, target, before, after, request_id FROM audit \
                       WHERE action LIKE 'user.%' ORDER BY id DESC LIMIT $1";
    on!(tx, c => sqlx::query_as(SQL).bind(i64::from(limit)).fetch_all(c).await).into_domain()
}

/// All records about one user, oldest first.
pub async fn list_for(tx: &mut Tx, target: &UserId) -> Result<Vec<AuditRecord>> {
    const SQL: &str = "SELECT id, at, actor, action, target, before, after, request_id FROM audit \
                       WHERE target = $1 ORDER BY id";
    on!(tx, c => sqlx::query_as(SQL).bind(target).fetch_all(c).await).into_domain()
}
