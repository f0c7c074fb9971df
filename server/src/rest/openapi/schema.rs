//! What messages and fields look like in JSON, their rules included.

use std::collections::BTreeMap;

use prost_reflect::{EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor, OneofDescriptor};
use proto::rule::{self, Rule};

use super::{Node, comments::Commented as _, list, object, text, types};
use crate::rest::bindings::Bindings;

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

pub(super) fn is_google(message: &MessageDescriptor) -> bool {
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
    let masked = rule::option(proto::pool(), &message.options(), "masked").is_some();
    let is_request = message.name().ends_with("Request");
    let properties = fields.iter().map(|field| {
        // Of what is changed only that is needed which the mask names.
        let within = if is_request && !masked { needed_within(field) } else { Vec::new() };
        (field.name().to_owned(), property(field, within))
    });
    let properties = properties.collect();
    let mut members = vec![("type", text("object")), ("description", text(message.comment()))];
    members.push(("properties", Node::Object(properties)));
    let required = fields.iter().filter(|field| must_be_given(field)).map(|field| text(field.name()));
    let required = required.collect::<Vec<_>>();
    if !required.is_empty() && (is_request || is_name(message)) {
        members.push(("required", list(required)));
    }
    let choices = message.oneofs().filter(|oneof| !oneof.is_synthetic());
    let choices = choices.map(|oneof| choice(&oneof)).collect::<Vec<_>>();
    if !choices.is_empty() {
        members.push(("allOf", list(choices)));
    }
    object(members)
}

/// Whether a message is the name of something: it is whole wherever it stands.
fn is_name(message: &MessageDescriptor) -> bool {
    message.name().ends_with("Identifiers")
}

/// What a message that a request must hold must hold itself.
fn needed_within(field: &FieldDescriptor) -> Vec<Node> {
    let inner = field.kind().as_message().filter(|inner| Rule::of(field).flag("required") && !is_name(inner)).cloned();
    let fields = inner.iter().flat_map(proto::fields).filter(must_be_given);
    fields.map(|field| text(field.name())).collect()
}

/// Whether a field that is left out, or empty, breaks its rule.
pub(super) fn must_be_given(field: &FieldDescriptor) -> bool {
    let rule = Rule::of(field);
    // No pattern of the API takes an empty text.
    let text = rule.flag("email") || rule.number("min_len") > 0 || !rule.text("pattern").is_empty();
    text || rule.flag("required") || rule.number("min_items") > 0
}

/// Of fields that exclude each other one may be there, or has to be.
fn choice(oneof: &OneofDescriptor) -> Node {
    let having = |name: &str| object([("required", list([text(name)]))]);
    let mut ways = oneof.fields().map(|field| having(field.name())).collect::<Vec<_>>();
    let options = oneof.options();
    if rule::option(proto::pool(), &options, "one_required").is_none() {
        ways.push(object([("not", object([("anyOf", list(ways.clone()))]))]));
    }
    object([("oneOf", list(ways))])
}

fn property(field: &FieldDescriptor, required: Vec<Node>) -> Node {
    let Node::Object(mut members) = value(field) else { return Node::Null };
    if !required.is_empty() {
        members.push(("required".to_owned(), list(required)));
    }
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
        members.push(("additionalProperties", types::single(&entry.map_entry_value_field(), &rule.inner("values"))));
        if rule.inner("keys").exists() {
            members.push(("propertyNames", types::single(&entry.map_entry_key_field(), &rule.inner("keys"))));
        } else if entry.map_entry_key_field().kind() != Kind::String {
            // The names of members are texts in JSON, whatever the keys are.
            members.push(("propertyNames", object([("pattern", text("^[0-9]{1,9}$"))])));
        }
        types::limit(&mut members, "maxProperties", rule.number("max_pairs"));
        return object(members);
    }
    if field.is_list() {
        let mut members = vec![("type", text("array")), ("items", types::single(field, &rule.inner("items")))];
        types::limit(&mut members, "minItems", rule.number("min_items"));
        types::limit(&mut members, "maxItems", rule.number("max_items"));
        if rule.flag("unique") {
            members.push(("uniqueItems", Node::Bool(true)));
        }
        return object(members);
    }
    types::single(field, &rule)
}
