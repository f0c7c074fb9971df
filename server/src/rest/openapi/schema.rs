//! What messages and fields look like in JSON, their rules included.

use std::collections::BTreeMap;

use prost_reflect::{EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor};
use proto::rule::Rule;

use super::{Node, comments::Commented as _, list, object, text};
use crate::rest::{bindings::Bindings, json::node::number, text::is_wrapper};

/// Names in the document leave out the package of The Things Stack.
const PACKAGE: &str = "ttn.lorawan.v3.";

pub(super) fn name(full: &str) -> &str {
    full.strip_prefix(PACKAGE).unwrap_or(full)
}

/// Points at a schema by its name.
pub(super) fn reference(name: &str) -> Node {
    object([("$ref", text(format!("#/components/schemas/{name}")))])
}

/// Every message and enum that some method takes or gives.
pub(super) fn all(bindings: &Bindings) -> Node {
    let mut schemas = BTreeMap::new();
    let details = proto::pool().get_message_by_name("ttn.lorawan.v3.ErrorDetails");
    let methods = bindings.0.iter().flat_map(|binding| [binding.method.input(), binding.method.output()]);
    for message in methods.chain(details) {
        collect(&message, &mut schemas);
    }
    schemas.insert("Error".to_owned(), error());
    Node::Object(schemas.into_iter().collect())
}

fn collect(message: &MessageDescriptor, schemas: &mut BTreeMap<String, Node>) {
    let name = name(message.full_name()).to_owned();
    if is_google(message) || schemas.contains_key(&name) {
        return;
    }
    schemas.insert(name, self::message(message, &[]));
    for field in message.fields() {
        match kind_within(&field) {
            Kind::Message(inner) => collect(&inner, schemas),
            Kind::Enum(of) => drop(schemas.insert(self::name(of.full_name()).to_owned(), enumeration(&of))),
            _ => {}
        }
    }
}

fn is_google(message: &MessageDescriptor) -> bool {
    message.package_name() == "google.protobuf"
}

/// The kind of a field, or of the values of a map.
fn kind_within(field: &FieldDescriptor) -> Kind {
    match field.kind() {
        Kind::Message(entry) if field.is_map() => entry.map_entry_value_field().kind(),
        kind => kind,
    }
}

/// A failed request.
fn error() -> Node {
    let code = object([("type", text("integer")), ("description", text("The number of the gRPC status."))]);
    let message = object([("type", text("string")), ("description", text("The error in words."))]);
    let details = object([
        ("type", text("array")),
        ("items", reference("ErrorDetails")),
        ("description", text("More about the error; absent where the request could not be read at all.")),
    ]);
    object([
        ("type", text("object")),
        ("description", text("What went wrong.")),
        ("properties", object([("code", code), ("message", message), ("details", details)])),
        ("required", list([text("code"), text("message")])),
    ])
}

fn enumeration(of: &EnumDescriptor) -> Node {
    let names = of.values().map(|value| text(value.name()));
    let meanings = of.values().map(|value| format!("{}: {}", value.name(), value.comment()));
    let meanings = meanings.collect::<Vec<_>>().join(" ");
    object([
        ("type", text("string")),
        ("description", text(format!("{} {meanings}", of.comment()))),
        ("enum", list(names)),
    ])
}

/// A message, without the fields that stand elsewhere in the request.
pub(super) fn message(message: &MessageDescriptor, without: &[String]) -> Node {
    let fields = proto::fields(message).filter(|field| !without.iter().any(|name| name == field.name()));
    let fields = fields.collect::<Vec<_>>();
    let properties = fields.iter().map(|field| (field.name().to_owned(), property(field))).collect();
    let mut members = vec![("type", text("object")), ("description", text(message.comment()))];
    members.push(("properties", Node::Object(properties)));
    // Of what a path may hold, nothing is required in the body.
    let required = fields.iter().filter(|field| Rule::of(field).flag("required") && field.name() != "ids");
    let required = required.map(|field| text(field.name())).collect::<Vec<_>>();
    if !required.is_empty() && message.name().ends_with("Request") {
        members.push(("required", list(required)));
    }
    object(members)
}

fn property(field: &FieldDescriptor) -> Node {
    let Node::Object(mut members) = value(field) else { return Node::Null };
    members.push(("description".to_owned(), text(field.comment())));
    if is_deprecated(field) {
        members.push(("deprecated".to_owned(), Node::Bool(true)));
    }
    Node::Object(members)
}

/// Whether clients should no longer use a field.
pub(super) fn is_deprecated(field: &FieldDescriptor) -> bool {
    field.field_descriptor_proto().options.as_ref().is_some_and(prost_types::FieldOptions::deprecated)
}

/// A field: a list, a map or a single value.
pub(super) fn value(field: &FieldDescriptor) -> Node {
    let rule = Rule::of(field);
    if let (true, Kind::Message(entry)) = (field.is_map(), field.kind()) {
        let mut members = vec![("type", text("object"))];
        members.push(("additionalProperties", single(&entry.map_entry_value_field(), &rule.inner("values"))));
        if rule.inner("keys").exists() {
            members.push(("propertyNames", single(&entry.map_entry_key_field(), &rule.inner("keys"))));
        }
        limit(&mut members, "maxProperties", rule.number("max_pairs"));
        return object(members);
    }
    if field.is_list() {
        let mut members = vec![("type", text("array")), ("items", single(field, &rule.inner("items")))];
        limit(&mut members, "minItems", rule.number("min_items"));
        limit(&mut members, "maxItems", rule.number("max_items"));
        if rule.flag("unique") {
            members.push(("uniqueItems", Node::Bool(true)));
        }
        return object(members);
    }
    single(field, &rule)
}

fn limit(members: &mut Vec<(&'static str, Node)>, name: &'static str, value: u32) {
    if value > 0 {
        members.push((name, number(value)));
    }
}

fn typed(name: &str) -> Vec<(&'static str, Node)> {
    vec![("type", text(name))]
}

fn single(field: &FieldDescriptor, rule: &Rule) -> Node {
    match field.kind() {
        Kind::String => string(rule),
        Kind::Bool => object(typed("boolean")),
        Kind::Bytes => bytes(rule),
        Kind::Uint32 | Kind::Fixed32 => {
            let mut members = typed("integer");
            members.push(("minimum", number(0)));
            let most = rule.number("lte");
            members.push(("maximum", number(if most > 0 { most } else { u32::MAX })));
            object(members)
        }
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => object(typed("integer")),
        Kind::Float | Kind::Double => object(typed("number")),
        Kind::Enum(of) => reference(name(of.full_name())),
        Kind::Message(of) if is_google(&of) => google(&of, rule),
        Kind::Message(of) => reference(name(of.full_name())),
        // Numbers of 64 bits are strings, since many programs would round them.
        _ => object(typed("string")),
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
            let text_form =
                object([("type", text("string")), ("description", text("The paths with commas between them."))]);
            let list_form = object([
                ("type", text("object")),
                ("properties", object([("paths", mask(rule))])),
                ("additionalProperties", Node::Bool(false)),
            ]);
            object([("oneOf", list([list_form, text_form]))])
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
pub(super) fn mask(rule: &Rule) -> Node {
    let paths = rule.mask_paths(proto::pool()).into_iter().map(text);
    object([("type", text("array")), ("items", object([("type", text("string")), ("enum", list(paths))]))])
}
