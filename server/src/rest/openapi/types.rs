//! What single values look like in JSON, their rules included.

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};
use proto::{json::is_wrapper, rule::Rule};

use super::{Node, list, object, schema, text};
use crate::rest::json::node::number;

/// Adds a limit, where there is one.
pub(super) fn limit(members: &mut Vec<(&'static str, Node)>, name: &'static str, value: u32) {
    if value > 0 {
        members.push((name, number(value)));
    }
}

fn typed(name: &str) -> Vec<(&'static str, Node)> {
    vec![("type", text(name))]
}

pub(super) fn single(field: &FieldDescriptor, rule: &Rule) -> Node {
    match field.kind() {
        Kind::String => string(rule),
        Kind::Bool => object(typed("boolean")),
        Kind::Bytes => bytes(rule),
        Kind::Uint32 | Kind::Fixed32 => {
            let mut members = typed("integer");
            members.push(("minimum", number(0)));
            members.push(("maximum", number(most(field, rule))));
            object(members)
        }
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => object(typed("integer")),
        Kind::Float | Kind::Double => object(typed("number")),
        Kind::Enum(of) => schema::reference(schema::name(of.full_name())),
        Kind::Message(of) if schema::is_google(&of) => google(&of, rule),
        Kind::Message(of) => schema::reference(schema::name(of.full_name())),
        // Numbers of 64 bits are strings, since many programs would round them.
        _ => object(typed("string")),
    }
}

/// The largest number. A page must begin at a row that fits 32 bits, however many rows a page has.
fn most(field: &FieldDescriptor, rule: &Rule) -> u32 {
    match rule.number("lte") {
        0 if field.name() == "page" => u32::MAX / domain::Page::MAX_LIMIT,
        0 => u32::MAX,
        most => most,
    }
}

fn string(rule: &Rule) -> Node {
    let mut members = typed("string");
    limit(&mut members, "minLength", rule.number("min_len"));
    limit(&mut members, "maxLength", rule.number("max_len"));
    let pattern = rule.text("pattern");
    if !pattern.is_empty() {
        members.push(("pattern", text(pattern)));
    }
    for (flag, format) in [("email", "email"), ("uri_ref", "uri-reference")] {
        if rule.flag(flag) {
            members.push(("format", text(format)));
        }
    }
    let among = rule.texts("in");
    if !among.is_empty() {
        members.push(("enum", list(among.into_iter().map(text))));
    }
    object(members)
}

fn bytes(rule: &Rule) -> Node {
    let mut members = typed("string");
    if rule.flag("hex") {
        members.push(("pattern", text(format!("^(?:[0-9A-Fa-f]{{{}}})?$", rule.number("bytes_len") * 2))));
    } else {
        members.push(("contentEncoding", text("base64")));
        // Four characters for three bytes.
        limit(&mut members, "maxLength", rule.number("max_bytes").div_ceil(3) * 4);
    }
    object(members)
}

/// A message that JSON writes in a way of its own.
fn google(of: &MessageDescriptor, rule: &Rule) -> Node {
    match of.full_name() {
        "google.protobuf.Timestamp" => object([("type", text("string")), ("format", text("date-time"))]),
        "google.protobuf.Duration" => {
            object([("type", text("string")), ("pattern", text("^-?[0-9]+(?:\\.[0-9]{1,9})?s$"))])
        }
        "google.protobuf.FieldMask" => {
            // A text of paths with commas between them is taken too; one form is enough to know.
            object([
                ("type", text("object")),
                ("properties", object([("paths", mask(rule))])),
                ("additionalProperties", Node::Bool(false)),
            ])
        }
        "google.protobuf.Any" => object([
            ("type", text("object")),
            ("properties", object([("@type", object(typed("string")))])),
            ("additionalProperties", Node::Bool(true)),
        ]),
        name if is_wrapper(name) => of.get_field_by_name("value").map_or(Node::Null, |field| single(&field, rule)),
        _ => object(typed("object")),
    }
}

/// The paths that a mask may name.
fn mask(rule: &Rule) -> Node {
    object(paths(rule))
}

/// The same in a query, where a mask that is there names a path.
pub(super) fn mask_in_query(rule: &Rule) -> Node {
    let mut members = paths(rule);
    members.push(("minItems", number(1)));
    object(members)
}

fn paths(rule: &Rule) -> Vec<(&'static str, Node)> {
    let paths = rule.mask_paths(proto::pool()).into_iter().map(text);
    vec![("type", text("array")), ("items", object([("type", text("string")), ("enum", list(paths))]))]
}
