//! The audit trail. Rows are only ever added.

use domain::{Action, ActionPattern, AuditRecord, Result, Timestamp, TrailFilter, UserId};

use crate::{Tx, error::IntoDomain as _};

/// The columns that [`AuditRecord`] decodes from, which are all of them.
macro_rules! columns {
    () => {
        "id, at, actor, action, target, before, after, request_id, address"
    };
}

/// A record to be added.
#[derive(Clone, Debug)]
pub struct NewRecord<'a> {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: &'a str,
    /// What.
    pub action: Action,
    /// To whom, where a user was meant.
    pub target: Option<&'a UserId>,
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
        .bind(new.target.map_or("", UserId::as_str))
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
    const SQL: &str =
        concat!("SELECT ", columns!(), " FROM audit WHERE action LIKE 'user.%' ORDER BY id DESC LIMIT $1");
    on!(tx, c => sqlx::query_as(SQL).bind(i64::from(limit)).fetch_all(c).await).into_domain()
}

/// All records about one user, oldest first.
pub async fn list_for(tx: &mut Tx, target: &UserId) -> Result<Vec<AuditRecord>> {
    const SQL: &str = concat!("SELECT ", columns!(), " FROM audit WHERE target = $1 ORDER BY id");
    on!(tx, c => sqlx::query_as(SQL).bind(target).fetch_all(c).await).into_domain()
}

/// The records that match, before one, the newest first. Those of a target or an actor are found by index, whatever else is
/// asked for.
pub async fn list(tx: &mut Tx, filter: &TrailFilter, before: i64, limit: u32) -> Result<Vec<AuditRecord>> {
    macro_rules! listing {
        ($conditions:literal) => {
            concat!(
                "SELECT ",
                columns!(),
                " FROM audit WHERE ",
                $conditions,
                r" AND action LIKE $3 ESCAPE '\' AND at >= $4 AND at < $5 AND id < $6 ORDER BY id DESC LIMIT $7"
            )
        };
    }
    let target = filter.target.as_ref().map_or("", UserId::as_str);
    let sql = match (target, filter.actor.as_str()) {
        ("", "") => listing!("$1 = '' AND $2 = ''"),
        ("", _) => listing!("$1 = '' AND actor = $2"),
        _ => listing!("target = $1 AND ($2 = '' OR actor = $2)"),
    };
    on!(tx, c => sqlx::query_as(sql)
        .bind(target)
        .bind(&filter.actor)
        .bind(like(filter.action.as_ref()))
        .bind(filter.from.unwrap_or(Timestamp::from_micros(i64::MIN)))
        .bind(filter.until.unwrap_or(Timestamp::from_micros(i64::MAX)))
        .bind(before)
        .bind(i64::from(limit))
        .fetch_all(c)
        .await)
    .into_domain()
}

/// The same for a database.
fn like(pattern: Option<&ActionPattern>) -> String {
    let Some(ActionPattern { name, open }) = pattern else { return "%".to_owned() };
    let literal = name.replace('_', r"\_");
    if *open { literal + "%" } else { literal }
}

/// The records after one, up to another, in the order of their numbers.
pub async fn walk(tx: &mut Tx, after: i64, last: i64, limit: u32) -> Result<Vec<AuditRecord>> {
    const SQL: &str = concat!("SELECT ", columns!(), " FROM audit WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3");
    on!(tx, c => sqlx::query_as(SQL).bind(after).bind(last).bind(i64::from(limit)).fetch_all(c).await).into_domain()
}

/// The same for those from a time on and before another.
pub async fn walk_between(
    tx: &mut Tx,
    after: i64,
    (from, to): (Timestamp, Timestamp),
    limit: u32,
) -> Result<Vec<AuditRecord>> {
    const SQL: &str =
        concat!("SELECT ", columns!(), " FROM audit WHERE id > $1 AND at >= $2 AND at < $3 ORDER BY id LIMIT $4");
    on!(tx, c => sqlx::query_as(SQL).bind(after).bind(from).bind(to).bind(i64::from(limit)).fetch_all(c).await)
        .into_domain()
}

/// How many records there are after one.
pub async fn count_after(tx: &mut Tx, after: i64) -> Result<u64> {
    const SQL: &str = "SELECT count(*) FROM audit WHERE id > $1";
    let count: i64 = on!(tx, c => sqlx::query_scalar(SQL).bind(after).fetch_one(c).await).into_domain()?;
    Ok(count.unsigned_abs())
}
