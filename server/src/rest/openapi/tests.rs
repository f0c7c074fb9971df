//! The document tells what is served.

use std::{collections::BTreeSet, env, fs};

use prost_reflect::DynamicMessage;
use proto::json::Json;

use super::{DOCUMENT, Node, json, page};
use crate::rest::{
    bindings::{Binding, Bindings},
    json::read,
    path,
};

/// Where the document stands for those who do not run the server.
const PLACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/openapi.json");

fn operation(binding: &Binding) -> &'static Node {
    let verb = binding.verb.as_str().to_lowercase();
    let id = format!("{}_{}", binding.method.parent_service().name(), binding.method.name());
    let paths = DOCUMENT.get("paths").expect("paths").members().iter();
    let same = paths.filter(|(path, _)| path.split('/').count() == binding.path.split('/').count());
    let mut found = same.filter_map(|(_, verbs)| verbs.get(&verb));
    let is_it = |found: &&Node| at(found, &["operationId"]).as_text().split('_').take(2).eq(id.split('_'));
    found.find(is_it).unwrap_or_else(|| panic!("{binding:?}"))
}

fn at<'a>(node: &'a Node, way: &[&str]) -> &'a Node {
    way.iter().fold(node, |node, name| node.get(name).unwrap_or_else(|| panic!("{name} of {way:?}")))
}

/// With `ROSTER_TEST_WRITE=1` the document is written anew.
#[test]
fn the_document_in_the_repository_is_the_one_that_is_served() {
    if env::var_os("ROSTER_TEST_WRITE").is_some() {
        fs::write(PLACE, json()).unwrap();
    }
    let kept = fs::read_to_string(PLACE).unwrap_or_default();
    assert!(kept == json(), "docs/openapi.json is stale; run this test with ROSTER_TEST_WRITE=1");
}

#[test]
fn every_path_of_every_method_is_described() {
    let bindings = Bindings::of(proto::pool()).0;
    assert_eq!(bindings.len(), 61);
    let (mut ids, mut shapes) = (BTreeSet::new(), BTreeSet::new());
    for (path, verbs) in at(&DOCUMENT, &["paths"]).members() {
        let shape = path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect::<Vec<_>>();
        assert!(shapes.insert(shape.join("/")), "{path} stands there under another name");
        for (_, operation) in verbs.members() {
            assert!(ids.insert(at(operation, &["operationId"]).as_text()), "{path}");
            assert!(!at(operation, &["summary"]).as_text().is_empty(), "{path}");
            let parameters = operation.get("parameters").map_or(&[][..], Node::items).iter();
            let in_path = parameters.filter(|parameter| at(parameter, &["in"]).as_text() == "path");
            let names = in_path.map(|parameter| format!("{{{}}}", at(parameter, &["name"]).as_text()));
            assert!(names.eq(path.split('/').filter(|part| part.starts_with('{')).map(str::to_owned)), "{path}");
        }
    }
    assert_eq!(ids.len(), bindings.len());
}

#[test]
fn everything_that_is_referred_to_is_there() {
    fn walk(node: &Node, found: &mut Vec<String>) {
        for (name, member) in node.members() {
            if name == "$ref" {
                found.push(member.as_text().to_owned());
            }
            walk(member, found);
        }
        node.items().iter().for_each(|item| walk(item, found));
    }
    let mut references = Vec::new();
    walk(&DOCUMENT, &mut references);
    assert!(references.len() > 100);
    for reference in references {
        let mut place = &*DOCUMENT;
        for name in reference.strip_prefix("#/").unwrap().split('/') {
            place = place.get(name).unwrap_or_else(|| panic!("{reference}"));
        }
    }
}

#[test]
fn everything_is_explained() {
    for (name, schema) in at(&DOCUMENT, &["components", "schemas"]).members() {
        assert!(!at(schema, &["description"]).as_text().is_empty(), "{name}");
        for (field, property) in schema.get("properties").map_or(&[][..], Node::members) {
            assert!(!at(property, &["description"]).as_text().is_empty(), "{name}.{field}");
        }
    }
}

#[test]
fn rules_of_fields_are_told() {
    let property = |name, field| at(&DOCUMENT, &["components", "schemas", name, "properties", field]);
    assert_eq!(at(property("User", "name"), &["maxLength"]), &super::super::json::node::number(50));
    assert_eq!(at(property("UserIdentifiers", "user_id"), &["pattern"]).as_text(), "^[a-z0-9](?:[-]?[a-z0-9]){1,}$");
    assert_eq!(at(property("ListUsersRequest", "limit"), &["maximum"]), &super::super::json::node::number(1000));
    assert_eq!(property("User", "contact_info").get("deprecated"), Some(&Node::Bool(true)));
}

#[test]
fn what_must_be_given_is_told() {
    fn names<'a>(place: &'a Node, way: &[&str]) -> Vec<&'a str> {
        at(place, way).items().iter().map(Node::as_text).collect()
    }
    let schemas = at(&DOCUMENT, &["components", "schemas"]);
    assert_eq!(names(schemas, &["UserIdentifiers", "required"]), ["user_id"]);
    let create = at(schemas, &["CreateUserRequest"]);
    assert_eq!(names(create, &["properties", "user", "required"]), ["ids", "primary_email_address"]);
    // A change names by its mask what it is about.
    assert!(at(schemas, &["UpdateUserRequest", "properties", "user"]).get("required").is_none());
    let email = at(&DOCUMENT, &["paths", "/api/v3/invitations", "delete", "parameters"]).items().first().unwrap();
    assert_eq!(email.get("required"), Some(&Node::Bool(true)));
}

#[test]
fn fields_that_exclude_each_other_are_told() {
    let entity = at(&DOCUMENT, &["components", "schemas", "EntityIdentifiers", "allOf"]).items();
    assert_eq!(at(entity.first().unwrap(), &["oneOf"]).items().len(), 6);
    let path = "/api/v3/clients/{client_id}/collaborators/search";
    let parameters = at(&DOCUMENT, &["paths", path, "get", "parameters"]).items().iter();
    let names = parameters.map(|parameter| at(parameter, &["name"]).as_text()).collect::<Vec<_>>();
    assert!(!names.iter().any(|name| name.contains("_ids.")), "{names:?}");
}

#[test]
fn examples_of_requests_can_be_sent() {
    for binding in Bindings::of(proto::pool()).0.iter().filter(|binding| binding.whole_body) {
        let example = at(operation(binding), &["requestBody", "content", "application/json", "example"]);
        let body = serde_json::to_string(example).unwrap();
        let mut message = DynamicMessage::new(binding.method.input());
        read::message(&mut message, &body).unwrap_or_else(|refused| panic!("{}: {refused:?}", binding.path));
        let values = binding.fields().map(|field| (field, "alice".to_owned())).collect::<Vec<_>>();
        path::apply(&mut message, &values).unwrap();
        let valid = crate::rest::tests::valid(&message);
        assert_eq!(valid, Ok(()), "{} {} {body}", binding.verb, binding.path);
    }
}

#[test]
fn examples_of_answers_are_what_the_server_writes() {
    for binding in Bindings::of(proto::pool()).0 {
        let example = at(operation(&binding), &["responses", "200", "content", "application/json", "example"]);
        let text = serde_json::to_string(example).unwrap();
        let mut message = DynamicMessage::new(binding.method.output());
        read::message(&mut message, &text).unwrap_or_else(|refused| panic!("{}: {refused:?}", binding.path));
        assert_eq!(serde_json::to_string(&Json(&message)).unwrap(), text, "{}", binding.path);
    }
}

#[test]
fn the_page_shows_every_operation_and_runs_nothing() {
    let html = page::html(&DOCUMENT, "/pkg/roster.css", "/favicon.svg");
    for (path, _) in at(&DOCUMENT, &["paths"]).members() {
        assert!(html.contains(&format!("<code>{path}</code>")), "{path}");
    }
    for forbidden in ["<script", "style=", "onclick", "http://", "<style"] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
}
