//! The fields of a user: from one table come the flags that select them and the flags that set them.

mod assign;
mod select;

pub(crate) use self::{
    assign::{Assign, pair},
    select::Select,
};

/// How a field is given on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Only the server sets it.
    Shown,
    Text,
    Switch,
    Time,
    Pairs,
    /// A value of this enum.
    Enum(&'static str),
}

/// A field: its path, how it is set, and what it is.
struct Field {
    path: &'static str,
    kind: Kind,
    what: &'static str,
}

const fn field(path: &'static str, kind: Kind, what: &'static str) -> Field {
    Field { path, kind, what }
}

const STATE: &str = "ttn.lorawan.v3.State";
const THEME: &str = "ttn.lorawan.v3.ConsoleTheme";

const FIELDS: &[Field] = &[
    field("deleted_at", Kind::Shown, "when the user was deleted"),
    field("name", Kind::Text, "the name"),
    field("description", Kind::Text, "the description"),
    field(
        "attributes",
        Kind::Pairs,
        "notes, in place of all others: KEY=VALUE, more of them behind commas; none with an empty text",
    ),
    field("contact_info", Kind::Shown, "ways to get in touch"),
    field("primary_email_address", Kind::Text, "the e-mail address"),
    field("primary_email_address_validated_at", Kind::Time, "when the address was validated"),
    field("password", Kind::Text, "the password; better typed at the prompt"),
    field("password_updated_at", Kind::Shown, "when the password was changed"),
    field("require_password_update", Kind::Switch, "whether another password has to be chosen"),
    field("state", Kind::Enum(STATE), "the state: requested, approved, rejected, flagged or suspended"),
    field("state_description", Kind::Text, "why it is that"),
    field("admin", Kind::Switch, "whether the user is an admin"),
    field("temporary_password", Kind::Text, "a password that is good for changing it"),
    field("temporary_password_created_at", Kind::Shown, "when it was made"),
    field("temporary_password_expires_at", Kind::Shown, "until when it is good"),
    field("profile_picture", Kind::Shown, "the picture"),
    field("console_preferences", Kind::Shown, "how the console looks"),
    field("console_preferences.console_theme", Kind::Enum(THEME), "its colours: system, light or dark"),
    field("console_preferences.dashboard_layouts", Kind::Shown, "its lists"),
    field("console_preferences.sort_by", Kind::Shown, "their order"),
];

/// What no server answers.
const NEVER_SHOWN: [&str; 2] = ["password", "temporary_password"];

fn flag_name(path: &str) -> String {
    path.replace('_', "-")
}

#[cfg(test)]
mod tests {
    use prost_reflect::Kind as Described;

    use super::*;

    /// The field at a path, as the files of the API have it.
    fn described(path: &str) -> Described {
        let mut kind = Described::Message(proto::brief_pool().get_message_by_name("ttn.lorawan.v3.User").unwrap());
        for name in path.split('.') {
            let field = kind.as_message().and_then(|of| of.get_field_by_name(name));
            kind = field.unwrap_or_else(|| panic!("{path}")).kind();
        }
        kind
    }

    #[test]
    fn every_field_of_the_table_is_one_of_the_api_and_of_the_kind_it_has_there() {
        for field in FIELDS {
            let described = described(field.path);
            let fits = match field.kind {
                Kind::Shown => true,
                Kind::Text => described == Described::String,
                Kind::Switch => described == Described::Bool,
                Kind::Time => described.as_message().is_some_and(|of| of.full_name() == "google.protobuf.Timestamp"),
                Kind::Pairs => described.as_message().is_some_and(prost_reflect::MessageDescriptor::is_map_entry),
                Kind::Enum(name) => described.as_enum().is_some_and(|of| of.full_name() == name),
            };
            assert!(fits, "{}", field.path);
        }
    }
}
