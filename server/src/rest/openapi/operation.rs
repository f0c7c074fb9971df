//! One operation for each HTTP method and path.

use std::collections::{BTreeMap, BTreeSet};

use prost_reflect::ServiceDescriptor;
use proto::rule;

use super::{
    FAILURES, Node,
    comments::{Commented as _, sentences},
    example, list, object, parameters, schema, security, text,
};
use crate::rest::bindings::{Binding, Bindings};

/// What most readers look for comes first; the other services follow in the order of the files.
const FIRST: [&str; 6] = [
    "UserRegistry",
    "EntityRegistrySearch",
    "UserAccess",
    "UserSessionRegistry",
    "UserInvitationRegistry",
    "UserImport",
];

/// A tag for each service.
pub(super) fn tags(bindings: &Bindings) -> Node {
    let mut seen = BTreeSet::new();
    let services = bindings.0.iter().map(|binding| binding.method.parent_service().clone());
    let mut services = services.filter(|service| seen.insert(service.full_name().to_owned())).collect::<Vec<_>>();
    services.sort_by_key(|service| FIRST.iter().position(|name| *name == service.name()).unwrap_or(FIRST.len()));
    let tag = |service: &ServiceDescriptor| {
        object([("name", text(service.name())), ("description", text(service.comment()))])
    };
    list(services.iter().map(tag))
}

/// All paths, in the order of the files. Those that differ only in the names of parameters are one.
pub(super) fn paths(bindings: &Bindings) -> Node {
    let (mut paths, mut calls) = (Vec::<(String, Node)>::new(), BTreeMap::new());
    let mut shapes = BTreeMap::<String, Vec<String>>::new();
    for binding in &bindings.0 {
        let names = shapes.entry(binding.path_with(&[])).or_insert_with(|| parameters::names(binding));
        let verb = binding.verb.as_str().to_lowercase();
        let count = calls.entry(binding.method.full_name().to_owned()).and_modify(|count| *count += 1).or_insert(1);
        let (path, operation) = (binding.path_with(names), operation(binding, names, *count));
        match paths.iter_mut().find(|(known, _)| *known == path) {
            Some((_, Node::Object(verbs))) => verbs.push((verb, operation)),
            _ => paths.push((path, Node::Object(vec![(verb, operation)]))),
        }
    }
    Node::Object(paths)
}

fn operation(binding: &Binding, names: &[String], count: usize) -> Node {
    let method = &binding.method;
    let service = method.parent_service();
    let comment = method.comment();
    let (summary, rest) = sentences(&comment);
    let again = if count > 1 { format!("_{count}") } else { String::new() };
    let mut members = vec![
        ("operationId", text(format!("{}_{}{again}", service.name(), method.name()))),
        ("tags", list([text(service.name())])),
        ("summary", text(summary)),
    ];
    if !rest.is_empty() {
        members.push(("description", text(&comment)));
    }
    let parameters = parameters::of(binding, names);
    if !parameters.is_empty() {
        members.push(("parameters", list(parameters)));
    }
    if binding.whole_body {
        members.push(("requestBody", request_body(binding)));
    }
    members.push(("responses", responses(binding)));
    if rule::option(proto::pool(), &method.options(), "anonymous").is_some() {
        // Nothing, or either of the two.
        members.push(("security", list(std::iter::once(object([])).chain(security().items().iter().cloned()))));
    }
    object(members)
}

/// The request without what its path holds.
fn request_body(binding: &Binding) -> Node {
    let input = binding.method.input();
    let held = binding.fields().filter_map(|path| {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        // Of a user who is changed, only the ID is in the path.
        (!rest.contains('.') && first != "api_key").then(|| first.to_owned())
    });
    let held = held.collect::<Vec<_>>();
    let schema = if held.is_empty() {
        schema::reference(schema::name(input.full_name()))
    } else {
        schema::message(&input, &held)
    };
    let content = object([("schema", schema), ("example", example::request(binding, &held))]);
    object([("required", Node::Bool(true)), ("content", object([("application/json", content)]))])
}

fn responses(binding: &Binding) -> Node {
    let output = binding.method.output();
    let empty = output.full_name() == "google.protobuf.Empty";
    let schema =
        if empty { object([("type", text("object"))]) } else { schema::reference(schema::name(output.full_name())) };
    let content = object([("schema", schema), ("example", example::response(&binding.method))]);
    let what = if empty { "Done.".to_owned() } else { output.comment() };
    let mut members = vec![("description", text(what)), ("content", object([("application/json", content)]))];
    let headers = headers(binding);
    if !headers.is_empty() {
        members.push(("headers", object(headers)));
    }
    let failures = FAILURES.iter().filter(|(status, _)| *status != "412" || parameters::takes_version(binding));
    let failures =
        failures.map(|(status, _)| (*status, object([("$ref", text(format!("#/components/responses/{status}")))])));
    object([("200", object(members))].into_iter().chain(failures))
}

fn headers(binding: &Binding) -> Vec<(&'static str, Node)> {
    let header =
        |what: &str, kind: &str| object([("description", text(what)), ("schema", object([("type", text(kind))]))]);
    let mut headers = Vec::new();
    if binding.method.input().get_field_by_name("page").is_some() {
        headers.push(("X-Total-Count", header("How many there are on all pages.", "integer")));
    }
    if binding.method.parent_service().name() == "UserRegistry" && binding.method.output().name() == "User" {
        headers.push(("ETag", header("The version of the user.", "string")));
    }
    headers
}
