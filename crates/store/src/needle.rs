//! How each database is asked for what a search looks for.

use domain::{Needle, UserFilter};

use crate::{
    derived,
    select::{Bind, Cut, Select, order_by, pattern},
};

/// All that the orders look at.
const KEYS: &str = "id, user_id, name, email_identity, state, admin, created_at, deleted_at";
/// Comes after every letter of an ID.
const AFTER_LETTERS: char = '\u{7f}';

/// Which database is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

impl Select {
    /// The keys of matching users among the first `depth` of the list. All of them are there if `cut` is filled.
    pub(crate) fn probe(filter: &UserFilter, needle: &Needle, depth: i64, cut: Cut) -> Self {
        let order = order_by(filter, filter.order);
        let mut select = Self::default();
        select.text("SELECT id FROM (SELECT ").text(KEYS).text(", search, facets FROM users WHERE ").conditions(filter);
        select.cut(&order, Cut { limit: depth, offset: 0 }).text(") AS first WHERE ").matches(needle).cut(&order, cut);
        select
    }

    /// The keys of matching users whom the index of the database finds. For [`Needle::Start`] these are the others, unless
    /// `own` are wanted too.
    pub(crate) fn indexed(dialect: Dialect, filter: &UserFilter, needle: &Needle, own: bool, cut: Cut) -> Self {
        let mut select = Self::default();
        select.text("SELECT id FROM (");
        if let Needle::Start(start) = needle
            && own
        {
            select.own(dialect, KEYS, filter, start).text(" UNION ALL SELECT * FROM (");
            select.found(dialect, filter, needle).text(") AS others");
        } else {
            select.found(dialect, filter, needle);
        }
        select.text(") AS found WHERE true").cut(&order_by(filter, filter.order), cut);
        select
    }

    /// The same without `own`, on SQLite, for a great many: walks the list in its order until enough of them are met.
    pub(crate) fn walked(filter: &UserFilter, needle: &Needle, cut: Cut) -> Self {
        let mut select = Self::default();
        select.text("SELECT id FROM users WHERE ").conditions(filter);
        // The plus keeps SQLite from looking each of them up.
        select.text(" AND +id IN (SELECT rowid").in_fts(needle, phrase(needle)).text(")");
        select.cut(&order_by(filter, filter.order), cut);
        select
    }

    /// How many the index finds on SQLite, whoever they are, but not more than `limit`.
    pub(crate) fn estimate(needle: &Needle, limit: i64) -> Self {
        let mut select = Self::default();
        select.text("SELECT count(*) FROM (SELECT rowid").in_fts(needle, phrase(needle));
        select.text(" LIMIT ").bind(Bind::Int(limit)).text(")");
        select
    }

    /// On SQLite the whole rows of matching users whom the index finds, and beside each how many there are in all.
    pub(crate) fn found_counted(columns: &str, filter: &UserFilter, needle: &Needle, cut: Cut) -> Self {
        let mut select = Self::default();
        select.text("SELECT ").text(columns).text(", count(*) OVER () AS matching").by_fts(filter, needle);
        select.cut(&order_by(filter, filter.order), cut);
        select
    }

    /// The keys of users whose ID begins so.
    pub(crate) fn own_keys(dialect: Dialect, filter: &UserFilter, start: &str, cut: Cut) -> Self {
        let mut select = Self::default();
        select.own(dialect, "id", filter, start).cut(&order_by(filter, filter.order), cut);
        select
    }

    /// How many they are.
    pub(crate) fn count_own(dialect: Dialect, filter: &UserFilter, start: &str) -> Self {
        let mut select = Self::default();
        select.own(dialect, "count(*)", filter, start);
        select
    }

    /// The rows of matching users with a greater key than one.
    pub(crate) fn after(columns: &str, filter: &UserFilter, needle: &Needle, after: i64, limit: i64) -> Self {
        let mut select = Self::default();
        select.text("SELECT ").text(columns).text(" FROM users WHERE ").conditions(filter);
        select.text(" AND id > ").bind(Bind::Int(after)).text(" AND ").matches(needle);
        select.cut("id", Cut { limit, offset: 0 });
        select
    }

    /// How many users match.
    pub(crate) fn count(dialect: Dialect, filter: &UserFilter, needle: &Needle) -> Self {
        let mut select = Self::default();
        match needle {
            Needle::All => {
                select.text("SELECT count(*) FROM users WHERE ").conditions(filter);
            }
            Needle::Part(_) => {
                select.text("SELECT ").count_found(dialect, filter, needle);
            }
            Needle::Start(start) => {
                select.text("SELECT (").own(dialect, "count(*)", filter, start).text(") + ");
                select.count_found(dialect, filter, needle);
            }
        }
        select
    }

    fn count_found(&mut self, dialect: Dialect, filter: &UserFilter, needle: &Needle) -> &mut Self {
        let times = filter.created_from.is_some() || filter.created_before.is_some();
        let parts = !filter.states.is_empty() || !filter.contains.is_empty() || !filter.terms.is_empty();
        let flagged = !times && !parts && filter.attributes.is_empty() && filter.without.is_none();
        self.text("(SELECT count(*)");
        match dialect {
            // The index alone holds all that is asked.
            Dialect::Sqlite if flagged => self.in_fts(needle, with_flags(filter, needle)),
            Dialect::Sqlite => self.by_fts(filter, needle),
            Dialect::Postgres => self.by_gin(filter, needle),
        };
        self.text(")")
    }

    /// Users whose ID begins so.
    fn own(&mut self, dialect: Dialect, columns: &str, filter: &UserFilter, start: &str) -> &mut Self {
        self.text("SELECT ").text(columns).text(" FROM users");
        if dialect == Dialect::Sqlite && !filter.deleted {
            // Without statistics SQLite might walk the whole list in its order.
            self.text(" INDEXED BY users_live_user_id_idx");
        }
        self.text(" WHERE ").conditions(filter).text(" AND ").id_starts(start)
    }

    /// Users whom the index of letters or of facets finds.
    fn found(&mut self, dialect: Dialect, filter: &UserFilter, needle: &Needle) -> &mut Self {
        match dialect {
            Dialect::Sqlite => self.text("SELECT ").text(KEYS).by_fts(filter, needle),
            // Apart, since in one piece the planner might walk the list in its order, and find nothing for long.
            Dialect::Postgres => {
                self.text("WITH found AS MATERIALIZED (SELECT ").text(KEYS).by_gin(filter, needle);
                self.text(") SELECT * FROM found")
            }
        }
    }

    /// What SQLite's index holds of an expression, without looking at users.
    fn in_fts(&mut self, needle: &Needle, expression: String) -> &mut Self {
        let index = index(needle);
        self.text(" FROM ").text(index).text(" WHERE ").text(index).text(" MATCH ").bind(Bind::Text(expression))
    }

    /// By SQLite's index.
    fn by_fts(&mut self, filter: &UserFilter, needle: &Needle) -> &mut Self {
        let index = index(needle);
        // CROSS JOIN: the index comes first, and nothing that does not match is looked up.
        self.text(" FROM ").text(index).text(" CROSS JOIN users ON id = ").text(index).text(".rowid WHERE ");
        self.text(index).text(" MATCH ").bind(Bind::Text(phrase(needle))).text(" AND ").conditions(filter)
    }

    /// By PostgreSQL's.
    fn by_gin(&mut self, filter: &UserFilter, needle: &Needle) -> &mut Self {
        self.text(" FROM users WHERE ").conditions(filter).text(" AND ");
        match needle {
            Needle::Start(start) => {
                self.text("string_to_array(facets, ' ') @> ARRAY[").bind(Bind::Text(start.clone())).text("]")
            }
            Needle::All | Needle::Part(_) => self.matches(needle),
        }
    }

    /// The condition without an index.
    fn matches(&mut self, needle: &Needle) -> &mut Self {
        match needle {
            Needle::All => self.text("true"),
            Needle::Start(start) => {
                self.text("(").id_starts(start).text(" OR ' ' || facets || ' ' LIKE ");
                self.bind(pattern(&format!(" {start} "))).text(r" ESCAPE '\')")
            }
            Needle::Part(part) => self.text("search LIKE ").bind(pattern(part)).text(r" ESCAPE '\'"),
        }
    }

    fn id_starts(&mut self, start: &str) -> &mut Self {
        self.text("user_id >= ").bind(Bind::Text(start.to_owned()));
        self.text(" AND user_id < ").bind(Bind::Text(format!("{start}{AFTER_LETTERS}")))
    }
}

/// SQLite's index for a needle.
fn index(needle: &Needle) -> &'static str {
    match needle {
        Needle::Start(_) => "users_facets_fts",
        Needle::All | Needle::Part(_) => "users_search_fts",
    }
}

/// FTS5's way of looking for a needle.
fn phrase(needle: &Needle) -> String {
    match needle {
        Needle::All => String::new(),
        Needle::Start(text) | Needle::Part(text) => quoted(text),
    }
}

/// The same, and the flags that the filter asks for.
fn with_flags(filter: &UserFilter, needle: &Needle) -> String {
    let flag = |flag: char| match needle {
        Needle::Start(_) => quoted(&derived::flag_in_facets(flag)),
        Needle::All | Needle::Part(_) => quoted(&derived::flag_in_folded(flag)),
    };
    let flags = [
        filter.state.map(|state| (true, derived::state(state))),
        filter.admin.map(|admin| (admin, derived::ADMIN)),
        Some((filter.deleted, derived::DELETED)),
    ];
    let add = |expression, (wanted, letter)| {
        let operator = if wanted { "AND" } else { "NOT" };
        format!("({expression} {operator} {})", flag(letter))
    };
    flags.into_iter().flatten().fold(phrase(needle), add)
}

/// A string of FTS5, in which every character stands for itself.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_becomes_text() {
        for (dialect, query) in [Dialect::Sqlite, Dialect::Postgres].into_iter().zip(["'; DROP TABLE users; --", "'\""])
        {
            let filter = UserFilter { query: query.into(), ..UserFilter::default() };
            let needle = Needle::of(query);
            let cut = Cut { limit: 20, offset: 0 };
            for select in [
                Select::probe(&filter, &needle, 200, cut),
                Select::indexed(dialect, &filter, &needle, true, cut),
                Select::walked(&filter, &needle, cut),
                Select::estimate(&needle, 20),
                Select::found_counted("id", &filter, &needle, cut),
                Select::own_keys(dialect, &filter, query, cut),
                Select::count_own(dialect, &filter, query),
                Select::after("id", &filter, &needle, 0, 20),
                Select::count(dialect, &filter, &needle),
            ] {
                assert!(!select.sql.contains("DROP") && !select.sql.contains('"'), "{}", select.sql);
                assert!(select.sql.contains(&format!("${}", select.binds.len())), "{}", select.sql);
            }
        }
    }

    #[test]
    fn quotes_are_ordinary_characters() {
        assert_eq!(quoted("a\"b"), "\"a\"\"b\"");
    }
}
