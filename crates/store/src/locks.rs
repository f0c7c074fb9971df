//! Rows that contenders lock before they check a condition over other rows.

use domain::Result;

use crate::{Tx, error::IntoDomain as _};

/// Makes everybody else wait who is about to change who is an admin, until the transaction ends.
///
/// In PostgreSQL's READ COMMITTED two transactions that each count the other's admin would both go on and leave
/// none; the row they share makes the second count after the first has ended.
pub async fn admins(tx: &mut Tx) -> Result<()> {
    const SQL: &str = "UPDATE locks SET taken = taken + 1 WHERE name = 'admins'";
    on!(tx, c => sqlx::query(SQL).execute(c).await.map(|_| ())).into_domain()
}

/// Claims the making of a seal until the transaction ends. Answers `false`, without waiting, while somebody else has it.
pub async fn try_seals(tx: &mut Tx) -> Result<bool> {
    const SQL: &str = "SELECT name FROM locks WHERE name = 'seals' FOR UPDATE SKIP LOCKED";
    match tx {
        // Whoever may write is alone anyway.
        Tx::Sqlite(_) => Ok(true),
        Tx::Postgres(tx) => {
            let claimed: Option<String> =
                postgres!(tx, c => sqlx::query_scalar(SQL).fetch_optional(c).await).into_domain()?;
            Ok(claimed.is_some())
        }
    }
}
