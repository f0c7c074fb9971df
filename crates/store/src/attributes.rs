//! The attributes of users, apart from their rows: most users have none, and pages show none.

use std::collections::{BTreeSet, HashMap};

use domain::{Attributes, Result, fold::fold};

use crate::{Tx, by_keys::of_users, error::IntoDomain as _};

/// Replaces the attributes of a user.
pub async fn set(tx: &mut Tx, user: i64, attributes: &Attributes) -> Result<()> {
    const DELETE: &str = "DELETE FROM user_attributes WHERE user_key = $1";
    const INSERT: &str = "INSERT INTO user_attributes (user_key, key, value, folded) VALUES ($1, $2, $3, $4)";
    on!(tx, c => sqlx::query(DELETE).bind(user).execute(c).await.map(|_| ())).into_domain()?;
    for (key, value) in attributes {
        on!(tx, c => sqlx::query(INSERT).bind(user).bind(key).bind(value).bind(fold(value)).execute(c).await.map(|_| ()))
            .into_domain()?;
    }
    Ok(())
}

/// The attributes of a user.
pub async fn get(tx: &mut Tx, user: i64) -> Result<Attributes> {
    const SQL: &str = "SELECT key, value FROM user_attributes WHERE user_key = $1";
    let pairs: Vec<(String, String)> = on!(tx, c => sqlx::query_as(SQL).bind(user).fetch_all(c).await).into_domain()?;
    Ok(pairs.into_iter().collect())
}

/// The attributes of some users, by their keys; who has none is not there.
pub async fn get_many(tx: &mut Tx, users: &[i64]) -> Result<HashMap<i64, Attributes>> {
    const SQL: &str = "SELECT user_key, key, value FROM user_attributes WHERE user_key IN";
    let mut all: HashMap<i64, Attributes> = HashMap::new();
    if users.is_empty() {
        return Ok(all);
    }
    let triples: Vec<(i64, String, String)> =
        on!(tx, c => of_users(SQL, users).build_query_as().fetch_all(c).await).into_domain()?;
    for (user, key, value) in triples {
        all.entry(user).or_default().insert(key, value);
    }
    Ok(all)
}

/// The keys of all attributes that anybody has.
pub async fn keys(tx: &mut Tx) -> Result<BTreeSet<String>> {
    const SQL: &str = "SELECT DISTINCT key FROM user_attributes";
    let keys: Vec<String> = on!(tx, c => sqlx::query_scalar(SQL).fetch_all(c).await).into_domain()?;
    Ok(keys.into_iter().collect())
}
