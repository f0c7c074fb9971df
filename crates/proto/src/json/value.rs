//! The values of fields.

use std::borrow::Cow;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use prost_reflect::{FieldDescriptor, MapKey, Value};
use serde::{Serialize, Serializer};

use super::{Json, kind_of_values};
use crate::rule::Rule;

/// All that a field holds, be it several.
pub(super) struct Whole<'a>(pub(super) &'a FieldDescriptor, pub(super) &'a Value);

impl Serialize for Whole<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.1 {
            Value::List(items) => serializer.collect_seq(items.iter().map(|item| Single(self.0, item))),
            Value::Map(pairs) => {
                let Some(of) = kind_of_values(&self.0.kind()) else { return serializer.serialize_unit() };
                // By key, so that equal answers are equal texts.
                let mut pairs: Vec<_> = pairs.iter().collect();
                pairs.sort_unstable_by_key(|(key, _)| *key);
                serializer.collect_map(pairs.into_iter().map(|(key, value)| (key_text(key), Single(&of, value))))
            }
            value => Single(self.0, value).serialize(serializer),
        }
    }
}

fn key_text(key: &MapKey) -> Cow<'_, str> {
    match key {
        MapKey::String(text) => text.into(),
        MapKey::Bool(truth) => truth.to_string().into(),
        MapKey::I32(number) => number.to_string().into(),
        MapKey::I64(number) => number.to_string().into(),
        MapKey::U32(number) => number.to_string().into(),
        MapKey::U64(number) => number.to_string().into(),
    }
}

/// One value of a field.
pub(super) struct Single<'a>(pub(super) &'a FieldDescriptor, pub(super) &'a Value);

impl Serialize for Single<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.1 {
            Value::Bool(truth) => serializer.serialize_bool(*truth),
            Value::I32(number) => serializer.serialize_i32(*number),
            Value::U32(number) => serializer.serialize_u32(*number),
            // Programs that know only floating-point numbers would round them.
            Value::I64(number) => serializer.collect_str(number),
            Value::U64(number) => serializer.collect_str(number),
            Value::F32(number) => float(f64::from(*number), serializer),
            Value::F64(number) => float(*number, serializer),
            Value::String(text) => serializer.serialize_str(text),
            Value::Bytes(bytes) if Rule::of(self.0).flag("hex") => {
                let digits = bytes.iter().map(|byte| format!("{byte:02X}"));
                serializer.serialize_str(&digits.collect::<String>())
            }
            Value::Bytes(bytes) => serializer.serialize_str(&BASE64_STANDARD.encode(bytes)),
            Value::EnumNumber(number) => match self.0.kind().as_enum().and_then(|of| of.get_value(*number)) {
                Some(known) => serializer.serialize_str(known.name()),
                None => serializer.serialize_i32(*number),
            },
            Value::Message(message) => Json(message).serialize(serializer),
            Value::List(_) | Value::Map(_) => serializer.serialize_unit(),
        }
    }
}

/// Whole numbers without a fraction, as other encoders write them; what is no number has a name.
pub(super) fn float<S: Serializer>(number: f64, serializer: S) -> Result<S::Ok, S::Error> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if !number.is_finite() {
        return serializer.collect_str(&number);
    }
    if number.fract() == 0.0 && number.abs() <= EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "whole numbers of 53 bits fit")]
        return serializer.serialize_i64(number as i64);
    }
    serializer.serialize_f64(number)
}
