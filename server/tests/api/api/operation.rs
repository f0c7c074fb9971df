//! What can be asked for: each method with each of its paths, as the descriptors have it.

use prost_reflect::{DynamicMessage, MethodDescriptor, Value as Field};
use serde_json::Value;

use crate::support::encoded;

/// A method, and one HTTP path of it, if it has any.
pub(crate) struct Operation {
    pub(crate) method: MethodDescriptor,
    /// The HTTP method, the path with its fields in braces, and whether the body is the whole request.
    pub(crate) binding: Option<(String, String, bool)>,
}

/// All there are.
pub(crate) fn operations() -> Vec<Operation> {
    let http = proto::pool().get_extension_by_name("google.api.http").unwrap();
    let methods = proto::pool().services().flat_map(|service| service.methods().collect::<Vec<_>>());
    let mut operations = Vec::new();
    for method in methods {
        if !method.options().has_extension(&http) {
            operations.push(Operation { method, binding: None });
            continue;
        }
        let rule = method.options().get_extension(&http).into_owned();
        let rule = rule.as_message().unwrap();
        let more = rule.get_field_by_name("additional_bindings").unwrap().into_owned();
        let more = more.as_list().unwrap().iter().filter_map(Field::as_message);
        for rule in [rule].into_iter().chain(more) {
            operations.push(Operation { method: method.clone(), binding: Some(binding(rule)) });
        }
    }
    operations
}

fn binding(rule: &DynamicMessage) -> (String, String, bool) {
    let text = |name: &str| rule.get_field_by_name(name).unwrap().as_str().unwrap().to_owned();
    let verb = ["get", "put", "post", "delete", "patch"].into_iter().find(|verb| !text(verb).is_empty()).unwrap();
    (verb.to_uppercase(), text(verb), text("body") == "*")
}

impl Operation {
    /// `Service/Method`.
    pub(crate) fn name(&self) -> String {
        format!("{}/{}", self.method.parent_service().name(), self.method.name())
    }

    /// The names of the fields that the path holds.
    fn fields(&self) -> Vec<String> {
        let path = self.binding.as_ref().map_or("", |(_, path, _)| path);
        path.split('{').skip(1).map(|rest| rest.split('}').next().unwrap().to_owned()).collect()
    }

    /// Names something in every field of the path in which nothing stands yet.
    pub(crate) fn complete(&self, mut body: Value) -> Value {
        for field in self.fields() {
            let place = field.split('.').fold(&mut body, |place, name| &mut place[name]);
            if place.is_null() {
                *place = "thing".into();
            }
        }
        body
    }

    /// The HTTP method, the path with its query, and the body: what stands in neither goes into the other.
    pub(crate) fn request(&self, body: &Value) -> Option<(String, String, Value)> {
        let (verb, path, whole_body) = self.binding.as_ref()?;
        let (mut path, fields) = (path.clone(), self.fields());
        for field in &fields {
            let value = field.split('.').fold(body, |place, name| &place[name]);
            path = path.replace(&format!("{{{field}}}"), value.as_str().unwrap());
        }
        if *whole_body {
            return Some((verb.clone(), path, body.clone()));
        }
        let mut query = Vec::new();
        flatten(body, "", &mut query);
        query.retain(|(name, _)| !fields.contains(name));
        let query: Vec<_> = query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        Some((verb.clone(), format!("{path}?{}", encoded(&query)), Value::Null))
    }
}

/// The names of fields with dots, and their values. Lists of messages can't be written so (contract §2.1).
fn flatten(value: &Value, name: &str, query: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            for (member, value) in members {
                let separator = if name.is_empty() { "" } else { "." };
                flatten(value, &format!("{name}{separator}{member}"), query);
            }
        }
        Value::Array(items) => {
            items.iter().filter(|item| !item.is_object()).for_each(|item| flatten(item, name, query));
        }
        Value::String(text) => query.push((name.to_owned(), text.clone())),
        other => query.push((name.to_owned(), other.to_string())),
    }
}
