//! API keys of users.

use domain::{ApiKey, ApiKeyOrder, Page, Result, Rights, Timestamp, User, UserId, api_key::ApiKeyOrderKey};
use sqlx::FromRow;

use crate::{Tx, error::IntoDomain as _, users::columns};

/// The row of a key.
#[derive(FromRow)]
struct Row {
    key_id: String,
    name: String,
    rights: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
    expires_at: Option<Timestamp>,
    last_used_at: Option<Timestamp>,
}

impl From<Row> for ApiKey {
    fn from(row: Row) -> Self {
        let Row { key_id, name, rights, created_at, updated_at, expires_at, last_used_at } = row;
        Self { key_id, name, rights: Rights::from_bits(rights), created_at, updated_at, expires_at, last_used_at }
    }
}

/// A key that somebody shows, with its live user.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The key.
    pub key: ApiKey,
    /// SHA-256 of its secret.
    pub secret_hash: Vec<u8>,
    /// Its user.
    pub user: User,
}

/// What is found of somebody who shows a key, all of it from one moment.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The key and its user.
    pub resolved: Option<Resolved>,
    /// The user whom they ask about, live or deleted.
    pub about: Option<User>,
}

/// The row of a user, and of a key of theirs; the columns that both have are renamed. Who is only asked about is beside none.
#[derive(FromRow)]
struct FoundRow {
    key_id: Option<String>,
    secret_hash: Option<Vec<u8>>,
    key_name: Option<String>,
    rights: Option<i64>,
    key_created_at: Option<Timestamp>,
    key_updated_at: Option<Timestamp>,
    key_expires_at: Option<Timestamp>,
    last_used_at: Option<Timestamp>,
    #[sqlx(flatten)]
    user: User,
}

impl Found {
    fn add(&mut self, row: FoundRow) {
        let FoundRow { key_id, secret_hash, key_name, rights, key_created_at, key_updated_at, user, .. } = row;
        let (Some(key_id), Some(secret_hash), Some(name), Some(rights), Some(created_at), Some(updated_at)) =
            (key_id, secret_hash, key_name, rights, key_created_at, key_updated_at)
        else {
            self.about = Some(user);
            return;
        };
        let rights = Rights::from_bits(rights);
        let (expires_at, last_used_at) = (row.key_expires_at, row.last_used_at);
        let key = ApiKey { key_id, name, rights, created_at, updated_at, expires_at, last_used_at };
        self.resolved = Some(Resolved { key, secret_hash, user });
    }
}

/// Keeps a key.
pub async fn insert(tx: &mut Tx, user: i64, key: &ApiKey, secret_hash: &[u8]) -> Result<()> {
    const SQL: &str = "INSERT INTO api_keys (key_id, secret_hash, user_key, name, rights, created_at, updated_at, \
                       expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    on!(tx, c => sqlx::query(SQL)
        .bind(&key.key_id)
        .bind(secret_hash)
        .bind(user)
        .bind(&key.name)
        .bind(key.rights.bits())
        .bind(key.created_at)
        .bind(key.updated_at)
        .bind(key.expires_at)
        .execute(c)
        .await
        .map(|_| ()))
    .into_domain()
}

/// A key by its public name with its live user, and whom they ask about, in one statement, since every call asks.
pub async fn resolve(tx: &mut Tx, key_id: &str, about: Option<&UserId>) -> Result<Found> {
    const SQL: &str = concat!(
        "SELECT key_id, secret_hash, key_name, rights, key_created_at, key_updated_at, key_expires_at, last_used_at, ",
        columns!(),
        " FROM users JOIN (SELECT key_id, secret_hash, user_key, name AS key_name, rights, \
         created_at AS key_created_at, updated_at AS key_updated_at, expires_at AS key_expires_at, last_used_at \
         FROM api_keys WHERE key_id = $1) AS keys ON keys.user_key = users.id WHERE deleted_at IS NULL \
         UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, ",
        columns!(),
        " FROM users WHERE user_id = $2"
    );
    let rows: Vec<FoundRow> =
        on!(tx, c => sqlx::query_as(SQL).bind(key_id).bind(about).fetch_all(c).await).into_domain()?;
    let mut found = Found::default();
    for row in rows {
        found.add(row);
    }
    Ok(found)
}

/// One key of a user.
pub async fn get(tx: &mut Tx, user: i64, key_id: &str) -> Result<Option<ApiKey>> {
    const SQL: &str = "SELECT key_id, name, rights, created_at, updated_at, expires_at, last_used_at \
                       FROM api_keys WHERE user_key = $1 AND key_id = $2";
    let row: Option<Row> =
        on!(tx, c => sqlx::query_as(SQL).bind(user).bind(key_id).fetch_optional(c).await).into_domain()?;
    Ok(row.map(ApiKey::from))
}

/// The statement of a page in an order.
macro_rules! page {
    ($order:literal) => {
        concat!(
            "SELECT key_id, name, rights, created_at, updated_at, expires_at, last_used_at \
             FROM api_keys WHERE user_key = $1 ORDER BY ",
            $order,
            " LIMIT $2 OFFSET $3"
        )
    };
}

/// One page of the keys of a user. Those without a name or an end come last going up, as with users.
pub async fn list(tx: &mut Tx, user: i64, order: ApiKeyOrder, page: Page) -> Result<Vec<ApiKey>> {
    let sql = match (order.key, order.descending) {
        (ApiKeyOrderKey::KeyId, false) => page!("key_id"),
        (ApiKeyOrderKey::KeyId, true) => page!("key_id DESC"),
        (ApiKeyOrderKey::Name, false) => page!("name = '', name, key_id"),
        (ApiKeyOrderKey::Name, true) => page!("name = '' DESC, name DESC, key_id DESC"),
        (ApiKeyOrderKey::CreatedAt, false) => page!("created_at, key_id"),
        (ApiKeyOrderKey::CreatedAt, true) => page!("created_at DESC, key_id DESC"),
        (ApiKeyOrderKey::ExpiresAt, false) => page!("expires_at IS NULL, expires_at, key_id"),
        (ApiKeyOrderKey::ExpiresAt, true) => page!("expires_at IS NULL DESC, expires_at DESC, key_id DESC"),
    };
    let (limit, offset) = (i64::from(page.limit), page.offset());
    let rows: Vec<Row> =
        on!(tx, c => sqlx::query_as(sql).bind(user).bind(limit).bind(offset).fetch_all(c).await).into_domain()?;
    Ok(rows.into_iter().map(ApiKey::from).collect())
}

/// How many keys a user has.
pub async fn count(tx: &mut Tx, user: i64) -> Result<u64> {
    const SQL: &str = "SELECT count(*) FROM api_keys WHERE user_key = $1";
    let count: i64 = on!(tx, c => sqlx::query_scalar(SQL).bind(user).fetch_one(c).await).into_domain()?;
    Ok(count.unsigned_abs())
}

/// Writes name, rights, end and time of change of a key. Answers whether there is one.
pub async fn update(tx: &mut Tx, user: i64, key: &ApiKey) -> Result<bool> {
    const SQL: &str = "UPDATE api_keys SET name = $1, rights = $2, expires_at = $3, updated_at = $4 \
                       WHERE user_key = $5 AND key_id = $6";
    let rows = on!(tx, c => sqlx::query(SQL)
        .bind(&key.name)
        .bind(key.rights.bits())
        .bind(key.expires_at)
        .bind(key.updated_at)
        .bind(user)
        .bind(&key.key_id)
        .execute(c)
        .await
        .map(|done| done.rows_affected()));
    Ok(rows.into_domain()? == 1)
}

/// Notes that a key is in use.
pub async fn touch(tx: &mut Tx, key_id: &str, now: Timestamp) -> Result<()> {
    const SQL: &str = "UPDATE api_keys SET last_used_at = $1 WHERE key_id = $2";
    on!(tx, c => sqlx::query(SQL).bind(now).bind(key_id).execute(c).await.map(|_| ())).into_domain()
}

/// Ends a key. Answers whether there was one.
pub async fn delete(tx: &mut Tx, user: i64, key_id: &str) -> Result<bool> {
    const SQL: &str = "DELETE FROM api_keys WHERE user_key = $1 AND key_id = $2";
    let rows = on!(tx, c => sqlx::query(SQL).bind(user).bind(key_id).execute(c).await.map(|done| done.rows_affected()));
    Ok(rows.into_domain()? == 1)
}
