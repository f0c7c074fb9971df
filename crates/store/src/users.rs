//! The rows of users, live and deleted.

use domain::{Error, FieldError, Result, State, Timestamp, Total, Totals, User, UserFilter, UserId};

use crate::{
    Tx, derived,
    error::{IntoDomain as _, OnUnique as _},
    needle::Dialect,
};

/// The number of deleted users in `totals`, beside those of the states.
pub(crate) const KIND_DELETED: i32 = 5;

/// The columns that [`User`] decodes from.
macro_rules! columns {
    () => {
        "id, user_id, name, description, primary_email_address, primary_email_address_validated_at, state, \
         state_description, suspended_until, expires_at, delete_at, admin, theme, picture_id, password_updated_at, \
         require_password_update, version, created_at, updated_at, deleted_at, deleted_by"
    };
}
pub(crate) use columns;

/// Adds a user; `user.id` is not looked at. Answers the database's key.
///
/// # Errors
/// Already exists, at `user_id` or at `primary_email_address`.
pub async fn insert(tx: &mut Tx, user: &User) -> Result<i64> {
    const SQL: &str = "INSERT INTO users (user_id, name, description, primary_email_address, email_identity, \
                       primary_email_address_validated_at, state, state_description, suspended_until, expires_at, \
                       delete_at, due_at, admin, theme, password_updated_at, require_password_update, folded, facets, \
                       version, created_at, updated_at, picture_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, \
                       $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22) RETURNING id";
    let id = on!(tx, c => sqlx::query_scalar(SQL)
        .bind(&user.user_id)
        .bind(&user.name)
        .bind(&user.description)
        .bind(&user.primary_email_address)
        .bind(user.primary_email_address.identity())
        .bind(user.primary_email_address_validated_at)
        .bind(user.state)
        .bind(&user.state_description)
        .bind(user.suspended_until)
        .bind(user.expires_at)
        .bind(user.delete_at)
        .bind(user.due_at())
        .bind(user.admin)
        .bind(&user.theme)
        .bind(user.password_updated_at)
        .bind(user.require_password_update)
        .bind(derived::folded(user))
        .bind(derived::facets(user))
        .bind(user.version)
        .bind(user.created_at)
        .bind(user.updated_at)
        .bind(user.picture_id.as_deref())
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
    const SQL: &str = concat!("SELECT ", columns!(), " FROM users WHERE email_identity = $1 AND live = TRUE");
    on!(tx, c => sqlx::query_as(SQL).bind(identity).fetch_optional(c).await).into_domain()
}

/// Users who were deleted before a time, the earliest first.
pub async fn deleted_before(tx: &mut Tx, time: Timestamp, limit: u32) -> Result<Vec<User>> {
    const SQL: &str =
        concat!("SELECT ", columns!(), " FROM users WHERE deleted_at < $1 ORDER BY deleted_at, id LIMIT $2");
    on!(tx, c => sqlx::query_as(SQL).bind(time).bind(i64::from(limit)).fetch_all(c).await).into_domain()
}

/// How many users there are, live by state, and deleted. Kept by triggers, not counted.
pub async fn totals(tx: &mut Tx) -> Result<Totals> {
    const SQLITE: &str = "SELECT kind, users FROM totals";
    const POSTGRES: &str = "SELECT kind, sum(users)::BIGINT FROM (SELECT kind, users FROM totals UNION ALL \
                            SELECT kind, users FROM totals_changes) AS parts GROUP BY kind";
    let sql = sql!(tx, sqlite: SQLITE, postgres: POSTGRES);
    let kinds: Vec<(i32, i64)> = on!(tx, c => sqlx::query_as(sql).fetch_all(c).await).into_domain()?;
    let of = |kind| kinds.iter().find(|(k, _)| *k == kind).map_or(0, |(_, count)| count.unsigned_abs());
    Ok(Totals { by_state: State::ALL.map(|state| (state, of(state as i32))).to_vec(), deleted: of(KIND_DELETED) })
}

/// The same number as [`Totals::of_filter`], as an expression.
pub(crate) fn total_of(dialect: Dialect, filter: &UserFilter) -> Option<String> {
    let kinds = match Total::of_filter(filter)? {
        Total::Deleted => format!("kind = {KIND_DELETED}"),
        Total::State(state) => format!("kind = {}", state as i32),
        Total::Live => format!("kind <> {KIND_DELETED}"),
    };
    Some(match dialect {
        Dialect::Sqlite => format!("SELECT sum(users) FROM totals WHERE {kinds}"),
        Dialect::Postgres => format!(
            "SELECT sum(users)::BIGINT FROM (SELECT kind, users FROM totals UNION ALL SELECT kind, users FROM \
             totals_changes) AS parts WHERE {kinds}"
        ),
    })
}

/// Adds up what writers have noted about the totals since the last time. On SQLite there is nothing to do.
pub async fn fold_totals(tx: &mut Tx) -> Result<()> {
    const SQL: &str = "WITH gone AS (DELETE FROM totals_changes RETURNING kind, users), \
                       sums AS (SELECT kind, sum(users)::BIGINT AS users FROM gone GROUP BY kind) \
                       UPDATE totals SET users = totals.users + sums.users FROM sums WHERE totals.kind = sums.kind";
    match tx {
        Tx::Sqlite(_) => Ok(()),
        Tx::Postgres(tx) => postgres!(tx, c => sqlx::query(SQL).execute(c).await.map(|_| ())).into_domain(),
    }
}

/// The live user of whom something was due the longest, and nobody else changes the row until the transaction ends.
/// Those whom somebody is changing just now are passed over.
pub async fn next_due(tx: &mut Tx, now: Timestamp) -> Result<Option<User>> {
    const SQL: &str = concat!(
        "SELECT ",
        columns!(),
        " FROM users WHERE due_at <= $1 AND deleted_at IS NULL \
                              ORDER BY due_at, id LIMIT 1"
    );
    const LOCKING: &str = concat!(
        "SELECT ",
        columns!(),
        " FROM users WHERE due_at <= $1 AND deleted_at IS NULL \
                                  ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED"
    );
    let sql = sql!(tx, sqlite: SQL, postgres: LOCKING);
    on!(tx, c => sqlx::query_as(sql).bind(now).fetch_optional(c).await).into_domain()
}

/// Whether anything is due of any live user.
pub async fn any_due(tx: &mut Tx, now: Timestamp) -> Result<bool> {
    const SQL: &str = "SELECT EXISTS (SELECT 1 FROM users WHERE due_at <= $1 AND deleted_at IS NULL)";
    on!(tx, c => sqlx::query_scalar(SQL).bind(now).fetch_one(c).await).into_domain()
}

/// The live admins, by ID.
pub async fn admins(tx: &mut Tx) -> Result<Vec<User>> {
    const SQL: &str = concat!("SELECT ", columns!(), " FROM users WHERE admin AND deleted_at IS NULL ORDER BY user_id");
    on!(tx, c => sqlx::query_as(SQL).fetch_all(c).await).into_domain()
}

/// How many live, approved admins have a password and no end, not counting one user.
pub async fn count_usable_admins_but(tx: &mut Tx, id: &UserId) -> Result<u64> {
    const SQL: &str = "SELECT count(*) FROM users JOIN credentials ON credentials.user_key = users.id \
                       WHERE admin AND state = $1 AND expires_at IS NULL AND delete_at IS NULL \
                       AND deleted_at IS NULL AND user_id <> $2";
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
                       primary_email_address_validated_at = $5, state = $6, state_description = $7, \
                       suspended_until = $8, expires_at = $9, delete_at = $10, due_at = $11, admin = $12, theme = $13, \
                       password_updated_at = $14, require_password_update = $15, folded = $16, facets = $17, \
                       version = $18, updated_at = $19, deleted_at = $20, live = ($20 IS NULL), deleted_by = $21, \
                       picture_id = $22 WHERE id = $23 AND version = $24";
    let rows = on!(tx, c => sqlx::query(SQL)
        .bind(&user.name)
        .bind(&user.description)
        .bind(&user.primary_email_address)
        .bind(user.primary_email_address.identity())
        .bind(user.primary_email_address_validated_at)
        .bind(user.state)
        .bind(&user.state_description)
        .bind(user.suspended_until)
        .bind(user.expires_at)
        .bind(user.delete_at)
        .bind(user.due_at())
        .bind(user.admin)
        .bind(&user.theme)
        .bind(user.password_updated_at)
        .bind(user.require_password_update)
        .bind(derived::folded(user))
        .bind(derived::facets(user))
        .bind(user.version)
        .bind(user.updated_at)
        .bind(user.deleted_at)
        .bind(user.deleted_by.as_deref())
        .bind(user.picture_id.as_deref())
        .bind(user.id)
        .bind(version)
        .execute(c)
        .await
        .on_unique("users", "email_identity", email_taken)
        .map(|done| done.rows_affected()));
    Ok(rows.into_domain()? == 1)
}

/// Derives what searches look at for some of the users who have none of it yet. Answers for how many.
pub(crate) async fn derive_missing(tx: &mut Tx) -> Result<u64> {
    const SOME: &str = concat!("SELECT ", columns!(), " FROM users WHERE facets = '' LIMIT 1000");
    let users: Vec<User> = on!(tx, c => sqlx::query_as(SOME).fetch_all(c).await).into_domain()?;
    for user in &users {
        derive(tx, user).await?;
    }
    Ok(users.len() as u64)
}

/// Writes what searches look at, unless somebody has changed the user since it was read; they have written it then.
pub(crate) async fn derive(tx: &mut Tx, user: &User) -> Result<()> {
    const SQL: &str = "UPDATE users SET folded = $1, facets = $2 WHERE id = $3 AND version = $4";
    on!(tx, c => sqlx::query(SQL)
        .bind(derived::folded(user))
        .bind(derived::facets(user))
        .bind(user.id)
        .bind(user.version)
        .execute(c)
        .await
        .map(|_| ()))
    .into_domain()
}

/// Erases a user and everything that hangs on the row. Answers whether there was one.
pub async fn purge(tx: &mut Tx, id: i64) -> Result<bool> {
    const SQL: &str = "DELETE FROM users WHERE id = $1";
    let rows = on!(tx, c => sqlx::query(SQL).bind(id).execute(c).await.map(|done| done.rows_affected()));
    Ok(rows.into_domain()? == 1)
}

/// The ID belongs to somebody, of whom nothing is said.
pub fn id_taken(id: &UserId) -> Error {
    Error::id_taken(id.as_str(), "Another user has this ID. Choose a different one.")
}

fn email_taken() -> Error {
    let mut error = Error::email_taken("Another user has this address.");
    error.fields = vec![FieldError { field: "primary_email_address".into(), message: error.message.to_string() }];
    error
}
