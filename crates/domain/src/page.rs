//! Pages and orders of lists.

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// A numbered page of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// From 1.
    pub number: u32,
    /// Rows a page, 1 to [`Page::MAX_LIMIT`].
    pub limit: u32,
}

impl Page {
    /// The most rows of one page.
    pub const MAX_LIMIT: u32 = 1000;

    /// A page from what a caller wrote; 0 means the first page.
    ///
    /// # Errors
    /// A field error at `limit` or `page`; the row a page starts at must fit 32 bits.
    pub fn new(number: u32, limit: u32) -> Result<Self> {
        if !(1..=Self::MAX_LIMIT).contains(&limit) {
            return Err(Error::invalid("limit", "Ask for 1 to 1,000 rows a page."));
        }
        let number = number.max(1);
        if (number - 1).checked_mul(limit).is_none() {
            return Err(Error::invalid("page", "There is no such page."));
        }
        Ok(Self { number, limit })
    }

    /// How many rows stand before this page.
    pub fn offset(self) -> i64 {
        i64::from(self.number - 1) * i64::from(self.limit)
    }

    /// The number of the last page of `total` rows; 1 of none.
    pub fn last(total: u64, limit: u32) -> u32 {
        u32::try_from(total.div_ceil(u64::from(limit.max(1))).max(1)).unwrap_or(u32::MAX)
    }
}

/// What a list of users can be ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum OrderKey {
    /// By ID.
    #[default]
    UserId,
    /// By name; those without one come last.
    Name,
    /// By e-mail address.
    Email,
    /// By the number of the state.
    State,
    /// Users first, then admins.
    Admin,
    /// By time of creation.
    CreatedAt,
    /// By time of deletion (deleted users only).
    DeletedAt,
}

impl OrderKey {
    /// All keys.
    pub const ALL: [Self; 7] =
        [Self::UserId, Self::Name, Self::Email, Self::State, Self::Admin, Self::CreatedAt, Self::DeletedAt];

    /// The key as API and URL write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UserId => "user_id",
            Self::Name => "name",
            Self::Email => "primary_email_address",
            Self::State => "state",
            Self::Admin => "admin",
            Self::CreatedAt => "created_at",
            Self::DeletedAt => "deleted_at",
        }
    }
}

/// Whether an order as callers write it, `key` or `-key`, has the largest first, and the key.
pub fn direction(text: &str) -> (bool, &str) {
    text.strip_prefix('-').map_or((false, text), |key| (true, key))
}

/// An order: a key and a direction. Ties are broken by ID in the same direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// What to order by.
    pub key: OrderKey,
    /// Largest first.
    pub descending: bool,
}

impl Order {
    /// Reads `key` or `-key`; the empty text is the default order, by ID.
    ///
    /// # Errors
    /// A field error at `order`.
    pub fn parse(text: &str) -> Result<Self> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        let (descending, key) = direction(text);
        let key = OrderKey::ALL.into_iter().find(|candidate| candidate.as_str() == key);
        key.map(|key| Self { key, descending }).ok_or_else(|| {
            Error::invalid("order", "Order by user_id, name, primary_email_address, state, admin or created_at.")
        })
    }

    /// The text that [`Order::parse`] reads.
    pub fn to_text(self) -> String {
        format!("{}{}", if self.descending { "-" } else { "" }, self.key.as_str())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn page_times_limit_may_not_run_over() {
        assert_eq!(Page::new(0, 20).unwrap().offset(), 0);
        assert_eq!(Page::new(3, 20).unwrap().offset(), 40);
        assert!(Page::new(u32::MAX, 1000).is_err());
        assert!(Page::new(1, 0).is_err());
        assert!(Page::new(1, 1001).is_err());
    }

    #[test]
    fn orders_read_what_they_write() {
        for key in OrderKey::ALL {
            for descending in [false, true] {
                let order = Order { key, descending };
                assert_eq!(Order::parse(&order.to_text()).unwrap(), order);
            }
        }
        assert!(Order::parse("password").is_err());
    }

    proptest! {
        #[test]
        fn the_last_page_holds_the_last_row(total in 0u64..5_000_000, limit in 1u32..=1000) {
            let last = u64::from(Page::last(total, limit));
            prop_assert!((last - 1) * u64::from(limit) < total.max(1));
            prop_assert!(last * u64::from(limit) >= total);
        }
    }
}
