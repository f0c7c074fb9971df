//! Messages as JSON: names as in the files of the API, in their order, and nothing that is empty.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MapKey, ReflectMessage as _, Value};
use serde::{Serialize, Serializer, ser::SerializeMap as _};

use crate::failure::{Failure, Result};

/// A message that can be written as JSON.
pub(crate) struct Json<'a>(pub(crate) &'a DynamicMessage);

/// With two spaces a level.
pub(crate) fn pretty(message: &DynamicMessage) -> Result<String> {
    serde_json::to_string_pretty(&Json(message)).map_err(|error| Failure::text(error.to_string()))
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let message = self.0;
        let of = message.descriptor();
        match of.full_name() {
            "google.protobuf.Timestamp" => {
                let time: prost_types::Timestamp = message.transcode_to().unwrap_or_default();
                serializer.collect_str(&time)
            }
            "google.protobuf.Duration" => {
                let duration: prost_types::Duration = message.transcode_to().unwrap_or_default();
                serializer.collect_str(&duration)
            }
            "google.protobuf.BoolValue" | "google.protobuf.UInt32Value" | "google.protobuf.StringValue" => {
                match of.get_field_by_name("value") {
                    Some(field) => One(&field.kind(), &message.get_field(&field)).serialize(serializer),
                    None => serializer.serialize_unit(),
                }
            }
            "google.protobuf.Any" => any(message, serializer),
            _ => {
                let mut map = serializer.serialize_map(None)?;
                members::<S>(message, &mut map)?;
                map.end()
            }
        }
    }
}

fn members<S: Serializer>(message: &DynamicMessage, map: &mut S::SerializeMap) -> Result<(), S::Error> {
    for field in proto::fields(&message.descriptor()).filter(|field| message.has_field(field)) {
        map.serialize_entry(field.name(), &Field(&field, &message.get_field(&field)))?;
    }
    Ok(())
}

/// A message of any type, which is named in it.
fn any<S: Serializer>(message: &DynamicMessage, serializer: S) -> Result<S::Ok, S::Error> {
    let any: prost_types::Any = message.transcode_to().unwrap_or_default();
    let name = any.type_url.rsplit('/').next().unwrap_or_default();
    let inner =
        proto::brief_pool().get_message_by_name(name).and_then(|of| DynamicMessage::decode(of, &*any.value).ok());
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry("@type", &any.type_url)?;
    if let Some(inner) = inner {
        members::<S>(&inner, &mut map)?;
    }
    map.end()
}

/// The value of a field, be it several.
struct Field<'a>(&'a FieldDescriptor, &'a Value);

impl Serialize for Field<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kind = self.0.kind();
        match self.1 {
            Value::List(items) => serializer.collect_seq(items.iter().map(|item| One(&kind, item))),
            Value::Map(pairs) => {
                let Kind::Message(entry) = kind else { return serializer.serialize_unit() };
                let kind = entry.map_entry_value_field().kind();
                // By key, so that equal answers are equal texts.
                let mut pairs: Vec<_> = pairs.iter().collect();
                pairs.sort_unstable_by_key(|(key, _)| *key);
                serializer.collect_map(pairs.into_iter().map(|(key, value)| (key_text(key), One(&kind, value))))
            }
            value => One(&kind, value).serialize(serializer),
        }
    }
}

fn key_text(key: &MapKey) -> String {
    match key {
        MapKey::String(text) => text.clone(),
        MapKey::Bool(truth) => truth.to_string(),
        MapKey::I32(number) => number.to_string(),
        MapKey::I64(number) => number.to_string(),
        MapKey::U32(number) => number.to_string(),
        MapKey::U64(number) => number.to_string(),
    }
}

/// A single value.
struct One<'a>(&'a Kind, &'a Value);

impl Serialize for One<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.1 {
            Value::Bool(truth) => serializer.serialize_bool(*truth),
            Value::I32(number) => serializer.serialize_i32(*number),
            Value::U32(number) => serializer.serialize_u32(*number),
            // Programs that know only floating-point numbers would round them.
            Value::I64(number) => serializer.collect_str(number),
            Value::U64(number) => serializer.collect_str(number),
            Value::F32(number) => serializer.serialize_f32(*number),
            Value::F64(number) => serializer.serialize_f64(*number),
            Value::String(text) => serializer.serialize_str(text),
            Value::Bytes(bytes) => serializer.serialize_str(&BASE64_STANDARD.encode(bytes)),
            Value::EnumNumber(number) => match self.0.as_enum().and_then(|of| of.get_value(*number)) {
                Some(known) => serializer.serialize_str(known.name()),
                None => serializer.serialize_i32(*number),
            },
            Value::Message(message) => Json(message).serialize(serializer),
            Value::List(_) | Value::Map(_) => serializer.serialize_unit(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proto::v3;

    use super::*;

    fn dynamic(name: &str, message: &impl prost::Message) -> DynamicMessage {
        let of = proto::brief_pool().get_message_by_name(name).unwrap();
        DynamicMessage::decode(of, message.encode_to_vec().as_slice()).unwrap()
    }

    #[test]
    fn members_are_in_the_order_of_the_files_and_what_is_empty_is_left_out() {
        let user = v3::User {
            ids: Some(v3::UserIdentifiers { user_id: "ada".into(), email: String::new() }),
            created_at: Some(prost_types::Timestamp { seconds: 1_735_689_600, nanos: 120_000_000 }),
            deleted_at: Some(prost_types::Timestamp { seconds: 1_735_689_600, nanos: 1_000 }),
            state: v3::State::Approved.into(),
            attributes: [("b".to_owned(), "1".to_owned()), ("a".to_owned(), "2".to_owned())].into(),
            console_preferences: Some(v3::UserConsolePreferences::default()),
            ..v3::User::default()
        };
        let text = serde_json::to_string(&Json(&dynamic("ttn.lorawan.v3.User", &user))).unwrap();
        assert_eq!(
            text,
            r#"{"ids":{"user_id":"ada"},"created_at":"2025-01-01T00:00:00.120Z","deleted_at":"2025-01-01T00:00:00.000001Z","#
                .to_owned()
                + r#""attributes":{"a":"2","b":"1"},"state":"STATE_APPROVED","console_preferences":{}}"#
        );
    }

    #[test]
    fn a_message_of_any_type_says_which() {
        let key = v3::ApiKey { id: "X".into(), ..v3::ApiKey::default() };
        let data = prost_types::Any {
            type_url: "type.googleapis.com/ttn.lorawan.v3.APIKey".into(),
            value: prost::Message::encode_to_vec(&key),
        };
        let notification = v3::Notification { data: Some(data), email: true, ..v3::Notification::default() };
        let text = serde_json::to_string(&Json(&dynamic("ttn.lorawan.v3.Notification", &notification))).unwrap();
        assert_eq!(text, r#"{"data":{"@type":"type.googleapis.com/ttn.lorawan.v3.APIKey","id":"X"},"email":true}"#);
    }

    #[test]
    fn an_empty_message_is_two_brackets() {
        assert_eq!(pretty(&dynamic("ttn.lorawan.v3.Users", &v3::Users::default())).unwrap(), "{}");
    }
}
