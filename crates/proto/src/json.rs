//! Messages as JSON: names as in the files of the API, in their order, and nothing that is empty.

mod object;
mod value;

use prost_reflect::{DescriptorPool, DynamicMessage, Kind, ReflectMessage as _};
use serde::{Serialize, Serializer, ser::SerializeMap as _};

use self::{
    object::Object,
    value::{Single, Whole},
};

/// A message that can be written as JSON.
pub struct Json<'a>(pub &'a DynamicMessage);

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
            "google.protobuf.Struct" => {
                let object: prost_types::Struct = message.transcode_to().unwrap_or_default();
                Object(&object).serialize(serializer)
            }
            "google.protobuf.Any" => {
                let any: prost_types::Any = message.transcode_to().unwrap_or_default();
                Any { pool: of.parent_pool(), any: &any }.serialize(serializer)
            }
            name if is_wrapper(name) => match of.get_field_by_name("value") {
                Some(field) => Single(&field, &message.get_field(&field)).serialize(serializer),
                None => serializer.serialize_unit(),
            },
            _ => {
                let mut map = serializer.serialize_map(None)?;
                members::<S>(message, &mut map)?;
                map.end()
            }
        }
    }
}

/// Whether a message, by its full name, only says that a single value is there.
pub fn is_wrapper(name: &str) -> bool {
    name.strip_prefix("google.protobuf.")
        .is_some_and(|name| name.ends_with("Value") && !matches!(name, "Value" | "ListValue"))
}

fn members<S: Serializer>(message: &DynamicMessage, map: &mut S::SerializeMap) -> Result<(), S::Error> {
    for field in crate::fields(&message.descriptor()).filter(|field| message.has_field(field)) {
        map.serialize_entry(field.name(), &Whole(&field, &message.get_field(&field)))?;
    }
    Ok(())
}

/// A message of any type, which is named in it; a type that nobody knows has nothing but its name.
pub struct Any<'a> {
    /// Where the type is looked up.
    pub pool: &'a DescriptorPool,
    /// The message.
    pub any: &'a prost_types::Any,
}

impl Serialize for Any<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let name = self.any.type_url.rsplit('/').next().unwrap_or_default();
        let of = self.pool.get_message_by_name(name);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("@type", &self.any.type_url)?;
        if let Some(message) = of.and_then(|of| DynamicMessage::decode(of, &*self.any.value).ok()) {
            members::<S>(&message, &mut map)?;
        }
        map.end()
    }
}

/// The kind of a map's values.
fn kind_of_values(kind: &Kind) -> Option<prost_reflect::FieldDescriptor> {
    kind.as_message().map(prost_reflect::MessageDescriptor::map_entry_value_field)
}

#[cfg(test)]
mod tests;
