//! Pairs of an access and a refresh token.

use domain::{AccessToken, Page, Result, Rights, State, Timestamp, User, UserId};
use sqlx::FromRow;

use crate::{Tx, error::IntoDomain as _, users::columns};

/// Of which sessions something is.
#[derive(Clone, Copy, Debug)]
pub enum Sessions<'a> {
    /// Of this one.
    Only(&'a str),
    /// Of all but this one; an empty name spares none.
    AllBut(&'a str),
}

impl<'a> Sessions<'a> {
    /// The name, and whether it is the one that is meant.
    pub(crate) fn bound(self) -> (&'a str, bool) {
        match self {
            Self::Only(session_id) => (session_id, true),
            Self::AllBut(session_id) => (session_id, false),
        }
    }
}

/// A pair to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewToken<'a> {
    /// What is listed of it.
    pub token: &'a AccessToken,
    /// The name that all have that come of one code.
    pub family: &'a str,
    /// SHA-256 of the access token's secret.
    pub access_hash: &'a [u8],
    /// SHA-256 of the refresh token's secret.
    pub refresh_hash: &'a [u8],
    /// When the refresh token ends.
    pub refresh_expires_at: Timestamp,
    /// Whom it acts for.
    pub user: i64,
    /// The client's key.
    pub client: i64,
}

/// An access token that somebody shows, with its live user.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The token; its rights are those that the client still has.
    pub token: AccessToken,
    /// SHA-256 of its secret.
    pub secret_hash: Vec<u8>,
    /// Where the client stands.
    pub client_state: State,
    /// Its user.
    pub user: User,
}

/// A refresh token that somebody shows.
#[derive(Clone, Debug, FromRow)]
pub struct Refresh {
    /// SHA-256 of its secret.
    pub refresh_hash: Vec<u8>,
    /// The name that all have that come of one code.
    pub family: String,
    /// Whom it acts for.
    pub user_id: UserId,
    /// That user's key.
    pub user_key: i64,
    /// The client's key.
    pub client_key: i64,
    /// In which session the user agreed.
    pub session_id: String,
    /// When it ends.
    pub refresh_expires_at: Timestamp,
    /// When it was used.
    pub replaced_at: Option<Timestamp>,
}

#[derive(FromRow)]
struct Row {
    token_id: String,
    client_id: String,
    session_id: String,
    rights: i64,
    created_at: Timestamp,
    expires_at: Timestamp,
}

impl From<Row> for AccessToken {
    fn from(row: Row) -> Self {
        let Row { token_id, client_id, session_id, rights, created_at, expires_at } = row;
        Self { token_id, client_id, session_id, rights: Rights::from_bits(rights), created_at, expires_at }
    }
}

/// The columns of tokens are renamed where users have one of that name.
#[derive(FromRow)]
struct ResolvedRow {
    token_id: String,
    client_id: String,
    session_id: String,
    token_rights: i64,
    client_rights: i64,
    token_created_at: Timestamp,
    token_expires_at: Timestamp,
    access_hash: Vec<u8>,
    client_state: State,
    #[sqlx(flatten)]
    user: User,
}

/// Keeps a pair. The user must have let the client do something.
pub async fn insert(tx: &mut Tx, new: &NewToken<'_>) -> Result<()> {
    const SQL: &str = "INSERT INTO oauth_tokens (token_id, family, access_hash, refresh_hash, user_key, client_key, \
                       session_id, rights, created_at, expires_at, refresh_expires_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    on!(tx, c => sqlx::query(SQL)
        .bind(&new.token.token_id)
        .bind(new.family)
        .bind(new.access_hash)
        .bind(new.refresh_hash)
        .bind(new.user)
        .bind(new.client)
        .bind(&new.token.session_id)
        .bind(new.token.rights.bits())
        .bind(new.token.created_at)
        .bind(new.token.expires_at)
        .bind(new.refresh_expires_at)
        .execute(c)
        .await
        .map(|_| ()))
    .into_domain()
}

/// An access token by its public name with its live user, in one statement, since every call asks.
pub async fn resolve(tx: &mut Tx, token_id: &str) -> Result<Option<Resolved>> {
    const SQL: &str = concat!(
        "SELECT token_id, client_id, session_id, token_rights, client_rights, token_created_at, token_expires_at, \
         access_hash, client_state, ",
        columns!(),
        " FROM users JOIN (SELECT token_id, client_id, session_id, user_key, access_hash, \
         oauth_tokens.rights AS token_rights, oauth_clients.rights AS client_rights, \
         oauth_clients.state AS client_state, oauth_tokens.created_at AS token_created_at, \
         oauth_tokens.expires_at AS token_expires_at FROM oauth_tokens \
         JOIN oauth_clients ON oauth_clients.id = client_key WHERE token_id = $1 AND replaced_at IS NULL) AS token \
         ON token.user_key = users.id WHERE deleted_at IS NULL"
    );
    let row: Option<ResolvedRow> =
        on!(tx, c => sqlx::query_as(SQL).bind(token_id).fetch_optional(c).await).into_domain()?;
    Ok(row.map(|row| {
        let (granted, left) = (Rights::from_bits(row.token_rights), Rights::from_bits(row.client_rights));
        let token = AccessToken {
            token_id: row.token_id,
            client_id: row.client_id,
            session_id: row.session_id,
            // A client may have fewer rights than when the user agreed.
            rights: granted.within(left),
            created_at: row.token_created_at,
            expires_at: row.token_expires_at,
        };
        Resolved { token, secret_hash: row.access_hash, client_state: row.client_state, user: row.user }
    }))
}

/// A refresh token by its public name, used or not.
pub async fn get_refresh(tx: &mut Tx, token_id: &str) -> Result<Option<Refresh>> {
    const SQL: &str = "SELECT refresh_hash, family, users.user_id, user_key, client_key, session_id, \
                       refresh_expires_at, replaced_at FROM oauth_tokens JOIN users ON users.id = user_key \
                       WHERE token_id = $1";
    on!(tx, c => sqlx::query_as(SQL).bind(token_id).fetch_optional(c).await).into_domain()
}

/// Uses a refresh token, which ends its access token too. Of all who try, one does.
pub async fn replace(tx: &mut Tx, token_id: &str, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE oauth_tokens SET replaced_at = $1 \
                       WHERE token_id = $2 AND replaced_at IS NULL AND refresh_expires_at > $1";
    let rows =
        on!(tx, c => sqlx::query(SQL).bind(now).bind(token_id).execute(c).await.map(|done| done.rows_affected()));
    Ok(rows.into_domain()? == 1)
}

/// The statement of a page in an order.
macro_rules! page {
    ($order:literal) => {
        concat!(
            "SELECT token_id, client_id, session_id, oauth_tokens.rights, oauth_tokens.created_at, expires_at \
             FROM oauth_tokens JOIN oauth_clients ON oauth_clients.id = client_key \
             WHERE user_key = $1 AND client_id = $2 AND replaced_at IS NULL AND refresh_expires_at > $3 ORDER BY ",
            $order,
            " LIMIT $4 OFFSET $5"
        )
    };
}

/// One page of the pairs that a client has for a user and that have not ended, by time.
pub async fn list(
    tx: &mut Tx,
    (user, client_id): (i64, &str),
    now: Timestamp,
    descending: bool,
    page: Page,
) -> Result<Vec<AccessToken>> {
    let sql = if descending {
        page!("oauth_tokens.created_at DESC, token_id DESC")
    } else {
        page!("oauth_tokens.created_at, token_id")
    };
    let (limit, offset) = (i64::from(page.limit), page.offset());
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(sql)
        .bind(user)
        .bind(client_id)
        .bind(now)
        .bind(limit)
        .bind(offset)
        .fetch_all(c)
        .await)
    .into_domain()?;
    Ok(rows.into_iter().map(AccessToken::from).collect())
}

/// How many there are of them.
pub async fn count(tx: &mut Tx, user: i64, client_id: &str, now: Timestamp) -> Result<u64> {
    const SQL: &str = "SELECT count(*) FROM oauth_tokens JOIN oauth_clients ON oauth_clients.id = client_key \
                       WHERE user_key = $1 AND client_id = $2 AND replaced_at IS NULL AND refresh_expires_at > $3";
    let count: i64 =
        on!(tx, c => sqlx::query_scalar(SQL).bind(user).bind(client_id).bind(now).fetch_one(c).await).into_domain()?;
    Ok(count.unsigned_abs())
}

/// Ends one pair that a client has for a user. Answers whether there was one.
pub async fn delete(tx: &mut Tx, user: i64, client_id: &str, token_id: &str) -> Result<bool> {
    const SQL: &str = "DELETE FROM oauth_tokens WHERE user_key = $1 AND token_id = $2 AND replaced_at IS NULL \
                       AND client_key = (SELECT id FROM oauth_clients WHERE client_id = $3)";
    let rows = on!(tx, c => sqlx::query(SQL)
        .bind(user)
        .bind(token_id)
        .bind(client_id)
        .execute(c)
        .await
        .map(|done| done.rows_affected()));
    Ok(rows.into_domain()? == 1)
}

/// Ends everything that came of one code. Answers how many pairs were good until now.
pub async fn delete_family(tx: &mut Tx, family: &str) -> Result<u64> {
    const SQL: &str = "DELETE FROM oauth_tokens WHERE family = $1";
    on!(tx, c => sqlx::query(SQL).bind(family).execute(c).await.map(|done| done.rows_affected())).into_domain()
}

/// Ends the pairs of a user that come of some sessions.
pub async fn delete_all(tx: &mut Tx, user: i64, sessions: Sessions<'_>) -> Result<()> {
    const SQL: &str = "DELETE FROM oauth_tokens WHERE user_key = $1 AND (session_id = $2) = $3";
    let (session_id, only) = sessions.bound();
    on!(tx, c => sqlx::query(SQL).bind(user).bind(session_id).bind(only).execute(c).await.map(|_| ())).into_domain()
}

/// Ends the oldest pairs that a client has for a user beyond so many.
pub async fn delete_oldest(tx: &mut Tx, user: i64, client: i64, kept: u32) -> Result<()> {
    const SQL: &str = "DELETE FROM oauth_tokens WHERE user_key = $1 AND client_key = $2 AND token_id IN \
                       (SELECT token_id FROM oauth_tokens WHERE user_key = $1 AND client_key = $2 \
                       AND replaced_at IS NULL ORDER BY created_at DESC, token_id DESC LIMIT $4 OFFSET $3)";
    // SQLite has no OFFSET without a LIMIT.
    const ANY: i64 = 1_000_000;
    on!(tx, c => sqlx::query(SQL).bind(user).bind(client).bind(i64::from(kept)).bind(ANY).execute(c).await.map(|_| ()))
        .into_domain()
}

/// Removes pairs whose refresh token has ended before a moment.
pub async fn delete_before(tx: &mut Tx, before: Timestamp) -> Result<()> {
    const SQL: &str = "DELETE FROM oauth_tokens WHERE refresh_expires_at <= $1";
    on!(tx, c => sqlx::query(SQL).bind(before).execute(c).await.map(|_| ())).into_domain()
}
