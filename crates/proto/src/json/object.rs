//! Messages that are JSON themselves.

use prost_types::{Struct, Value, value::Kind};
use serde::{Serialize, Serializer};

use super::value::float;

/// An object.
pub(super) struct Object<'a>(pub(super) &'a Struct);

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.fields.iter().map(|(name, member)| (name, Member(member))))
    }
}

struct Member<'a>(&'a Value);

impl Serialize for Member<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0.kind {
            None | Some(Kind::NullValue(_)) => serializer.serialize_unit(),
            Some(Kind::BoolValue(truth)) => serializer.serialize_bool(*truth),
            Some(Kind::NumberValue(number)) => float(*number, serializer),
            Some(Kind::StringValue(text)) => serializer.serialize_str(text),
            Some(Kind::StructValue(inner)) => Object(inner).serialize(serializer),
            Some(Kind::ListValue(items)) => serializer.collect_seq(items.values.iter().map(Member)),
        }
    }
}
