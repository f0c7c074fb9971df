//! Rights: what a credential may do. Numbers and names are the contract's (§1.4).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// One right, by its number in the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Right(u8);

impl Right {
    /// To read what is not public of a user.
    pub const USER_INFO: Self = Self(1);
    /// To change a user's name, address and the like.
    pub const USER_SETTINGS_BASIC: Self = Self(2);
    /// To see and change a user's API keys.
    pub const USER_SETTINGS_API_KEYS: Self = Self(3);
    /// To delete a user.
    pub const USER_DELETE: Self = Self(4);
    /// To see and end what a user has granted to OAuth clients.
    pub const USER_AUTHORIZED_CLIENTS: Self = Self(5);
    /// Everything that can be done to a user.
    pub const USER_ALL: Self = Self(14);
    /// To invite users.
    pub const SEND_INVITES: Self = Self(54);
    /// Everything.
    pub const ALL: Self = Self(55);
    /// To read a user's notifications.
    pub const USER_NOTIFICATIONS_READ: Self = Self(59);

    /// The right of a number.
    pub fn from_number(number: i32) -> Option<Self> {
        u8::try_from(number).ok().filter(|number| usize::from(*number) < NAMES.len()).map(Self)
    }

    /// Its number.
    pub fn number(self) -> i32 {
        self.0.into()
    }

    /// Its name, for example `RIGHT_USER_INFO`.
    pub fn name(self) -> &'static str {
        NAMES.get(usize::from(self.0)).copied().unwrap_or_default()
    }

    /// Reads a name, with or without `RIGHT_`.
    ///
    /// # Errors
    /// A field error at `rights`.
    pub fn parse(name: &str) -> Result<Self> {
        let found =
            (0..64).map(Self).find(|right| right.name() == name || right.name().strip_prefix("RIGHT_") == Some(name));
        found.ok_or_else(|| {
            Error::invalid("rights", format!("There is no right “{name}”. Use names like RIGHT_USER_INFO."))
        })
    }
}

/// Reads names of rights, with spaces, commas or lines between.
///
/// # Errors
/// A field error at `rights`.
pub fn parse_names(text: &str) -> Result<Rights> {
    text.split([' ', ',', '\r', '\n']).filter(|name| !name.is_empty()).map(Right::parse).collect()
}

impl fmt::Display for Right {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A set of rights; one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rights(u64);

impl Rights {
    /// No right.
    pub const NONE: Self = Self(0);
    /// Every right there is.
    pub const ALL: Self = Self(!1);

    /// The set that is stored as a number.
    pub const fn from_bits(bits: i64) -> Self {
        Self(bits.cast_unsigned())
    }

    /// The number by which the set is stored.
    pub const fn bits(self) -> i64 {
        self.0.cast_signed()
    }

    /// Whether a right is among them.
    pub const fn contains(self, right: Right) -> bool {
        self.0 & (1 << right.0) != 0
    }

    /// Whether all of `others` are among them.
    pub const fn contains_all(self, others: Self) -> bool {
        others.without(self).is_empty()
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those of either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those of both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those that are not among the others.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The same, as far as they are not more than others, with what these imply.
    #[must_use]
    pub fn within(self, others: Self) -> Self {
        if others.contains_all(self) { self } else { self.implied().intersection(others.implied()) }
    }

    /// The rights, sorted by number.
    pub fn iter(self) -> impl Iterator<Item = Right> {
        (0..64).map(Right).filter(move |right| self.contains(*right))
    }

    /// All whose name fulfils a condition.
    fn of(condition: impl Fn(&str) -> bool) -> Self {
        Self::ALL.iter().filter(|right| condition(right.name())).collect()
    }

    /// Everything that can be done to users.
    pub fn of_users() -> Self {
        Self::of(|name| name.starts_with("RIGHT_USER_"))
    }

    /// What can be done to one entity of any kind, and so what [`crate::Right`]s on a user can be at most.
    pub fn of_entities() -> Self {
        Self::of(|name| name != "RIGHT_ALL" && name != "RIGHT_SEND_INVITES")
    }

    /// What admins may do to everybody: neither to see secrets, nor to pass everything on.
    pub fn of_admins() -> Self {
        Self::of(|name| !name.ends_with("_KEYS") && !name.ends_with("_ALL"))
    }

    /// The set with everything that its members imply; one step, as the contract has it.
    #[must_use]
    pub fn implied(self) -> Self {
        self.iter().map(implied_by).fold(self, Self::union)
    }
}

impl FromIterator<Right> for Rights {
    fn from_iter<I: IntoIterator<Item = Right>>(rights: I) -> Self {
        rights.into_iter().fold(Self::NONE, |set, right| Self(set.0 | 1 << right.0))
    }
}

fn implied_by(right: Right) -> Rights {
    let prefix = |prefix: &'static str| Rights::of(move |name| name.starts_with(prefix));
    let named = |names: &'static [&'static str]| Rights::of(move |name| names.contains(&name));
    match right.name() {
        "RIGHT_USER_ALL" => Rights::of_users(),
        "RIGHT_APPLICATION_ALL" => prefix("RIGHT_APPLICATION_"),
        "RIGHT_CLIENT_ALL" => prefix("RIGHT_CLIENT_"),
        "RIGHT_GATEWAY_ALL" => prefix("RIGHT_GATEWAY_"),
        "RIGHT_ORGANIZATION_ALL" => prefix("RIGHT_ORGANIZATION_"),
        "RIGHT_APPLICATION_LINK" => {
            named(&["RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_TRAFFIC_READ", "RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE"])
        }
        "RIGHT_GATEWAY_LINK" => named(&["RIGHT_GATEWAY_INFO"]),
        "RIGHT_ALL" => Rights::ALL,
        _ => Rights::NONE,
    }
}

const NAMES: [&str; 64] = [
    "right_invalid",
    "RIGHT_USER_INFO",
    "RIGHT_USER_SETTINGS_BASIC",
    "RIGHT_USER_SETTINGS_API_KEYS",
    "RIGHT_USER_DELETE",
    "RIGHT_USER_AUTHORIZED_CLIENTS",
    "RIGHT_USER_APPLICATIONS_LIST",
    "RIGHT_USER_APPLICATIONS_CREATE",
    "RIGHT_USER_GATEWAYS_LIST",
    "RIGHT_USER_GATEWAYS_CREATE",
    "RIGHT_USER_CLIENTS_LIST",
    "RIGHT_USER_CLIENTS_CREATE",
    "RIGHT_USER_ORGANIZATIONS_LIST",
    "RIGHT_USER_ORGANIZATIONS_CREATE",
    "RIGHT_USER_ALL",
    "RIGHT_APPLICATION_INFO",
    "RIGHT_APPLICATION_SETTINGS_BASIC",
    "RIGHT_APPLICATION_SETTINGS_API_KEYS",
    "RIGHT_APPLICATION_SETTINGS_COLLABORATORS",
    "RIGHT_APPLICATION_DELETE",
    "RIGHT_APPLICATION_DEVICES_READ",
    "RIGHT_APPLICATION_DEVICES_WRITE",
    "RIGHT_APPLICATION_DEVICES_READ_KEYS",
    "RIGHT_APPLICATION_DEVICES_WRITE_KEYS",
    "RIGHT_APPLICATION_TRAFFIC_READ",
    "RIGHT_APPLICATION_TRAFFIC_UP_WRITE",
    "RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE",
    "RIGHT_APPLICATION_LINK",
    "RIGHT_APPLICATION_ALL",
    "RIGHT_CLIENT_ALL",
    "RIGHT_GATEWAY_INFO",
    "RIGHT_GATEWAY_SETTINGS_BASIC",
    "RIGHT_GATEWAY_SETTINGS_API_KEYS",
    "RIGHT_GATEWAY_SETTINGS_COLLABORATORS",
    "RIGHT_GATEWAY_DELETE",
    "RIGHT_GATEWAY_TRAFFIC_READ",
    "RIGHT_GATEWAY_TRAFFIC_DOWN_WRITE",
    "RIGHT_GATEWAY_LINK",
    "RIGHT_GATEWAY_STATUS_READ",
    "RIGHT_GATEWAY_LOCATION_READ",
    "RIGHT_GATEWAY_ALL",
    "RIGHT_ORGANIZATION_INFO",
    "RIGHT_ORGANIZATION_SETTINGS_BASIC",
    "RIGHT_ORGANIZATION_SETTINGS_API_KEYS",
    "RIGHT_ORGANIZATION_SETTINGS_MEMBERS",
    "RIGHT_ORGANIZATION_DELETE",
    "RIGHT_ORGANIZATION_APPLICATIONS_LIST",
    "RIGHT_ORGANIZATION_APPLICATIONS_CREATE",
    "RIGHT_ORGANIZATION_GATEWAYS_LIST",
    "RIGHT_ORGANIZATION_GATEWAYS_CREATE",
    "RIGHT_ORGANIZATION_CLIENTS_LIST",
    "RIGHT_ORGANIZATION_CLIENTS_CREATE",
    "RIGHT_ORGANIZATION_ADD_AS_COLLABORATOR",
    "RIGHT_ORGANIZATION_ALL",
    "RIGHT_SEND_INVITES",
    "RIGHT_ALL",
    "RIGHT_APPLICATION_SETTINGS_PACKAGES",
    "RIGHT_GATEWAY_WRITE_SECRETS",
    "RIGHT_GATEWAY_READ_SECRETS",
    "RIGHT_USER_NOTIFICATIONS_READ",
    "RIGHT_CLIENT_INFO",
    "RIGHT_CLIENT_SETTINGS_BASIC",
    "RIGHT_CLIENT_SETTINGS_COLLABORATORS",
    "RIGHT_CLIENT_DELETE",
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn set(names: &[&str]) -> Rights {
        names.iter().map(|name| Right::parse(name).unwrap()).collect()
    }

    #[test]
    fn constants_have_the_numbers_of_their_names() {
        for (right, name) in [
            (Right::USER_INFO, "RIGHT_USER_INFO"),
            (Right::USER_SETTINGS_BASIC, "RIGHT_USER_SETTINGS_BASIC"),
            (Right::USER_SETTINGS_API_KEYS, "RIGHT_USER_SETTINGS_API_KEYS"),
            (Right::USER_DELETE, "RIGHT_USER_DELETE"),
            (Right::USER_AUTHORIZED_CLIENTS, "RIGHT_USER_AUTHORIZED_CLIENTS"),
            (Right::USER_ALL, "RIGHT_USER_ALL"),
            (Right::SEND_INVITES, "RIGHT_SEND_INVITES"),
            (Right::ALL, "RIGHT_ALL"),
            (Right::USER_NOTIFICATIONS_READ, "RIGHT_USER_NOTIFICATIONS_READ"),
        ] {
            assert_eq!(right.name(), name);
            assert_eq!(Right::parse(name).unwrap(), right);
            assert_eq!(Right::from_number(right.number()), Some(right));
        }
        assert!(Right::parse("RIGHT_NONE").is_err() && Right::from_number(64).is_none());
    }

    #[test]
    fn admins_neither_see_keys_nor_pass_everything_on() {
        let admins = Rights::of_admins();
        assert!(admins.contains(Right::USER_INFO) && admins.contains(Right::SEND_INVITES));
        for right in [Right::USER_SETTINGS_API_KEYS, Right::USER_ALL, Right::ALL] {
            assert!(!admins.contains(right), "{right}");
        }
    }

    #[test]
    fn everything_of_users_are_fifteen_rights() {
        assert_eq!(Rights::of_users().iter().count(), 15);
        assert_eq!(set(&["USER_ALL"]).implied(), Rights::of_users());
        assert_eq!(set(&["ALL"]).implied(), Rights::ALL);
        assert_eq!(Rights::ALL.iter().count(), 63);
    }

    #[test]
    fn a_link_implies_no_more_than_it_needs() {
        let link = ["GATEWAY_LINK", "GATEWAY_INFO"];
        assert_eq!(set(&["GATEWAY_LINK"]).implied(), set(&link));
    }

    proptest! {
        #[test]
        fn sets_are_stored_as_they_are(bits in any::<i64>(), other in any::<i64>()) {
            let (set, other) = (Rights::from_bits(bits), Rights::from_bits(other));
            prop_assert_eq!(Rights::from_bits(set.bits()), set);
            prop_assert_eq!(set.iter().collect::<Rights>(), set);
            prop_assert!(set.union(other).contains_all(other) && set.contains_all(set.intersection(other)));
            prop_assert_eq!(set.contains_all(other), other.iter().all(|right| set.contains(right)));
        }
    }
}
