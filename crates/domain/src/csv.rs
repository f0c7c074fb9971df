//! Files of users as CSV: their columns, and values that a spreadsheet would take for formulas.

use std::borrow::Cow;

/// The columns of an export. Attributes follow, each with [`ATTRIBUTE`] before its key.
pub const EXPORTED: [&str; 10] = [
    "user_id",
    "name",
    "description",
    "primary_email_address",
    "primary_email_address_validated_at",
    "state",
    "state_description",
    "admin",
    "created_at",
    "deleted_at",
];
/// What only an import has.
pub const IMPORTED_ONLY: [&str; 3] = ["updated_at", "password", "password_hash"];
/// Before the key of an attribute in the name of its column.
pub const ATTRIBUTE: &str = "attributes.";

/// What a formula may begin with; the wide forms are the same to some programs.
const FORMULA: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];
const GUARD: char = '\'';

/// The value with an apostrophe before it where a spreadsheet would take it for a formula, or for one that is guarded.
pub fn guarded(value: &str) -> Cow<'_, str> {
    if value.starts_with(begins) { Cow::Owned(format!("{GUARD}{value}")) } else { Cow::Borrowed(value) }
}

/// The value that [`guarded`] was given; any other is as it was.
pub fn unguarded(value: &str) -> &str {
    value.strip_prefix(GUARD).filter(|rest| rest.starts_with(begins)).unwrap_or(value)
}

fn begins(c: char) -> bool {
    c == GUARD || FORMULA.contains(&c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_guarded_and_nothing_else() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\0=", "＝1", "'=1"] {
            assert_eq!(guarded(formula), format!("'{formula}"));
        }
        for plain in ["", "ada", "1-2", "a=b", " =1"] {
            assert_eq!(guarded(plain), plain);
        }
        assert_eq!(unguarded("'tis"), "'tis");
    }

    proptest! {
        #[test]
        fn what_is_guarded_comes_back(value in "['=+@a\t-]{0,4}") {
            let guarded = guarded(&value);
            prop_assert_eq!(unguarded(&guarded), value.as_str());
        }
    }
}
