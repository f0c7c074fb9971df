//! What users have let OAuth clients do. With such a row, the codes and tokens of that client end.

use domain::{Authorization, Page, Result, Rights, Timestamp};
use sqlx::FromRow;

use crate::{Tx, error::IntoDomain as _};

#[derive(FromRow)]
struct Row {
    client_id: String,
    name: String,
    description: String,
    rights: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl From<Row> for Authorization {
    fn from(row: Row) -> Self {
        let Row { client_id, name, description, rights, created_at, updated_at } = row;
        Self { client_id, name, description, rights: Rights::from_bits(rights), created_at, updated_at }
    }
}

/// Notes what a user lets a client do from now on.
pub async fn grant(tx: &mut Tx, user: i64, client: i64, rights: Rights, now: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO oauth_authorizations (user_key, client_key, rights, created_at, updated_at) \
                       VALUES ($1, $2, $3, $4, $4) \
                       ON CONFLICT (user_key, client_key) DO UPDATE SET rights = $3, updated_at = $4";
    on!(tx, c => sqlx::query(SQL)
        .bind(user)
        .bind(client)
        .bind(rights.bits())
        .bind(now)
        .execute(c)
        .await
        .map(|_| ()))
    .into_domain()
}

/// What a user has let a client do; nothing, if they were never asked.
pub async fn rights(tx: &mut Tx, user: i64, client: i64) -> Result<Rights> {
    const SQL: &str = "SELECT rights FROM oauth_authorizations WHERE user_key = $1 AND client_key = $2";
    let bits: Option<i64> =
        on!(tx, c => sqlx::query_scalar(SQL).bind(user).bind(client).fetch_optional(c).await).into_domain()?;
    Ok(bits.map(Rights::from_bits).unwrap_or_default())
}

/// The statement of a page in an order.
macro_rules! page {
    ($order:literal) => {
        concat!(
            "SELECT client_id, name, description, granted.rights, granted.created_at, granted.updated_at \
             FROM oauth_authorizations AS granted JOIN oauth_clients ON oauth_clients.id = client_key \
             WHERE user_key = $1 ORDER BY ",
            $order,
            " LIMIT $2 OFFSET $3"
        )
    };
}

/// One page of what a user has let clients do, by time.
pub async fn list(tx: &mut Tx, user: i64, descending: bool, page: Page) -> Result<Vec<Authorization>> {
    let sql = if descending {
        page!("granted.created_at DESC, client_id DESC")
    } else {
        page!("granted.created_at, client_id")
    };
    let (limit, offset) = (i64::from(page.limit), page.offset());
    let rows: Vec<Row> =
        on!(tx, c => sqlx::query_as(sql).bind(user).bind(limit).bind(offset).fetch_all(c).await).into_domain()?;
    Ok(rows.into_iter().map(Authorization::from).collect())
}

/// How many clients a user has let do something.
pub async fn count(tx: &mut Tx, user: i64) -> Result<u64> {
    const SQL: &str = "SELECT count(*) FROM oauth_authorizations WHERE user_key = $1";
    let count: i64 = on!(tx, c => sqlx::query_scalar(SQL).bind(user).fetch_one(c).await).into_domain()?;
    Ok(count.unsigned_abs())
}

/// Takes it back, with the codes and tokens. Answers whether there was anything.
pub async fn delete(tx: &mut Tx, user: i64, client_id: &str) -> Result<bool> {
    const SQL: &str = "DELETE FROM oauth_authorizations WHERE user_key = $1 \
                       AND client_key = (SELECT id FROM oauth_clients WHERE client_id = $2)";
    let rows =
        on!(tx, c => sqlx::query(SQL).bind(user).bind(client_id).execute(c).await.map(|done| done.rows_affected()));
    Ok(rows.into_domain()? == 1)
}
