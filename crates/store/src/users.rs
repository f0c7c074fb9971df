//! The rows of users, live and deleted.

use domain::{Error, FieldError, Page, Result, State, Timestamp, Totals, User, UserFilter, UserId, fold::fold};
use sqlx::AssertSqlSafe;

use crate::{
    Tx,
    error::{IntoDomain as _, OnUnique as _},
    select::{Conditions, bind_all, order_by},
};

/// The columns that [`User`] decodes from.
macro_rules! columns {
    () => {
        "id, user_id, name, description, primary_email_address, primary_email_address_validated_at, state, \
         state_description, admin, theme, password_updated_at, version, created_at, updated_at, deleted_at, deleted_by"
    };
}

/// Adds a user; `user.id` is not looked at. Answers the database's key.
///
/// # Errors
/// Already exists, at `user_id` or at `primary_email_address`.
pub async fn insert(tx: &mut Tx, user: &User) -> Result<i64> {
    const SQL: &str = "INSERT INTO users (user_id, name, description, primary_email_address, email_identity, \
                       primary_email_address_validated_at, state, state_description, admin, theme, \
                       password_updated_at, search, version, created_at, updated_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING id";
    let id = on!(tx, c => sqlx::query_scalar(SQL)
        .bind(&user.user_id)
        .bind(&user.name)
        .bind(&user.description)
        .bind(&user.primary_email_address)
        .bind(user.primary_email_address.identity())
        .bind(user.primary_email_address_validated_at)
        .bind(user.state)
        .bind(&user.state_description)
        .bind(user.admin)
        .bind(&user.theme)
        .bind(user.password_updated_at)
        .bind(searchable(user))
        .bind(user.version)
        .bind(user.created_at)
        .bind(user.updated_at)
        .fetch_one(c)
        .await
        .on_unique("users", "user_id", || id_taken(&user.user_id))
        .on_unique("users", "email_identity", email_taken));
    id.into_domain()
}

/// The user with this ID, live or deleted.
pub async fn get(tx: &mut Tx, id: &UserId) -> Result<Option<User>> {
    const SQL: &str = concat!("SELECT ", columns!(), " FROM users WHERE user_id = $1");
    on!(tx, c => sqlx::query_as(SQL).bind(id).fetch_optional(c).await).into_domain()
}

/// The same, and nobody else changes the row until the transaction ends.
pub async fn get_for_update(tx: &mut Tx, id: &UserId) -> Result<Option<User>> {
    const SQL: &str = concat!("SELECT ", columns!(), " FROM users WHERE user_id = $1");
    const LOCKING: &str = concat!("SELECT ", columns!(), " FROM users WHERE user_id = $1 FOR UPDATE");
    let sql = sql!(tx, sqlite: SQL, postgres: LOCKING);
    on!(tx, c => sqlx::query_as(sql).bind(id).fetch_optional(c).await).into_domain()
}

/// The live user with this address, compared by identity.
pub async fn get_by_email(tx: &mut Tx, identity: &str) -> Result<Option<User>> {
    const SQL: &str = concat!("SELECT ", columns!(), " FROM users WHERE email_identity = $1 AND deleted_at IS NULL");
    on!(tx, c => sqlx::query_as(SQL).bind(identity).fetch_optional(c).await).into_domain()
}

/// One page of the users that match.
pub async fn list(tx: &mut Tx, filter: &UserFilter, page: Page) -> Result<Vec<User>> {
    let conditions = Conditions::of(filter);
    let (limit, offset) = (i64::from(page.limit), page.offset());
    let next = conditions.binds.len() + 1;
    let sql = format!(
        "SELECT {} FROM users WHERE {} ORDER BY {} LIMIT ${next} OFFSET ${}",
        columns!(),
        conditions.sql,
        order_by(filter.order),
        next + 1
    );
    on!(tx, c => bind_all!(sqlx::query_as(AssertSqlSafe(sql)), &conditions.binds)
        .bind(limit)
        .bind(offset)
        .fetch_all(c)
        .await)
    .into_domain()
}

/// How many users match, exactly.
pub async fn count(tx: &mut Tx, filter: &UserFilter) -> Result<u64> {
    let conditions = Conditions::of(filter);
    let sql = format!("SELECT count(*) FROM users WHERE {}", conditions.sql);
    let count: i64 = on!(tx, c => bind_all!(sqlx::query_scalar(AssertSqlSafe(sql)), &conditions.binds)
        .fetch_one(c)
        .await)
    .into_domain()?;
    Ok(count.unsigned_abs())
}

/// How many users there are, live by state, and deleted.
pub async fn totals(tx: &mut Tx) -> Result<Totals> {
    const LIVE: &str = "SELECT state, count(*) FROM users WHERE deleted_at IS NULL GROUP BY state";
    let live: Vec<(State, i64)> = on!(tx, c => sqlx::query_as(LIVE).fetch_all(c).await).into_domain()?;
    let of = |state| live.iter().find(|(s, _)| *s == state).map_or(0, |(_, count)| count.unsigned_abs());
    let deleted = count_deleted(tx).await?;
    Ok(Totals { by_state: State::ALL.map(|state| (state, of(state))).to_vec(), deleted })
}

/// How many users are live.
pub async fn count_live(tx: &mut Tx) -> Result<u64> {
    // All less the deleted: both are answered from an index alone.
    const SQL: &str = "SELECT (SELECT count(*) FROM users) - (SELECT count(*) FROM users WHERE deleted_at IS NOT NULL)";
    let count: i64 = on!(tx, c => sqlx::query_scalar(SQL).fetch_one(c).await).into_domain()?;
    Ok(count.unsigned_abs())
}

/// How many users are deleted.
pub async fn count_deleted(tx: &mut Tx) -> Result<u64> {
    const SQL: &str = "SELECT count(*) FROM users WHERE deleted_at IS NOT NULL";
    let count: i64 = on!(tx, c => sqlx::query_scalar(SQL).fetch_one(c).await).into_domain()?;
    Ok(count.unsigned_abs())
}

/// How many live, approved admins have a password, not counting one user.
pub async fn count_usable_admins_but(tx: &mut Tx, id: &UserId) -> Result<u64> {
    const SQL: &str = "SELECT count(*) FROM users JOIN credentials ON credentials.user_key = users.id \
                       WHERE admin AND state = $1 AND deleted_at IS NULL AND user_id <> $2";
    let count: i64 =
        on!(tx, c => sqlx::query_scalar(SQL).bind(State::Approved).bind(id).fetch_one(c).await).into_domain()?;
    Ok(count.unsigned_abs())
}

/// Whether any live user is an admin, usable or not.
pub async fn has_admin(tx: &mut Tx) -> Result<bool> {
    const SQL: &str = "SELECT count(*) FROM users WHERE admin AND deleted_at IS NULL";
    let count: i64 = on!(tx, c => sqlx::query_scalar(SQL).fetch_one(c).await).into_domain()?;
    Ok(count > 0)
}

/// Writes every field of a user but ID and time of creation, if the stored version is still `version`.
/// Answers whether it was.
///
/// # Errors
/// Already exists, at `primary_email_address`.
pub async fn update(tx: &mut Tx, user: &User, version: i64) -> Result<bool> {
    const SQL: &str = "UPDATE users SET name = $1, description = $2, primary_email_address = $3, email_identity = $4, \
                       primary_email_address_validated_at = $5, state = $6, state_description = $7, admin = $8, \
                       theme = $9, password_updated_at = $10, search = $11, version = $12, updated_at = $13, \
                       deleted_at = $14, deleted_by = $15 WHERE id = $16 AND version = $17";
    let rows = on!(tx, c => sqlx::query(SQL)
        .bind(&user.name)
        .bind(&user.description)
        .bind(&user.primary_email_address)
        .bind(user.primary_email_address.identity())
        .bind(user.primary_email_address_validated_at)
        .bind(user.state)
        .bind(&user.state_description)
        .bind(user.admin)
        .bind(&user.theme)
        .bind(user.password_updated_at)
        .bind(searchable(user))
        .bind(user.version)
        .bind(user.updated_at)
        .bind(user.deleted_at)
        .bind(user.deleted_by.as_deref())
        .bind(user.id)
        .bind(version)
        .execute(c)
        .await
        .on_unique("users", "email_identity", email_taken)
        .map(|done| done.rows_affected()));
    Ok(rows.into_domain()? == 1)
}

/// Erases a user and everything that hangs on the row. Answers whether there was one.
pub async fn purge(tx: &mut Tx, id: i64) -> Result<bool> {
    const SQL: &str = "DELETE FROM users WHERE id = $1";
    let rows = on!(tx, c => sqlx::query(SQL).bind(id).execute(c).await.map(|done| done.rows_affected()));
    Ok(rows.into_domain()? == 1)
}

/// Since when a deleted user has held an ID; `None` where no deleted user does.
pub async fn reserved_since(tx: &mut Tx, id: &UserId) -> Result<Option<Timestamp>> {
    Ok(get(tx, id).await?.and_then(|user| user.deleted_at))
}

/// What search looks at.
fn searchable(user: &User) -> String {
    let fields = [user.user_id.as_str(), &user.name, user.primary_email_address.as_str(), &user.description];
    fold(&fields.join("\n"))
}

fn id_taken(id: &UserId) -> Error {
    Error::id_taken(id.as_str(), "Another user has this ID. Choose a different one.")
}

fn email_taken() -> Error {
    let mut error = Error::email_taken("Another user has this address.");
    error.fields = vec![FieldError { field: "primary_email_address".into(), message: error.message.to_string() }];
    error
}
