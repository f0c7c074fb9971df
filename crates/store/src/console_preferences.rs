//! How users like lists in consoles; apart from their rows, since few ever set it.

use domain::Result;

use crate::{Tx, error::IntoDomain as _};

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
