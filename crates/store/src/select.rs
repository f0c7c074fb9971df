//! The one place where SQL is put together at run time: lists and counts of users; [`crate::needle`] adds what is
//! searched for. Only constants become text; every value is bound.

use domain::{Contains, Order, OrderKey, Page, State, UserFilter, UserId, filter::folded, fold::fold};

use crate::derived;

/// A value for the placeholder of the same position.
#[derive(Clone, Debug)]
pub(crate) enum Bind {
    Text(String),
    Int(i64),
    Bool(bool),
}

/// A piece of SQL with the values of all placeholders so far.
#[derive(Debug, Default)]
pub(crate) struct Select {
    pub(crate) sql: String,
    pub(crate) binds: Vec<Bind>,
}

/// How rows are cut out of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut {
    pub(crate) limit: i64,
    pub(crate) offset: i64,
}

impl From<Page> for Cut {
    fn from(page: Page) -> Self {
        Self { limit: page.limit.into(), offset: page.offset() }
    }
}

impl Select {
    /// The keys of users, whatever they are called.
    pub(crate) fn all(filter: &UserFilter, order: Order, cut: Cut) -> Self {
        let mut select = Self::default();
        select.text("SELECT id FROM users WHERE ").conditions(filter).cut(&order_by(filter, order), cut);
        select
    }

    /// The key of the user with this ID, if they match.
    pub(crate) fn one(filter: &UserFilter, user_id: &UserId) -> Self {
        let mut select = Self::default();
        select.text("SELECT id FROM users WHERE user_id = ").bind(Bind::Text(user_id.to_string()));
        select.text(" AND ").conditions(filter);
        select
    }

    /// The whole rows of the keys that `self` selects, in order.
    pub(crate) fn rows(mut self, columns: &str, filter: &UserFilter) -> Self {
        let order = order_by(filter, filter.order);
        self.sql = format!("SELECT {columns} FROM users WHERE id IN ({}) ORDER BY {order}", self.sql);
        self
    }

    /// The same, and beside each row how many there are in all, as an expression counts them.
    pub(crate) fn counted_rows(mut self, columns: &str, filter: &UserFilter, count: &str) -> Self {
        let order = order_by(filter, filter.order);
        self.sql =
            format!("SELECT {columns}, ({count}) AS matching FROM users WHERE id IN ({}) ORDER BY {order}", self.sql);
        self
    }

    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.sql.push_str(text);
        self
    }

    pub(crate) fn bind(&mut self, value: Bind) -> &mut Self {
        self.binds.push(value);
        let placeholder = format!("${}", self.binds.len());
        self.text(&placeholder)
    }

    pub(crate) fn conditions(&mut self, filter: &UserFilter) -> &mut Self {
        self.text(if filter.deleted { "deleted_at IS NOT NULL" } else { "live = TRUE" });
        if let Some(state) = filter.state {
            self.text(" AND state = ").bind(Bind::Int(state as i64));
        }
        if let Some(admin) = filter.admin {
            self.text(" AND admin = ").bind(Bind::Bool(admin));
        }
        if let Some(from) = filter.created_from {
            self.text(" AND created_at >= ").bind(Bind::Int(from.micros()));
        }
        if let Some(before) = filter.created_before {
            self.text(" AND created_at < ").bind(Bind::Int(before.micros()));
        }
        if let Some(user_id) = &filter.without {
            self.text(" AND user_id <> ").bind(Bind::Text(user_id.to_string()));
        }
        if !filter.states.is_empty() {
            self.text(" AND ").one_of(&filter.states);
        }
        self.contain(&filter.contains).terms(&filter.terms);
        for (key, part) in &filter.attributes {
            self.text(" AND id IN (SELECT user_key FROM user_attributes WHERE key = ").bind(Bind::Text(key.clone()));
            self.text(" AND folded LIKE ").bind(pattern(&fold(part))).text(r" ESCAPE '\')");
        }
        self
    }

    /// One of these states.
    pub(crate) fn one_of(&mut self, states: &[State]) -> &mut Self {
        self.text("state IN (");
        for (number, state) in states.iter().enumerate() {
            self.text(if number == 0 { "" } else { ", " }).bind(Bind::Int(*state as i64));
        }
        self.text(")")
    }

    /// Parts of single texts. The column `folded` is name, flags and description in a row; the flags tell them apart.
    fn contain(&mut self, contains: &Contains) -> &mut Self {
        if !contains.any.is_empty() {
            self.text(" AND (").like("user_id", &contains.any).text(" OR ").like("email_identity", &contains.any);
            self.text(" OR ").like_name(&contains.any).text(" OR ").like_description(&contains.any).text(")");
        }
        if !contains.user_id.is_empty() {
            self.text(" AND ").like("user_id", &contains.user_id);
        }
        if !contains.name.is_empty() {
            self.text(" AND ").like_name(&contains.name);
        }
        if !contains.description.is_empty() {
            self.text(" AND ").like_description(&contains.description);
        }
        self
    }

    fn like(&mut self, column: &str, part: &str) -> &mut Self {
        self.text(column).text(" LIKE ").bind(pattern(&folded(part))).text(r" ESCAPE '\'")
    }

    fn like_name(&mut self, part: &str) -> &mut Self {
        self.name_like(pattern(&folded(part)))
    }

    fn like_description(&mut self, part: &str) -> &mut Self {
        self.description_like(pattern(&folded(part)))
    }

    pub(crate) fn name_like(&mut self, pattern: Bind) -> &mut Self {
        self.text("folded LIKE ").bind(pattern).text(" || ").flags().text(r" || '%' ESCAPE '\'")
    }

    pub(crate) fn description_like(&mut self, pattern: Bind) -> &mut Self {
        self.text("folded LIKE '%' || ").flags().text(" || ").bind(pattern).text(r" ESCAPE '\'")
    }

    /// The flags of a row as they stand in `folded`.
    fn flags(&mut self) -> &mut Self {
        let (state, admin, deleted) = derived::flags_as_sql();
        self.bind(Bind::Text(state.clone())).text(" || CAST(state AS TEXT) || ").bind(Bind::Text(state));
        self.text(" || CASE WHEN admin THEN ").bind(Bind::Text(admin)).text(" ELSE '' END");
        self.text(" || CASE WHEN deleted_at IS NOT NULL THEN ").bind(Bind::Text(deleted)).text(" ELSE '' END")
    }

    pub(crate) fn cut(&mut self, order: &str, cut: Cut) -> &mut Self {
        self.text(" ORDER BY ").text(order).text(" LIMIT ").bind(Bind::Int(cut.limit));
        self.text(" OFFSET ").bind(Bind::Int(cut.offset))
    }
}

/// LIKE's way of looking for a part.
pub(crate) fn pattern(part: &str) -> Bind {
    Bind::Text(format!("%{}%", literal(part)))
}

/// In a pattern of LIKE, `%` and `_` are ordinary characters only behind the escape.
pub(crate) fn literal(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// `ORDER BY` of an order; of the same the older comes first going up, and empty names come last.
pub(crate) fn order_by(filter: &UserFilter, order: Order) -> String {
    let direction = if order.descending { "DESC" } else { "ASC" };
    let keys: &[&str] = match order.key {
        OrderKey::UserId => &["user_id"],
        OrderKey::Name => &["(name = '')", "name", "id"],
        // Of live users no two have the same, and the index that holds them apart is the order.
        OrderKey::Email if !filter.deleted => &["email_identity"],
        OrderKey::Email => &["email_identity", "id"],
        OrderKey::State => &["state", "id"],
        OrderKey::Admin => &["admin", "id"],
        OrderKey::CreatedAt => &["created_at", "id"],
        // Live users are all the same in it.
        OrderKey::DeletedAt if !filter.deleted => &["id"],
        OrderKey::DeletedAt => &["deleted_at", "id"],
    };
    let keys: Vec<_> = keys.iter().map(|key| format!("{key} {direction}")).collect();
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
                $crate::select::Bind::Bool(yes) => query.bind(*yes),
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
    fn wildcards_are_ordinary_characters() {
        assert_eq!(literal(r"50%_\"), r"50\%\_\\");
    }
}
