//! The one place where SQL is put together at run time: conditions and orders of the list of users.
//! Only constants become text; every value is bound.

use domain::{Order, OrderKey, UserFilter, fold::fold};

/// A value for the placeholder of the same position.
#[derive(Clone, Debug)]
pub(crate) enum Bind {
    Text(String),
    Int(i64),
}

/// Conditions with their values.
#[derive(Debug)]
pub(crate) struct Conditions {
    pub(crate) sql: String,
    pub(crate) binds: Vec<Bind>,
}

impl Conditions {
    pub(crate) fn of(filter: &UserFilter) -> Self {
        let deleted = if filter.deleted { "deleted_at IS NOT NULL" } else { "deleted_at IS NULL" };
        let mut conditions = Self { sql: deleted.to_owned(), binds: Vec::new() };
        let query = fold(filter.query.trim());
        if !query.is_empty() {
            conditions.add("search LIKE $ ESCAPE '\\'", Bind::Text(format!("%{}%", literal(&query))));
        }
        if let Some(state) = filter.state {
            conditions.add("state = $", Bind::Int(state as i64));
        }
        conditions
    }

    /// Adds a condition with one placeholder, written `$`.
    fn add(&mut self, condition: &'static str, value: Bind) {
        self.binds.push(value);
        let placeholder = format!("${}", self.binds.len());
        self.sql.push_str(" AND ");
        self.sql.push_str(&condition.replace('$', &placeholder));
    }
}

/// In a pattern of LIKE, `%` and `_` are ordinary characters only behind the escape.
fn literal(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// `ORDER BY` of an order; ties are broken by ID in the same direction, and empty names come last going up.
pub(crate) fn order_by(order: Order) -> String {
    let direction = if order.descending { "DESC" } else { "ASC" };
    let keys: &[&str] = match order.key {
        OrderKey::UserId => &[],
        OrderKey::Name => &["(name = '')", "name"],
        OrderKey::Email => &["primary_email_address"],
        OrderKey::State => &["state"],
        OrderKey::Admin => &["admin"],
        OrderKey::CreatedAt => &["created_at"],
        OrderKey::DeletedAt => &["deleted_at"],
    };
    let keys: Vec<_> = keys.iter().chain(&["user_id"]).map(|key| format!("{key} {direction}")).collect();
    keys.join(", ")
}

/// Binds values of mixed types to a query, in their order.
macro_rules! bind_all {
    ($query:expr, $binds:expr) => {{
        let mut query = $query;
        for bind in $binds {
            query = match bind {
                $crate::select::Bind::Text(text) => query.bind(text.clone()),
                $crate::select::Bind::Int(number) => query.bind(*number),
            };
        }
        query
    }};
}
pub(crate) use bind_all;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_becomes_text() {
        let filter = UserFilter { query: "'; DROP TABLE users; --".into(), ..UserFilter::default() };
        let conditions = Conditions::of(&filter);
        assert_eq!(conditions.sql, "deleted_at IS NULL AND search LIKE $1 ESCAPE '\\'");
        assert_eq!(conditions.binds.len(), 1);
    }

    #[test]
    fn wildcards_are_ordinary_characters() {
        assert_eq!(literal(r"50%_\"), r"50\%\_\\");
    }
}
