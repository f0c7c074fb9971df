//! Messages made of JSON, apart from how the server reads it.

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor, Value};
use serde_json::Value as Json;

/// The message of a type. Names are those of the files; every value is of the kind that its field has.
pub(crate) fn message(of: &MessageDescriptor, json: &Json) -> DynamicMessage {
    let mut message = DynamicMessage::new(of.clone());
    for (name, json) in json.as_object().into_iter().flatten() {
        let field = of.get_field_by_name(name).unwrap_or_else(|| panic!("{} has no {name}", of.full_name()));
        message.set_field(&field, value(&field, json));
    }
    message
}

fn value(field: &FieldDescriptor, json: &Json) -> Value {
    match json {
        Json::Array(items) => Value::List(items.iter().map(|item| single(&field.kind(), item)).collect()),
        Json::Object(members) if field.is_map() => {
            let text = |text: &Json| Value::String(text.as_str().unwrap().to_owned());
            Value::Map(members.iter().map(|(key, value)| (MapKey::String(key.clone()), text(value))).collect())
        }
        single_value => single(&field.kind(), single_value),
    }
}

fn single(kind: &Kind, json: &Json) -> Value {
    match (kind, json) {
        (Kind::Message(of), json) => Value::Message(message(of, json)),
        (Kind::Enum(of), Json::String(name)) => Value::EnumNumber(of.get_value_by_name(name).unwrap().number()),
        (Kind::Enum(_), json) => Value::EnumNumber(json.as_i64().unwrap().try_into().unwrap()),
        (Kind::Bool, Json::Bool(truth)) => Value::Bool(*truth),
        (Kind::String, Json::String(text)) => Value::String(text.clone()),
        (Kind::Uint32, json) => Value::U32(json.as_u64().unwrap().try_into().unwrap()),
        (Kind::Int64, json) => Value::I64(json.as_i64().unwrap()),
        (Kind::Int32, json) => Value::I32(json.as_i64().unwrap().try_into().unwrap()),
        (kind, json) => panic!("{kind:?} is not written as {json}"),
    }
}
