//! Rows of what belongs to users whose user is not there. The schema's foreign keys let none come about; somebody who works
//! on the tables by hand may switch these off.

use domain::Result;

use crate::{Tx, error::IntoDomain as _};

/// Each table with the statements that count and that remove its orphans.
macro_rules! tables {
    ($($table:literal),+) => {
        [$((
            $table,
            concat!("SELECT count(*) FROM ", $table, " WHERE user_key NOT IN (SELECT id FROM users)"),
            concat!("DELETE FROM ", $table, " WHERE user_key NOT IN (SELECT id FROM users)"),
        )),+]
    };
}
const TABLES: [(&str, &str, &str); 17] = tables!(
    "api_keys",
    "bookmarks",
    "console_preferences",
    "credentials",
    "devices",
    "email_validations",
    "login_tokens",
    "muted_notifications",
    "notifications",
    "oauth_authorizations",
    "oauth_codes",
    "oauth_tokens",
    "password_links",
    "pictures",
    "sessions",
    "temporary_passwords",
    "user_attributes"
);

/// How many each table has; tables without any are left out.
pub async fn count(tx: &mut Tx) -> Result<Vec<(&'static str, u64)>> {
    let mut found = Vec::new();
    for (table, sql, _) in TABLES {
        let orphans: i64 = on!(tx, c => sqlx::query_scalar(sql).fetch_one(c).await).into_domain()?;
        if orphans > 0 {
            found.push((table, orphans.unsigned_abs()));
        }
    }
    Ok(found)
}

/// Removes them.
pub async fn delete(tx: &mut Tx) -> Result<()> {
    for (_, _, sql) in TABLES {
        on!(tx, c => sqlx::query(sql).execute(c).await.map(|_| ())).into_domain()?;
    }
    Ok(())
}
