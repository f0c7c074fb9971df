//! Values that are written as plain text: in paths, in queries, and in strings of JSON.

use base64::{Engine as _, alphabet, engine};
use domain::Timestamp;
use prost_reflect::{DynamicMessage, EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor, Value};
use proto::{json::is_wrapper, rule::Rule};

use super::refused::Refused;

/// Reads a single value, one item of a list included.
pub(super) fn scalar(field: &FieldDescriptor, text: &str) -> Result<Value, Refused> {
    let refuse = |what: &str| Refused(format!("{text:?} is not {what}"));
    Ok(match field.kind() {
        Kind::String => Value::String(text.to_owned()),
        Kind::Bool => Value::Bool(boolean(text).ok_or_else(|| refuse("true or false"))?),
        Kind::Enum(of) => Value::EnumNumber(enum_number(&of, text).ok_or_else(|| refuse("a valid value"))?),
        Kind::Bytes => Value::Bytes(bytes(field, text)?.into()),
        Kind::Message(of) => message(&of, text)?,
        kind => number(&kind, text).ok_or_else(|| refuse("a number that fits here"))?,
    })
}

/// What Go's `ParseBool` takes, since clients send it.
fn boolean(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Some(true),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Some(false),
        _ => None,
    }
}

/// A full name or a number; in a query, names are not shortened.
fn enum_number(of: &EnumDescriptor, text: &str) -> Option<i32> {
    of.get_value_by_name(text).map(|value| value.number()).or_else(|| text.parse().ok())
}

/// A decimal number.
pub(super) fn number(kind: &Kind, text: &str) -> Option<Value> {
    Some(match kind {
        Kind::Uint32 | Kind::Fixed32 => Value::U32(text.parse().ok()?),
        Kind::Uint64 | Kind::Fixed64 => Value::U64(text.parse().ok()?),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => Value::I32(text.parse().ok()?),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => Value::I64(text.parse().ok()?),
        Kind::Float => Value::F32(text.parse().ok()?),
        Kind::Double => Value::F64(text.parse().ok()?),
        _ => return None,
    })
}

/// Base64 of either alphabet, padded or not; hexadecimal digits where the field is shown so.
pub(super) fn bytes(field: &FieldDescriptor, text: &str) -> Result<Vec<u8>, Refused> {
    if Rule::of(field).flag("hex") {
        return hex(text).ok_or_else(|| Refused("the value is not hexadecimal".to_owned()));
    }
    let alphabet = if text.contains(['-', '_']) { alphabet::URL_SAFE } else { alphabet::STANDARD };
    let padding = engine::DecodePaddingMode::Indifferent;
    let config = engine::GeneralPurposeConfig::new().with_decode_padding_mode(padding);
    let decoded = engine::GeneralPurpose::new(&alphabet, config).decode(text);
    decoded.map_err(|_| Refused("the value is not base64".to_owned()))
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| Some(digit(pair.first()?)? << 4 | digit(pair.get(1)?)?)).collect()
}

/// A message that JSON writes as a string, a number or a truth.
fn message(of: &MessageDescriptor, text: &str) -> Result<Value, Refused> {
    match of.full_name() {
        "google.protobuf.Timestamp" => timestamp(of, text),
        "google.protobuf.Duration" => duration(of, text),
        "google.protobuf.FieldMask" => Ok(field_mask(of, text.split(','))),
        name if is_wrapper(name) => {
            let mut message = DynamicMessage::new(of.clone());
            if let Some(field) = of.get_field_by_name("value") {
                message.set_field(&field, scalar(&field, text)?);
            }
            Ok(Value::Message(message))
        }
        name => Err(Refused(format!("a {name} can't be given as text"))),
    }
}

/// Paths are taken as they are.
pub(super) fn field_mask<'a>(of: &MessageDescriptor, paths: impl Iterator<Item = &'a str>) -> Value {
    let mask = prost_types::FieldMask { paths: paths.map(str::to_owned).collect() };
    known(of, &mask)
}

/// RFC 3339, down to microseconds, which is what is stored.
pub(super) fn timestamp(of: &MessageDescriptor, text: &str) -> Result<Value, Refused> {
    let micros = Timestamp::parse("", text).map_err(|error| Refused(error.message.into_owned()))?.micros();
    let nanos = i32::try_from(micros.rem_euclid(1_000_000) * 1000).unwrap_or_default();
    Ok(known(of, &prost_types::Timestamp { seconds: micros.div_euclid(1_000_000), nanos }))
}

/// Seconds, with at most nine digits of a fraction, and an `s`.
pub(super) fn duration(of: &MessageDescriptor, text: &str) -> Result<Value, Refused> {
    let read = || {
        let number = text.strip_suffix('s')?;
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let digits = !fraction.is_empty() && fraction.len() <= 9 && fraction.bytes().all(|b| b.is_ascii_digit());
        let nanos = digits.then(|| format!("{fraction:0<9}").parse::<i32>().ok())??;
        let nanos = if whole.starts_with('-') { -nanos } else { nanos };
        Some(prost_types::Duration { seconds: whole.parse().ok()?, nanos })
    };
    let duration = read().ok_or_else(|| Refused("write durations like 1.5s".to_owned()))?;
    Ok(known(of, &duration))
}

/// A message of a type that is known at build time.
fn known(of: &MessageDescriptor, message: &impl prost::Message) -> Value {
    let mut dynamic = DynamicMessage::new(of.clone());
    // Both sides are the same message, so there is nothing that could not be read.
    let _ = dynamic.transcode_from(message);
    Value::Message(dynamic)
}
