//! Fields that stand in the path.

use percent_encoding::percent_decode_str;
use prost_reflect::{DynamicMessage, FieldDescriptor, ReflectMessage as _};

use super::{refused::Refused, text};

/// The values as they are meant: each segment is decoded by itself, so that it may hold any character.
pub(super) fn decoded<'a>(values: &[(&'a str, &str)]) -> Result<Vec<(&'a str, String)>, Refused> {
    let decode = |(field, value): &(&'a str, &str)| {
        let decoded = percent_decode_str(value).decode_utf8();
        let decoded = decoded.map_err(|_| Refused::not_utf8(&format!("{field} in the path")))?;
        Ok((*field, decoded.into_owned()))
    };
    values.iter().map(decode).collect()
}

/// Sets them, whatever stood there before.
pub(super) fn apply(message: &mut DynamicMessage, values: &[(&str, String)]) -> Result<(), Refused> {
    values.iter().try_for_each(|(path, value)| set(message, path, value))
}

fn set(message: &mut DynamicMessage, path: &str, value: &str) -> Result<(), Refused> {
    let Some((name, rest)) = path.split_once('.') else {
        let field = field(message, path)?;
        message.set_field(&field, text::scalar(&field, value)?);
        return Ok(());
    };
    let field = field(message, name)?;
    let inner = message.get_field_mut(&field).as_message_mut();
    set(inner.ok_or_else(|| Refused(format!("{name} is not a message")))?, rest, value)
}

fn field(message: &DynamicMessage, name: &str) -> Result<FieldDescriptor, Refused> {
    message.descriptor().get_field_by_name(name).ok_or_else(|| Refused(format!("there is no field {name}")))
}
