//! What is kept beside a user so that searches are fast: it follows from the other columns, and can be made again.

use domain::{State, User, filter, fold::fold};

/// Stands around each flag in `folded`: no text of a user holds control characters.
const AROUND: char = '\u{1}';
/// Stands before each flag in `facets`: with it a flag is longer than any beginning.
const BEFORE: &str = "@@";

/// The column `folded`: flags between name and description, where something has to stand anyway.
pub(crate) fn folded(user: &User) -> String {
    let flags: String = flags(user).into_iter().flat_map(|flag| [AROUND, flag]).collect();
    format!("{}{flags}{AROUND}{}", fold(&user.name), fold(&user.description))
}

/// The column `facets`: beginnings, then flags, spaces between.
pub(crate) fn facets(user: &User) -> String {
    let mut facets = filter::other_starts(user);
    facets.extend(flags(user).into_iter().map(flag_in_facets));
    facets.join(" ")
}

/// The flags of a user: the state, admins, deleted ones.
fn flags(user: &User) -> Vec<char> {
    let admin = user.admin.then_some(ADMIN);
    let deleted = user.deleted_at.map(|_| DELETED);
    [Some(state(user.state)), admin, deleted].into_iter().flatten().collect()
}

/// The flag of admins.
pub(crate) const ADMIN: char = 'a';
/// The flag of deleted users.
pub(crate) const DELETED: char = 'd';

/// What stands around the number of the state, and the flags of admins and of deleted users with what ends them: the flags of
/// a row, for a statement to put together.
pub(crate) fn flags_as_sql() -> (String, String, String) {
    (AROUND.to_string(), format!("{ADMIN}{AROUND}"), format!("{DELETED}{AROUND}"))
}

/// The flag of a state.
pub(crate) fn state(state: State) -> char {
    char::from(b'0' + state as u8)
}

/// A flag as it stands in `folded`: three characters, as many as the index needs.
pub(crate) fn flag_in_folded(flag: char) -> String {
    format!("{AROUND}{flag}{AROUND}")
}

/// A flag as it stands in `facets`.
pub(crate) fn flag_in_facets(flag: char) -> String {
    format!("{BEFORE}{flag}")
}
