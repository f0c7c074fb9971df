//! The fields of a user, as the API names them: who may see and who may change which (contract §1.8, §5.6).

use std::collections::BTreeMap;

use crate::{Attributes, Timestamp, User};

/// Who is concerned with a field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    /// Everybody who is known may see it; the user may change it.
    Public,
    /// Everybody who is known may see it; only admins may change it.
    PublicToAdmins,
    /// Only who may read the user sees it; the user may change it.
    Own,
    /// The same, and only admins may change it.
    Admins,
}

/// The fields by name, in the order in which a mask is checked.
const FIELDS: [(&str, Access); 20] = [
    ("admin", Access::PublicToAdmins),
    ("attributes", Access::Own),
    ("console_preferences", Access::Own),
    ("contact_info", Access::Public),
    ("created_at", Access::Public),
    ("deleted_at", Access::Public),
    ("description", Access::Public),
    ("ids", Access::Public),
    ("name", Access::Public),
    ("password_updated_at", Access::Own),
    ("primary_email_address", Access::Own),
    ("primary_email_address_validated_at", Access::Admins),
    ("profile_picture", Access::Public),
    ("require_password_update", Access::Admins),
    ("state", Access::PublicToAdmins),
    ("state_description", Access::Admins),
    ("temporary_password", Access::Admins),
    ("temporary_password_created_at", Access::Admins),
    ("temporary_password_expires_at", Access::Admins),
    ("updated_at", Access::Public),
];

/// A set of fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UserFields(u32);

impl UserFields {
    /// All of them.
    pub const ALL: Self = Self(u32::MAX >> (32 - FIELDS.len()));

    /// The fields that paths name, at any depth. What is no field is left out.
    pub fn of<'a>(paths: impl IntoIterator<Item = &'a str>) -> Self {
        paths.into_iter().fold(Self::default(), |fields, path| {
            let name = path.split('.').next().unwrap_or_default();
            Self(fields.0 | position(name).map_or(0, |position| 1 << position))
        })
    }

    /// Whether a field is among them.
    pub fn contains(self, name: &str) -> bool {
        position(name).is_some_and(|position| self.0 & 1 << position != 0)
    }

    /// The same with another one.
    #[must_use]
    pub fn with(self, name: &str) -> Self {
        Self(self.0 | Self::of([name]).0)
    }

    /// The same without one.
    #[must_use]
    pub fn without(self, name: &str) -> Self {
        Self(self.0 & !Self::of([name]).0)
    }

    /// Whether everybody who is known may see all of them.
    pub fn are_public(self) -> bool {
        self.names(|access| matches!(access, Access::Own | Access::Admins)).next().is_none()
    }

    /// The first of them that only admins may change.
    pub fn first_of_admins(self) -> Option<&'static str> {
        self.names(|access| matches!(access, Access::PublicToAdmins | Access::Admins)).next()
    }

    fn names(self, condition: impl Fn(Access) -> bool) -> impl Iterator<Item = &'static str> {
        let chosen =
            move |(position, (_, access)): &(usize, (&str, Access))| self.0 & 1 << position != 0 && condition(*access);
        FIELDS.into_iter().enumerate().filter(chosen).map(|(_, (name, _))| name)
    }
}

fn position(name: &str) -> Option<usize> {
    FIELDS.iter().position(|(field, _)| *field == name)
}

/// A user with what is kept apart from the row, as far as it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserRecord {
    /// The user.
    pub user: User,
    /// The fields that were asked for and may be seen.
    pub fields: UserFields,
    /// Their attributes.
    pub attributes: Attributes,
    /// When a temporary password was given, and when it ends.
    pub temporary_password: Option<(Timestamp, Timestamp)>,
    /// How they like lists in consoles, as the API encodes it.
    pub preferences: Option<Vec<u8>>,
    /// Where their picture is found, by its size in pixels; 0 stands for the largest.
    pub pictures: BTreeMap<i32, String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stranger_sees_what_is_public() {
        assert!(UserFields::of(["ids.user_id", "name", "state", "admin", "profile_picture.sizes"]).are_public());
        for private in ["primary_email_address", "attributes", "state_description", "console_preferences.sort_by"] {
            assert!(!UserFields::of(["name", private]).are_public(), "{private}");
        }
    }

    #[test]
    fn the_first_field_of_admins_is_the_first_by_name() {
        assert_eq!(UserFields::of(["state", "name", "admin"]).first_of_admins(), Some("admin"));
        assert_eq!(UserFields::of(["name", "attributes", "console_preferences"]).first_of_admins(), None);
    }

    #[test]
    fn fields_are_in_the_order_of_their_names() {
        assert!(FIELDS.is_sorted_by_key(|(name, _)| *name));
        assert!(UserFields::ALL.contains("updated_at") && UserFields::ALL.contains("admin"));
        assert!(!UserFields::ALL.without("state").contains("state"));
    }
}
