//! How far imports have come, and the rows they write by the thousand.

use domain::{Attributes, Error, Result, Timestamp, User, UserId, fold::fold};
use sqlx::{FromRow, QueryBuilder, Sqlite};

use crate::{
    Tx, derived,
    error::{IntoDomain as _, OnUnique as _},
};

/// Where an import stands. All of it is written with the users of a batch, or none of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Progress {
    /// Where in the file the next record begins.
    pub next_byte: i64,
    /// On which line that is.
    pub next_line: i64,
    /// How much of the report is written.
    pub report_bytes: i64,
    /// Users made so far.
    pub created: i64,
    /// Users changed so far.
    pub updated: i64,
    /// Users left as they were.
    pub skipped: i64,
    /// Records refused.
    pub refused: i64,
}

/// Somebody who has an ID or an address that an import would give to somebody else.
#[derive(Clone, Debug, FromRow)]
pub struct Holder {
    /// The ID.
    pub user_id: UserId,
    /// The identity of the address.
    pub email_identity: String,
    /// Set for a deleted user, who holds the ID but not the address.
    pub deleted_at: Option<Timestamp>,
}

/// How far the import of a file has come; `None` if it was not begun, or is done.
pub async fn progress(tx: &mut Tx, digest: &[u8]) -> Result<Option<Progress>> {
    const SQL: &str = "SELECT next_byte, next_line, report_bytes, created, updated, skipped, refused FROM imports \
                       WHERE digest = $1";
    on!(tx, c => sqlx::query_as(SQL).bind(digest).fetch_optional(c).await).into_domain()
}

/// Notes how far it has come.
pub async fn set_progress(tx: &mut Tx, digest: &[u8], now: &Progress) -> Result<()> {
    const SQL: &str = "INSERT INTO imports (digest, next_byte, next_line, report_bytes, created, updated, skipped, refused) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (digest) DO UPDATE SET \
                       next_byte = excluded.next_byte, next_line = excluded.next_line, \
                       report_bytes = excluded.report_bytes, created = excluded.created, updated = excluded.updated, \
                       skipped = excluded.skipped, refused = excluded.refused";
    on!(tx, c => sqlx::query(SQL)
        .bind(digest)
        .bind(now.next_byte)
        .bind(now.next_line)
        .bind(now.report_bytes)
        .bind(now.created)
        .bind(now.updated)
        .bind(now.skipped)
        .bind(now.refused)
        .execute(c)
        .await
        .map(|_| ()))
    .into_domain()
}

/// Forgets an import that is done.
pub async fn delete_progress(tx: &mut Tx, digest: &[u8]) -> Result<()> {
    const SQL: &str = "DELETE FROM imports WHERE digest = $1";
    on!(tx, c => sqlx::query(SQL).bind(digest).execute(c).await.map(|_| ())).into_domain()
}

/// Who has one of these IDs, or as a live user one of these addresses.
pub async fn holders(tx: &mut Tx, users: &[&User]) -> Result<Vec<Holder>> {
    let ids: Vec<_> = users.iter().map(|user| user.user_id.to_string()).collect();
    let addresses: Vec<_> = users.iter().map(|user| user.primary_email_address.identity()).collect();
    match tx {
        Tx::Sqlite(tx) => {
            const SQL: &str = "SELECT user_id, email_identity, deleted_at FROM users WHERE ";
            let mut query = QueryBuilder::<Sqlite>::new(SQL);
            query.push("user_id IN (");
            let mut some = query.separated(", ");
            for id in ids {
                some.push_bind(id);
            }
            query.push(") UNION ").push(SQL).push("live = TRUE AND email_identity IN (");
            let mut some = query.separated(", ");
            for address in addresses {
                some.push_bind(address);
            }
            query.push(")").build_query_as().fetch_all(tx.connection().into_domain()?).await
        }
        Tx::Postgres(tx) => {
            // Joined, since a long list is compared with every row as long as there are no statistics.
            const SQL: &str = "SELECT user_id, email_identity, deleted_at FROM unnest($1::TEXT[]) AS wanted (user_id) \
                               JOIN users USING (user_id) UNION SELECT user_id, email_identity, deleted_at \
                               FROM unnest($2::TEXT[]) AS wanted (email_identity) JOIN users USING (email_identity) \
                               WHERE live = TRUE";
            postgres!(tx, c => sqlx::query_as(SQL).bind(ids).bind(addresses).fetch_all(c).await)
        }
    }
    .into_domain()
}

/// Adds users, deleted ones too, in one statement; a thousand at most. Answers their keys, in no order.
///
/// # Errors
/// Already exists, with a cause, if an ID or an address is taken: ask [`holders`] first, and again if somebody was faster.
pub async fn insert_users(tx: &mut Tx, users: &[&User]) -> Result<Vec<(UserId, i64)>> {
    const SQL: &str = "INSERT INTO users (user_id, name, description, primary_email_address, email_identity, \
                       primary_email_address_validated_at, state, state_description, admin, theme, \
                       password_updated_at, require_password_update, folded, facets, version, created_at, updated_at, \
                       deleted_at, deleted_by, live) ";
    on!(tx, c => {
        let mut query = QueryBuilder::new(SQL);
        query.push_values(users, |mut row, user| {
            row.push_bind(&user.user_id)
                .push_bind(&user.name)
                .push_bind(&user.description)
                .push_bind(&user.primary_email_address)
                .push_bind(user.primary_email_address.identity())
                .push_bind(user.primary_email_address_validated_at)
                .push_bind(user.state)
                .push_bind(&user.state_description)
                .push_bind(user.admin)
                .push_bind(&user.theme)
                .push_bind(user.password_updated_at)
                .push_bind(user.require_password_update)
                .push_bind(derived::folded(user))
                .push_bind(derived::facets(user))
                .push_bind(user.version)
                .push_bind(user.created_at)
                .push_bind(user.updated_at)
                .push_bind(user.deleted_at)
                .push_bind(user.deleted_by.as_deref())
                .push_bind(user.deleted_at.is_none());
        });
        let added = query.push(" RETURNING user_id, id").build_query_as().fetch_all(c).await;
        added.on_unique("users", "user_id", taken).on_unique("users", "email_identity", taken)
    })
    .into_domain()
}

fn taken() -> Error {
    Error::id_taken("", "Somebody has taken an ID or an address meanwhile.").because("a unique key is violated")
}

/// Adds the password hashes of new users.
pub async fn insert_hashes(tx: &mut Tx, hashes: &[(i64, &str)], now: Timestamp) -> Result<()> {
    if hashes.is_empty() {
        return Ok(());
    }
    on!(tx, c => {
        let mut query = QueryBuilder::new("INSERT INTO credentials (user_key, password_hash, updated_at) ");
        query.push_values(hashes, |mut row, (key, hash)| {
            row.push_bind(*key).push_bind(*hash).push_bind(now);
        });
        query.build().execute(c).await.map(|_| ())
    })
    .into_domain()
}

/// Adds the attributes of new users.
pub async fn insert_attributes(tx: &mut Tx, attributes: &[(i64, &Attributes)]) -> Result<()> {
    let pairs: Vec<_> = attributes.iter().flat_map(|(key, all)| all.iter().map(move |pair| (*key, pair))).collect();
    for some in pairs.chunks(1000) {
        on!(tx, c => {
            let mut query = QueryBuilder::new("INSERT INTO user_attributes (user_key, key, value, folded) ");
            query.push_values(some, |mut row, (user, (key, value))| {
                row.push_bind(*user).push_bind(*key).push_bind(*value).push_bind(fold(value));
            });
            query.build().execute(c).await.map(|_| ())
        })
        .into_domain()?;
    }
    Ok(())
}
