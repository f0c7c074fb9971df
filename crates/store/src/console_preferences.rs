//! How users like lists in consoles; apart from their rows, since few ever set it.

use std::collections::HashMap;

use domain::Result;

use crate::{Tx, by_keys::of_users, error::IntoDomain as _};

/// Replaces what a user likes, as the API encodes it.
pub async fn set(tx: &mut Tx, user: i64, preferences: &[u8]) -> Result<()> {
    const SQL: &str = "INSERT INTO console_preferences (user_key, preferences) VALUES ($1, $2) \
                       ON CONFLICT (user_key) DO UPDATE SET preferences = excluded.preferences";
    on!(tx, c => sqlx::query(SQL).bind(user).bind(preferences).execute(c).await.map(|_| ())).into_domain()
}

/// What a user likes, if they ever said.
pub async fn get(tx: &mut Tx, user: i64) -> Result<Option<Vec<u8>>> {
    const SQL: &str = "SELECT preferences FROM console_preferences WHERE user_key = $1";
    on!(tx, c => sqlx::query_scalar(SQL).bind(user).fetch_optional(c).await).into_domain()
}

/// What some users like, by their keys; who never said is not there.
pub async fn get_many(tx: &mut Tx, users: &[i64]) -> Result<HashMap<i64, Vec<u8>>> {
    const SQL: &str = "SELECT user_key, preferences FROM console_preferences WHERE user_key IN";
    if users.is_empty() {
        return Ok(HashMap::new());
    }
    let pairs: Vec<(i64, Vec<u8>)> =
        on!(tx, c => of_users(SQL, users).build_query_as().fetch_all(c).await).into_domain()?;
    Ok(pairs.into_iter().collect())
}
