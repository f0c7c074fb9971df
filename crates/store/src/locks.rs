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
