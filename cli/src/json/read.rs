//! JSON as messages: names in either spelling, and names of enums with or without what they all begin with.

use prost::Message;
use prost_reflect::{DeserializeOptions, DynamicMessage, EnumDescriptor, Kind, MessageDescriptor};
use proto::rule;
use serde_json::{Map, Value};

use crate::failure::{Failure, Result};

/// An object as a message of that name. Members that nobody knows are refused.
pub(crate) fn message<M: Message + Default>(name: &str, object: Map<String, Value>) -> Result<M> {
    let Some(of) = proto::brief_pool().get_message_by_name(name) else {
        return Err(Failure::text(format!("there is no message {name}")));
    };
    let text = Value::Object(spelt(&of, object)).to_string();
    let mut reader = serde_json::Deserializer::from_str(&text);
    let options = DeserializeOptions::new().deny_unknown_fields(true);
    let message = DynamicMessage::deserialize_with_options(of, &mut reader, &options).map_err(unreadable)?;
    message.transcode_to().map_err(|error| Failure::text(error.to_string()))
}

/// What is wrong, without the place in a text that nobody wrote, and without a value, which may be a password.
fn unreadable(error: serde_json::Error) -> Failure {
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    match (said.find(['`', '"']), said.split_once(", expected ")) {
        (Some(value), Some((found, expected))) if value < found.len() => {
            let kind = said.get(..value).unwrap_or_default().trim_end();
            Failure::text(format!("{kind}, expected {expected}"))
        }
        _ => Failure::text(said),
    }
}

/// All members under the names that the files of the API have, and all enums with their full names.
pub(crate) fn spelt(of: &MessageDescriptor, object: Map<String, Value>) -> Map<String, Value> {
    let mut result = Map::new();
    for (name, value) in object {
        let field = of.get_field_by_name(&name).or_else(|| of.get_field_by_json_name(&name));
        match field {
            Some(field) if !field.is_map() => {
                result.insert(field.name().to_owned(), value_spelt(&field.kind(), value));
            }
            Some(field) => drop(result.insert(field.name().to_owned(), value)),
            None => drop(result.insert(name, value)),
        }
    }
    result
}

fn value_spelt(kind: &Kind, value: Value) -> Value {
    match (kind, value) {
        (kind, Value::Array(items)) => items.into_iter().map(|item| value_spelt(kind, item)).collect(),
        (Kind::Message(of), Value::Object(object)) => Value::Object(spelt(of, object)),
        (Kind::Enum(of), Value::String(name)) => full_name(of, &name).map_or(Value::String(name), Value::String),
        (_, value) => value,
    }
}

/// The full name of a value of an enum: `STATE_APPROVED` for `APPROVED`, `approved` or `1`.
pub(crate) fn full_name(of: &EnumDescriptor, name: &str) -> Option<String> {
    let upper = name.to_ascii_uppercase().replace('-', "_");
    let prefix = rule::option(of.parent_pool(), &of.options(), "prefix");
    let with_prefix = prefix.and_then(|prefix| Some(format!("{}_{upper}", prefix.as_str()?)));
    let by_number = name.parse().ok().and_then(|number| of.get_value(number));
    let by_name = |name: &str| of.values().find(|value| value.name().eq_ignore_ascii_case(name));
    let found = by_number.or_else(|| by_name(&upper)).or_else(|| by_name(&with_prefix?));
    found.map(|value| value.name().to_owned())
}

/// Reads objects from a text: one, an array of them, or one behind the other.
pub(crate) fn objects(text: &str) -> Result<Vec<Map<String, Value>>> {
    let mut objects = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        match value.map_err(|error| token(&error))? {
            Value::Array(items) => objects.extend(items.into_iter().map(object).collect::<Result<Vec<_>>>()?),
            value => objects.push(object(value)?),
        }
    }
    Ok(objects)
}

fn object(value: Value) -> Result<Map<String, Value>> {
    match value {
        Value::Object(object) => Ok(object),
        _ => Err(token(&"a user is an object in braces")),
    }
}

fn token(what: &impl ToString) -> Failure {
    Failure::of("pkg/util/io", "json_token", &format!("standard input is no JSON: {}", what.to_string()))
}

#[cfg(test)]
mod tests {
    use proto::v3;
    use serde_json::json;

    use super::*;

    fn user(value: Value) -> Result<v3::User> {
        let Value::Object(object) = value else { panic!("no object") };
        message("ttn.lorawan.v3.User", object)
    }

    #[test]
    fn names_are_understood_in_either_spelling() {
        let read = user(json!({"ids": {"userId": "ada"}, "primaryEmailAddress": "a@b.c", "state": "flagged"})).unwrap();
        assert_eq!((read.ids.unwrap().user_id, read.primary_email_address), ("ada".into(), "a@b.c".into()));
        assert_eq!(read.state, i32::from(v3::State::Flagged));
    }

    #[test]
    fn keys_of_attributes_are_left_as_they_are() {
        let read = user(json!({"attributes": {"primaryEmailAddress": "x"}})).unwrap();
        assert_eq!(read.attributes["primaryEmailAddress"], "x");
    }

    #[test]
    fn what_nobody_knows_is_refused_by_its_name() {
        let failure = user(json!({"nmae": "x"})).unwrap_err();
        assert!(failure.to_string().contains("nmae"), "{failure}");
    }

    #[test]
    fn a_value_of_another_kind_is_not_repeated() {
        for value in [json!(12_345_678), json!(["12345678"])] {
            let failure = user(json!({ "password": value })).unwrap_err().to_string();
            assert!(!failure.contains("12345678") && failure.contains("expected"), "{failure}");
        }
        assert!(!user(json!({"created_at": "12345678"})).unwrap_err().to_string().contains("12345678"));
    }

    #[test]
    fn states_have_several_names_and_a_number() {
        let of = proto::brief_pool().get_enum_by_name("ttn.lorawan.v3.State").unwrap();
        for name in ["STATE_APPROVED", "APPROVED", "approved", "state_approved", "1"] {
            assert_eq!(full_name(&of, name).as_deref(), Some("STATE_APPROVED"), "{name}");
        }
        assert_eq!(full_name(&of, "9"), None);
        assert_eq!(full_name(&of, "STATE"), None);
    }

    #[test]
    fn users_may_stand_in_an_array_or_behind_one_another() {
        assert_eq!(objects(r#"[{"a":1},{"b":2}]"#).unwrap().len(), 2);
        assert_eq!(objects("{\"a\":1}\n{\"b\":2}").unwrap().len(), 2);
        assert_eq!(objects(" ").unwrap().len(), 0);
        let failure = objects(r#"[{"ids":"#).unwrap_err().to_string();
        assert!(failure.starts_with("error:pkg/util/io:json_token ("), "{failure}");
    }
}
