//! Rows that are kept apart from users, of many users at once.

use sqlx::{Database, Encode, QueryBuilder, Type};

/// `select`, which ends before the list of the users' keys, with the list. There has to be one user at least.
pub(crate) fn of_users<DB: Database>(select: &str, users: &[i64]) -> QueryBuilder<DB>
where
    i64: for<'a> Encode<'a, DB> + Type<DB>,
{
    let mut query = QueryBuilder::new(select);
    let mut keys = query.push(" (").separated(", ");
    for user in users {
        keys.push_bind(*user);
    }
    query.push(")");
    query
}
