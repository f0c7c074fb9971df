//! The conditions of a filter as SQL.

use domain::terms::{Condition, Pattern, Span, Term, TextField, TimeField};

use crate::select::{Bind, Select, literal};

impl Select {
    /// Adds them to the conditions there are.
    pub(crate) fn terms(&mut self, terms: &[Term]) -> &mut Self {
        for term in terms {
            self.text(if term.negated { " AND NOT (" } else { " AND (" }).condition(&term.condition).text(")");
        }
        self
    }

    /// A condition that is true or false of everybody, never unknown, so that its opposite holds for all others.
    fn condition(&mut self, condition: &Condition) -> &mut Self {
        match condition {
            Condition::State(states) => self.one_of(states),
            Condition::Admin(yes) => self.text("admin = ").bind(Bind::Bool(*yes)),
            Condition::Validated(true) => self.text("primary_email_address_validated_at IS NOT NULL"),
            Condition::Validated(false) => self.text("primary_email_address_validated_at IS NULL"),
            Condition::Text(field, pattern) => self.text_like(*field, pattern),
            Condition::Attribute(key, pattern) => {
                self.text("id IN (SELECT user_key FROM user_attributes WHERE key = ").bind(Bind::Text(key.clone()));
                self.text(" AND ").column_like("folded", pattern).text(")")
            }
            Condition::Time(TimeField::Created, span) => self.within("created_at", *span),
            Condition::Time(TimeField::Updated, span) => self.within("updated_at", *span),
            Condition::Time(TimeField::Expires, span) => self.within("COALESCE(expires_at, -1)", *span),
            Condition::Time(TimeField::Deleted, span) => self.within("COALESCE(deleted_at, -1)", *span),
        }
    }

    fn text_like(&mut self, field: TextField, pattern: &Pattern) -> &mut Self {
        match field {
            TextField::UserId => self.column_like("user_id", pattern),
            TextField::Email => self.column_like("email_identity", pattern),
            TextField::Name => self.name_like(like(pattern)),
            TextField::Description => self.description_like(like(pattern)),
            TextField::Any => {
                self.column_like("user_id", pattern).text(" OR ").column_like("email_identity", pattern).text(" OR ");
                self.name_like(like(pattern)).text(" OR ").description_like(like(pattern))
            }
        }
    }

    fn column_like(&mut self, column: &str, pattern: &Pattern) -> &mut Self {
        self.text(column).text(" LIKE ").bind(like(pattern)).text(r" ESCAPE '\'")
    }

    /// Within a span of time; who has no such time has -1.
    fn within(&mut self, column: &str, span: Span) -> &mut Self {
        self.text(column).text(" >= ").bind(Bind::Int(span.from.map_or(0, |from| from.micros().max(0))));
        if let Some(before) = span.before {
            self.text(" AND ").text(column).text(" < ").bind(Bind::Int(before.micros()));
        }
        self
    }
}

/// As LIKE has it.
fn like(pattern: &Pattern) -> Bind {
    let pieces: Vec<_> = pattern.pieces().map(literal).collect();
    Bind::Text(pieces.join("%"))
}
