//! Examples: made-up values for the names that fields have, put together as the messages are.

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor};

use proto::json::is_wrapper;

use super::{Node, list, object, schema, text};
use crate::rest::{bindings::Binding, json::node::number};

/// What strings look like, by the names of their fields.
const TEXTS: [(&str, &str); 41] = [
    ("access_token", "MFRGG.JBSWY3DPEHPK3PXP.GEZDGNBVGY3TQOJQ"),
    ("action", "user.update"),
    ("actor", "bob"),
    ("address", "alice@example.com"),
    ("application_id", "app-1"),
    ("client_id", "cli"),
    ("correlation_id", "5f1c0b7e2a9d4c3e8b6f0a1d2c3e4f50"),
    ("description", "Looks after the sensors on the roof"),
    ("device_id", "dev-1"),
    ("email", "alice@example.com"),
    ("emails", "alice@example.com"),
    ("gateway_id", "gtw-1"),
    ("id", "O5QDQF4ZZU6TQSKNIQ4AD2CR742MGCHKRQ4SVGQ"),
    ("id_contains", "al"),
    ("ids", "a77ce062-4615-4168-9e32-62749f064f8f"),
    ("invitation_token", "GEZDGNBVGY3TQOJQMFRGGZDFMZTWQ2LKNNWG23TPOBYXE43UOV3A"),
    ("key", "NNSXS.O5QDQF4ZZU6TQSKNIQ4AD2CR742MGCHKRQ4SVGQ.GEZDGNBVGY3TQOJQ"),
    ("key_id", "O5QDQF4ZZU6TQSKNIQ4AD2CR742MGCHKRQ4SVGQ"),
    ("message_format", "There is no user “alice”."),
    ("mime_type", "image/png"),
    ("name", "Alice"),
    ("name_contains", "ali"),
    ("namespace", "pkg/identityserver/store"),
    ("new", "nine quiet otters swim"),
    ("note", "See you on Monday"),
    ("notification_type", "api_key_created"),
    ("old", "correct horse battery staple"),
    ("organization_id", "org-1"),
    ("password", "correct horse battery staple"),
    ("pattern", "admin-*"),
    ("primary_email_address", "alice@example.com"),
    ("query", "ali"),
    ("reason", "For the team that runs the servers"),
    ("refresh_token", "NBSWY.JBSWY3DPEHPK3PXP.GEZDGNBVGY3TQOJQ"),
    ("request_id", "0f8c6d3b9e5a4c7d"),
    ("reserved_by", "bob"),
    ("session_id", "1d82d817-e506-445f-a616-8dc2dfec4e6e"),
    ("state_description", "Welcome"),
    ("token", "GEZDGNBVGY3TQOJQMFRGGZDFMZTWQ2LKNNWG23TPOBYXE43UOV3A"),
    ("user_id", "alice"),
    ("value", "alice@example.com"),
];

/// What a user brings along, and what is shown of one; everything would hide what matters.
const SENT: [&str; 5] = ["ids", "name", "primary_email_address", "password", "state"];
const SHOWN: [&str; 7] = ["ids", "created_at", "updated_at", "name", "primary_email_address", "state", "admin"];
/// What no example shows: it is refused, never answered, or a matter of its own.
const NEVER: [&str; 6] =
    ["deleted_at", "session_secret", "temporary_password", "description_contains", "accepted_at", "accepted_by"];

/// Whether an example is sent or answered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    In,
    Out,
    /// The one answer that shows a secret.
    Made,
}

/// The value of a parameter; nothing where anything will do.
pub(super) fn parameter(field: &FieldDescriptor) -> Option<Node> {
    if field.is_list() || field.is_map() {
        return None;
    }
    match field.kind() {
        Kind::Message(of) if of.full_name() == "google.protobuf.FieldMask" => Some(list(["name", "state"].map(text))),
        Kind::String | Kind::Uint32 => single(field, Way::In),
        _ => None,
    }
}

/// A body, without the fields that stand in the path.
pub(super) fn request(binding: &Binding, held: &[String]) -> Node {
    let input = binding.method.input();
    let Node::Object(mut members) = message(&input, Way::In) else { return Node::Null };
    members.retain(|(name, _)| !held.contains(name));
    // What is changed is named by the path, and nothing is changed that the mask leaves out.
    if let Some((_, mask)) = members.iter_mut().find(|(name, _)| name == "field_mask") {
        *mask = object([("paths", list([text("name")]))]);
        for (_, changed) in members.iter_mut().filter(|(name, _)| name == "user" || name == "api_key") {
            *changed = object([("name", text("Alice"))]);
        }
    }
    Node::Object(members)
}

/// An answer.
pub(super) fn response(method: &MethodDescriptor) -> Node {
    let shown = if method.name() == "CreateAPIKey" { Way::Made } else { Way::Out };
    message(&method.output(), shown)
}

fn message(of: &MessageDescriptor, way: Way) -> Node {
    let mut oneofs = Vec::new();
    let mut members = Vec::new();
    for field in proto::fields(of) {
        if !is_shown(of, &field, way) {
            continue;
        }
        if let Some(oneof) = field.containing_oneof() {
            let user = oneof.fields().any(|other| other.name() == "user_ids");
            if oneofs.contains(&oneof) || (user && field.name() != "user_ids") {
                continue;
            }
            oneofs.push(oneof);
        }
        if let Some(value) = value(&field, way) {
            members.push((field.name().to_owned(), value));
        }
    }
    Node::Object(members)
}

fn is_shown(of: &MessageDescriptor, field: &FieldDescriptor, way: Way) -> bool {
    let chosen = match (of.name(), way) {
        ("User", Way::In) => SENT.contains(&field.name()),
        ("User", _) => SHOWN.contains(&field.name()),
        ("APIKey", Way::Out) => field.name() != "key",
        ("ContactInfoValidation", Way::In) => matches!(field.name(), "id" | "token"),
        ("ContactInfoValidation" | "EmailValidation", _) => field.name() != "token",
        ("CreateInvitationsRequest", _) => matches!(field.name(), "emails" | "note" | "state"),
        ("CreateUserRequest" | "ImportUser", _) => field.name() == "user",
        ("ErrorDetails", _) => !matches!(field.name(), "cause" | "details" | "attributes"),
        ("ImportUsersRequest", _) => field.name() == "records",
        ("Reservation", Way::In) => matches!(field.name(), "pattern" | "reason" | "until"),
        ("UserSession" | "OAuthAccessToken", _) => !field.name().ends_with("_token"),
        _ => true,
    };
    chosen && !schema::is_deprecated(field) && !NEVER.contains(&field.name())
}

fn value(field: &FieldDescriptor, way: Way) -> Option<Node> {
    if field.is_map() {
        return None;
    }
    let one = single(field, way)?;
    Some(if field.is_list() { list([one]) } else { one })
}

fn single(field: &FieldDescriptor, way: Way) -> Option<Node> {
    Some(match field.kind() {
        Kind::String if field.name() == "name" && field.parent_message().name().contains("APIKey") => {
            text("Nightly export")
        }
        Kind::String if field.name() == "order" => text("-created_at"),
        Kind::String => text(TEXTS.iter().find(|(name, _)| *name == field.name())?.1),
        // Falsehood is what is left out.
        Kind::Bool if field.name() == "value" => Node::Bool(false),
        Kind::Bool if matches!(field.name(), "created" | "done" | "enabled" | "is_admin") => Node::Bool(true),
        Kind::Uint32 => number(match field.name() {
            "limit" => 20,
            "page" | "created" | "done" => 1,
            "code" => 5,
            _ => return None,
        }),
        Kind::Uint64 => text("4711"),
        Kind::Enum(of) => {
            let names = of.values().map(|value| value.name().to_owned()).collect::<Vec<_>>();
            // The first is zero, and left out of answers.
            text(names.get(1)?.clone())
        }
        Kind::Message(of) => match of.full_name() {
            "google.protobuf.Timestamp" if matches!(field.name(), "expires_at" | "until") => {
                text("2099-11-23T11:40:12Z")
            }
            "google.protobuf.Timestamp" => text("2026-11-23T11:40:12.123456Z"),
            "google.protobuf.Duration" => text("604800s"),
            "google.protobuf.UInt32Value" => number(match field.name() {
                "min_length" => 12,
                "max_length" => 1000,
                _ => 0,
            }),
            "google.protobuf.FieldMask" => object([("paths", list([text("name")]))]),
            name if is_wrapper(name) => single(&of.get_field_by_name("value")?, way)?,
            name if name.starts_with("google.protobuf.") => return None,
            _ if matches!(field.name(), "profile_picture" | "console_preferences") && of.name() != "ProfilePicture" => {
                return None;
            }
            _ => message(&of, way),
        },
        _ => return None,
    })
}
