//! What stands in the path, the query and the headers of a request.

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};
use proto::rule::Rule;

use super::{Node, comments::Commented as _, example, object, schema, text, types};
use crate::rest::bindings::Binding;

/// Short names for the fields that a path holds: the last part of each, with the first before it where that is taken.
pub(super) fn names(binding: &Binding) -> Vec<String> {
    let mut names = Vec::<String>::new();
    for path in binding.fields() {
        let (first, last) = (path.split('_').next().unwrap_or(path), path.rsplit('.').next().unwrap_or(path));
        let taken = names.iter().any(|name| name == last);
        names.push(if taken { format!("{first}_{last}") } else { last.to_owned() });
    }
    names
}

/// All parameters of a method at one of its paths; those in the path have the names that the document gives them.
pub(super) fn of(binding: &Binding, names: &[String]) -> Vec<Node> {
    let input = binding.method.input();
    let bound = binding.fields().map(str::to_owned).collect::<Vec<_>>();
    let mut parameters = Vec::new();
    for (path, name) in bound.iter().zip(names) {
        if let Some(field) = resolve(&input, path) {
            parameters.push(parameter(name, "path", &field));
        }
    }
    if !binding.whole_body {
        query(&input, "", &bound, &mut parameters);
    }
    if takes_version(binding) {
        parameters.push(object([
            ("name", text("If-Match")),
            ("in", text("header")),
            ("description", text("Only if the user is in this version, which ETag named.")),
            ("schema", object([("type", text("string"))])),
            ("example", text("\"7\"")),
        ]));
    }
    parameters
}

/// Changes of users may be tied to a version.
pub(super) fn takes_version(binding: &Binding) -> bool {
    let method = &binding.method;
    method.parent_service().name() == "UserRegistry" && matches!(method.name(), "Update" | "Delete")
}

/// The field at the end of a path.
pub(super) fn resolve(message: &MessageDescriptor, path: &str) -> Option<FieldDescriptor> {
    match path.split_once('.') {
        None => message.get_field_by_name(path),
        Some((name, rest)) => resolve(message.get_field_by_name(name)?.kind().as_message()?, rest),
    }
}

/// What the path does not hold, and a query can.
fn query(message: &MessageDescriptor, prefix: &str, bound: &[String], parameters: &mut Vec<Node>) {
    for field in proto::fields(message) {
        let path = format!("{prefix}{}", field.name());
        if bound.contains(&path) || schema::is_deprecated(&field) || is_excluded(&field, prefix, bound) {
            continue;
        }
        match field.kind() {
            Kind::Message(inner) if inner.package_name() != "google.protobuf" && !field.is_map() => {
                if !field.is_list() {
                    query(&inner, &format!("{path}."), bound, parameters);
                }
            }
            _ => parameters.push(parameter(&path, "query", &field)),
        }
    }
}

/// Whether the path holds another of several fields that exclude each other.
fn is_excluded(field: &FieldDescriptor, prefix: &str, bound: &[String]) -> bool {
    let Some(oneof) = field.containing_oneof() else { return false };
    let mut others = oneof.fields().filter(|other| other != field);
    others.any(|other| bound.iter().any(|path| path.starts_with(&format!("{prefix}{}.", other.name()))))
}

fn parameter(name: &str, place: &str, field: &FieldDescriptor) -> Node {
    let is_mask = field.kind().as_message().is_some_and(|of| of.full_name() == "google.protobuf.FieldMask");
    let mut members = vec![("name", text(name)), ("in", text(place)), ("description", text(field.comment()))];
    // What stands in an inner message is needed only where that is there.
    if place == "path" || (schema::must_be_given(field) && !name.contains('.')) {
        members.push(("required", Node::Bool(true)));
    }
    if is_mask {
        members.extend([("style", text("form")), ("explode", Node::Bool(false))]);
        members.push(("schema", types::mask_in_query(&Rule::of(field).inner("mask"))));
    } else {
        if field.is_map() {
            members.push(("style", text("deepObject")));
        }
        members.push(("schema", schema::value(field)));
    }
    if let Some(example) = example::parameter(field) {
        members.push(("example", example));
    }
    object(members)
}
