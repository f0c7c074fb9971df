//! Programs that may ask users to act for them.

use domain::{Client, Error, NewClient, Result, Rights, State, Timestamp};
use sqlx::FromRow;

use crate::{
    Tx,
    error::{IntoDomain as _, OnUnique as _},
};

/// A client with what is kept of its secret.
#[derive(Clone, Debug)]
pub struct Stored {
    /// What may be shown.
    pub client: Client,
    /// SHA-256 of its secret, of a confidential one.
    pub secret_hash: Option<Vec<u8>>,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    client_id: String,
    name: String,
    description: String,
    secret_hash: Option<Vec<u8>>,
    redirect_uris: String,
    logout_redirect_uris: String,
    state: State,
    skip_authorization: bool,
    rights: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl From<Row> for Stored {
    fn from(row: Row) -> Self {
        // Written by us alone; who changes them by hand loses the addresses, so that nobody is sent anywhere.
        let uris = |json: &str| serde_json::from_str(json).unwrap_or_default();
        let client = Client {
            id: row.id,
            client_id: row.client_id,
            name: row.name,
            description: row.description,
            confidential: row.secret_hash.is_some(),
            redirect_uris: uris(&row.redirect_uris),
            logout_redirect_uris: uris(&row.logout_redirect_uris),
            state: row.state,
            skip_authorization: row.skip_authorization,
            rights: Rights::from_bits(row.rights),
            created_at: row.created_at,
            updated_at: row.updated_at,
        };
        Self { client, secret_hash: row.secret_hash }
    }
}

/// The columns that [`Row`] decodes from.
macro_rules! columns {
    () => {
        "id, client_id, name, description, secret_hash, redirect_uris, logout_redirect_uris, state, \
         skip_authorization, rights, created_at, updated_at"
    };
}

/// Keeps an approved client.
///
/// # Errors
/// Already exists, at `client_id`.
pub async fn insert(tx: &mut Tx, new: &NewClient, secret_hash: Option<&[u8]>, now: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO oauth_clients (client_id, name, description, secret_hash, redirect_uris, \
                       logout_redirect_uris, state, skip_authorization, rights, created_at, updated_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)";
    let json = |uris: &[String]| serde_json::to_string(uris).map_err(Error::internal);
    let (redirect_uris, logout_redirect_uris) = (json(&new.redirect_uris)?, json(&new.logout_redirect_uris)?);
    on!(tx, c => sqlx::query(SQL)
        .bind(&new.client_id)
        .bind(&new.name)
        .bind(&new.description)
        .bind(secret_hash)
        .bind(&redirect_uris)
        .bind(&logout_redirect_uris)
        .bind(State::Approved)
        .bind(new.skip_authorization)
        .bind(new.rights.bits())
        .bind(now)
        .execute(c)
        .await
        .on_unique("oauth_clients", "client_id", || Error::client_exists(&new.client_id))
        .map(|_| ()))
    .into_domain()
}

/// A client by its ID.
pub async fn get(tx: &mut Tx, client_id: &str) -> Result<Option<Stored>> {
    const SQL: &str = concat!("SELECT ", columns!(), " FROM oauth_clients WHERE client_id = $1");
    let row: Option<Row> = on!(tx, c => sqlx::query_as(SQL).bind(client_id).fetch_optional(c).await).into_domain()?;
    Ok(row.map(Stored::from))
}

/// All clients, by ID.
pub async fn list(tx: &mut Tx) -> Result<Vec<Client>> {
    const SQL: &str = concat!("SELECT ", columns!(), " FROM oauth_clients ORDER BY client_id");
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(SQL).fetch_all(c).await).into_domain()?;
    Ok(rows.into_iter().map(|row| Stored::from(row).client).collect())
}

/// Gives a client another state. Answers whether there is one.
pub async fn set_state(tx: &mut Tx, client_id: &str, state: State, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE oauth_clients SET state = $1, updated_at = $2 WHERE client_id = $3";
    let rows = on!(tx, c => sqlx::query(SQL).bind(state).bind(now).bind(client_id).execute(c).await.map(|done| done.rows_affected()));
    Ok(rows.into_domain()? == 1)
}

/// Removes a client with everything that users have let it do. Answers whether there was one.
pub async fn delete(tx: &mut Tx, client_id: &str) -> Result<bool> {
    const SQL: &str = "DELETE FROM oauth_clients WHERE client_id = $1";
    let rows = on!(tx, c => sqlx::query(SQL).bind(client_id).execute(c).await.map(|done| done.rows_affected()));
    Ok(rows.into_domain()? == 1)
}
