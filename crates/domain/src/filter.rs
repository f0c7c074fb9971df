//! Which users a list shows, and what a search looks for.

use crate::{Attributes, Error, Order, OrderKey, Result, State, Timestamp, User, UserId, fold::fold, terms::Term};

/// Which users a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserFilter {
    /// Deleted users only, instead of live ones only.
    pub deleted: bool,
    /// Text to be found, as [`Needle`] reads it; empty for all.
    pub query: String,
    /// Users in this state only.
    pub state: Option<State>,
    /// Admins only, or only others.
    pub admin: Option<bool>,
    /// Made at this time or later.
    pub created_from: Option<Timestamp>,
    /// Made before this time.
    pub created_before: Option<Timestamp>,
    /// Users who have each of these attributes, with a value that contains the text, compared as queries are.
    pub attributes: Attributes,
    /// Users in one of these states only; empty for any.
    pub states: Vec<State>,
    /// What texts of theirs contain.
    pub contains: Contains,
    /// What else users have to fulfil, all of it.
    pub terms: Vec<Term>,
    /// The order of the list.
    pub order: Order,
    /// Before the order goes what one who types an ID looks for: the user whose ID is the query; and of a list by ID, if one
    /// or two letters are searched for, those whose ID begins with them.
    pub ranked: bool,
    /// Everybody but this one.
    pub without: Option<UserId>,
}

/// Parts that texts of a user contain, compared as queries are; empty ones ask for nothing. Other than a query, each may be
/// of any length and stand anywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contains {
    /// Of ID, name, address or description.
    pub any: String,
    /// Of the ID.
    pub user_id: String,
    /// Of the name.
    pub name: String,
    /// Of the description.
    pub description: String,
}

impl Contains {
    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.texts().into_iter().all(|(_, text)| text.is_empty())
    }

    fn texts(&self) -> [(&'static str, &str); 4] {
        [
            ("query", &self.any),
            ("id_contains", &self.user_id),
            ("name_contains", &self.name),
            ("description_contains", &self.description),
        ]
    }
}

impl UserFilter {
    /// What is looked for in an index: the query, or else the longest part that all who match contain.
    pub fn needle(&self) -> Needle {
        let terms = self.terms.iter().filter_map(Term::contained);
        let parts = self.contains.texts().into_iter().map(|(_, text)| text).chain(terms).map(Needle::of);
        let longest = parts.filter_map(|needle| match needle {
            Needle::Part(part) => Some(part),
            Needle::All | Needle::Start(_) => None,
        });
        match Needle::of(&self.query) {
            Needle::All => longest.max_by_key(String::len).map_or(Needle::All, Needle::Part),
            needle => needle,
        }
    }

    /// Whether those whose ID begins with the query come first.
    pub fn own_first(&self) -> bool {
        self.ranked && self.order.key == OrderKey::UserId && matches!(self.needle(), Needle::Start(_))
    }

    /// The ID whose user comes first, if there is one.
    pub fn exact(&self) -> Option<UserId> {
        UserId::parse(&folded(&self.query)).ok().filter(|_| self.ranked)
    }

    /// The most characters of a query.
    pub const QUERY_MAX: usize = 50;

    /// Checks the query and the other texts: their length, and that nothing stands in it that no text of a user can hold.
    ///
    /// # Errors
    /// A field error at `query`, or at the field of the part.
    pub fn check(&self) -> Result<()> {
        let texts = self.contains.texts().into_iter().chain([("query", self.query.as_str())]);
        for (field, text) in texts {
            if text.chars().count() > Self::QUERY_MAX {
                return Err(Error::invalid(field, "Search for 50 characters at most."));
            }
            if text.chars().any(char::is_control) {
                return Err(Error::invalid(field, "Search for text without control characters."));
            }
        }
        Ok(())
    }
}

/// What a query looks for, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Needle {
    /// Nothing in particular: everybody matches.
    All,
    /// One or two letters: where the ID, a word of the name, or the address begins. Anywhere inside they would match
    /// nearly everybody.
    Start(String),
    /// Three letters or more, anywhere in ID, name, address or description.
    Part(String),
}

impl Needle {
    /// Reads a query.
    pub fn of(query: &str) -> Self {
        let folded = folded(query);
        match folded.chars().count() {
            0 => Self::All,
            1 | 2 => Self::Start(folded),
            _ => Self::Part(folded),
        }
    }
}

/// A query as it is compared. Spaces around it mean nothing, nor do those that some signs fold to.
pub fn folded(query: &str) -> String {
    fold(query).trim().to_owned()
}

/// Where [`Needle::Start`] finds a user, beside the ID: one and two letters of the words of the name and of the address,
/// without those of the ID. Sorted, each once.
pub fn other_starts(user: &User) -> Vec<String> {
    let (name, address) = (fold(&user.name), user.primary_email_address.identity());
    let words = name.split(|c: char| !c.is_alphanumeric()).chain([address.as_str()]);
    let starts = words.flat_map(|word| [1, 2].map(|letters| word.chars().take(letters).collect::<String>()));
    let id = user.user_id.as_str();
    let mut starts: Vec<_> = starts.filter(|start| !start.is_empty() && !id.starts_with(start.as_str())).collect();
    starts.sort_unstable();
    starts.dedup();
    starts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::user::tests::user;

    #[test]
    fn short_queries_look_at_beginnings() {
        assert_eq!(Needle::of("  "), Needle::All);
        assert_eq!(Needle::of("Ñ"), Needle::Start("n".into()));
        assert_eq!(Needle::of("ﬁ"), Needle::Start("fi".into()));
        assert_eq!(Needle::of(" Ada "), Needle::Part("ada".into()));
    }

    #[test]
    fn what_the_id_begins_with_is_no_other_start() {
        let user = User {
            name: "Your  c'Ñuño".into(),
            primary_email_address: crate::EmailAddress::parse("O@example.com").unwrap(),
            ..user()
        };
        assert_eq!(other_starts(&user), ["n", "nu", "o", "o@", "y", "yo"]);
    }

    #[test]
    fn queries_that_no_text_can_hold_are_refused() {
        let check = |query: &str| UserFilter { query: query.into(), ..UserFilter::default() }.check();
        assert!(check(&"ß".repeat(50)).is_ok());
        assert!(check(&"x".repeat(51)).is_err());
        assert!(check("a\nb").is_err() && check("a\u{1}").is_err());
    }
}
