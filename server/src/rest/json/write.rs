//! Messages into JSON: compact, fields in the order of the files, nothing that is empty.

use std::{borrow::Cow, fmt::Write as _};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::Timestamp;
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MapKey, ReflectMessage as _, Value};
use prost_types::{ListValue, Struct, value};
use proto::rule::Rule;

use crate::rest::text::is_wrapper;

/// A string with its quotes.
pub(in crate::rest) fn text(out: &mut String, text: &str) {
    out.push_str(&serde_json::Value::from(text).to_string());
}

/// A message.
pub(in crate::rest) fn message(out: &mut String, message: &DynamicMessage) {
    let of = message.descriptor();
    match of.full_name() {
        "google.protobuf.Timestamp" => timestamp(out, &message.transcode_to().unwrap_or_default()),
        "google.protobuf.Duration" => duration(out, &message.transcode_to().unwrap_or_default()),
        "google.protobuf.Struct" => object(out, &message.transcode_to().unwrap_or_default()),
        "google.protobuf.Any" => {
            let any = message.transcode_to::<prost_types::Any>().unwrap_or_default();
            self::any(out, &any.type_url, &any.value);
        }
        name if is_wrapper(name) => {
            if let Some(field) = of.get_field_by_name("value") {
                single(out, &field, &message.get_field(&field));
            }
        }
        _ => {
            out.push('{');
            fields(out, message, true);
            out.push('}');
        }
    }
}

/// A message of any type, which is named in it.
pub(in crate::rest) fn any(out: &mut String, type_url: &str, bytes: &[u8]) {
    out.push_str("{\"@type\":");
    text(out, type_url);
    let name = type_url.rsplit('/').next().unwrap_or_default();
    let of = proto::pool().get_message_by_name(name);
    if let Some(message) = of.and_then(|of| DynamicMessage::decode(of, bytes).ok()) {
        fields(out, &message, false);
    }
    out.push('}');
}

fn fields(out: &mut String, message: &DynamicMessage, mut first: bool) {
    for field in proto::fields(&message.descriptor()).filter(|field| message.has_field(field)) {
        separate(out, &mut first);
        text(out, field.name());
        out.push(':');
        value(out, &field, &message.get_field(&field));
    }
}

fn separate(out: &mut String, first: &mut bool) {
    if !std::mem::take(first) {
        out.push(',');
    }
}

fn value(out: &mut String, field: &FieldDescriptor, value: &Value) {
    let mut first = true;
    match value {
        Value::List(items) => {
            out.push('[');
            for item in items {
                separate(out, &mut first);
                single(out, field, item);
            }
            out.push(']');
        }
        Value::Map(pairs) => {
            let Kind::Message(entry) = field.kind() else { return };
            // By key, so that equal answers are equal texts.
            let mut pairs = pairs.iter().collect::<Vec<_>>();
            pairs.sort_unstable_by_key(|(key, _)| *key);
            out.push('{');
            for (key, value) in pairs {
                separate(out, &mut first);
                text(out, &key_text(key));
                out.push(':');
                single(out, &entry.map_entry_value_field(), value);
            }
            out.push('}');
        }
        value => single(out, field, value),
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

fn single(out: &mut String, field: &FieldDescriptor, value: &Value) {
    match value {
        Value::Bool(truth) => out.push_str(if *truth { "true" } else { "false" }),
        Value::I32(number) => shown(out, number),
        Value::U32(number) => shown(out, number),
        // Programs that know only floating-point numbers would round them.
        Value::I64(number) => text(out, &number.to_string()),
        Value::U64(number) => text(out, &number.to_string()),
        Value::F32(number) => float(out, f64::from(*number)),
        Value::F64(number) => float(out, *number),
        Value::String(string) => text(out, string),
        Value::Bytes(bytes) if Rule::of(field).flag("hex") => {
            out.push('"');
            bytes.iter().for_each(|byte| shown(out, format_args!("{byte:02X}")));
            out.push('"');
        }
        Value::Bytes(bytes) => text(out, &BASE64_STANDARD.encode(bytes)),
        Value::EnumNumber(number) => match field.kind().as_enum().and_then(|of| of.get_value(*number)) {
            Some(known) => text(out, known.name()),
            None => shown(out, number),
        },
        Value::Message(inner) => message(out, inner),
        Value::List(_) | Value::Map(_) => out.push_str("null"),
    }
}

/// Writing to a string does not fail.
fn shown(out: &mut String, value: impl std::fmt::Display) {
    let _ = write!(out, "{value}");
}

/// Whole numbers without a fraction, as other encoders write them.
fn float(out: &mut String, number: f64) {
    if number.is_finite() { shown(out, number) } else { text(out, &number.to_string()) }
}

/// Down to microseconds, which is what is stored.
fn timestamp(out: &mut String, time: &prost_types::Timestamp) {
    let micros = time.seconds.saturating_mul(1_000_000).saturating_add(i64::from(time.nanos) / 1000);
    text(out, &Timestamp::from_micros(micros).to_string());
}

fn duration(out: &mut String, duration: &prost_types::Duration) {
    let sign = if duration.seconds < 0 || duration.nanos < 0 { "-" } else { "" };
    let (seconds, nanos) = (duration.seconds.unsigned_abs(), duration.nanos.unsigned_abs());
    let fraction = match nanos {
        0 => String::new(),
        n if n % 1_000_000 == 0 => format!(".{:03}", n / 1_000_000),
        n if n % 1_000 == 0 => format!(".{:06}", n / 1_000),
        n => format!(".{n:09}"),
    };
    text(out, &format!("{sign}{seconds}{fraction}s"));
}

/// A message that is JSON itself.
fn object(out: &mut String, object: &Struct) {
    let mut first = true;
    out.push('{');
    for (name, member) in &object.fields {
        separate(out, &mut first);
        text(out, name);
        out.push(':');
        json(out, member);
    }
    out.push('}');
}

fn list(out: &mut String, list: &ListValue) {
    let mut first = true;
    out.push('[');
    for item in &list.values {
        separate(out, &mut first);
        json(out, item);
    }
    out.push(']');
}

fn json(out: &mut String, value: &prost_types::Value) {
    match &value.kind {
        None | Some(value::Kind::NullValue(_)) => out.push_str("null"),
        Some(value::Kind::BoolValue(truth)) => shown(out, truth),
        Some(value::Kind::NumberValue(number)) => float(out, *number),
        Some(value::Kind::StringValue(string)) => text(out, string),
        Some(value::Kind::StructValue(inner)) => object(out, inner),
        Some(value::Kind::ListValue(items)) => list(out, items),
    }
}
