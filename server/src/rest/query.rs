//! Fields that stand in the query.

use percent_encoding::percent_decode;
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor, ReflectMessage as _, Value};

use super::{refused::Refused, text};

/// One field with all values that are given for it.
struct Parameter {
    /// The fields that lead to it, itself the last.
    path: Vec<FieldDescriptor>,
    /// As the .proto file writes it, with dots.
    name: String,
    /// The key where the field is a map, and the value.
    values: Vec<(Option<String>, String)>,
}

/// Sets them. What no field has the name of is passed over, as is what the path holds already.
pub(super) fn apply(message: &mut DynamicMessage, query: &str, bound: &[(&str, String)]) -> Result<(), Refused> {
    let mut parameters = Vec::<Parameter>::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let key = decoded(key).ok_or_else(|| Refused::not_utf8("a name in the query"))?;
        let value = decoded(value).ok_or_else(|| Refused::not_utf8(&format!("{key:?} in the query")))?;
        let (key, map_key) = match key.strip_suffix(']').and_then(|key| key.split_once('[')) {
            Some((key, map_key)) => (key.to_owned(), Some(map_key.to_owned())),
            None => (key, None),
        };
        let Some(path) = resolve(&message.descriptor(), &key)? else { continue };
        let name = path.iter().map(FieldDescriptor::name).collect::<Vec<_>>().join(".");
        if bound.iter().any(|(bound, _)| *bound == name) {
            continue;
        }
        match parameters.iter_mut().find(|known| known.name == name) {
            Some(known) => known.values.push((map_key, value)),
            None => parameters.push(Parameter { path, name, values: vec![(map_key, value)] }),
        }
    }
    parameters.iter().try_for_each(|parameter| parameter.set(message))
}

/// What a browser writes for a text.
fn decoded(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    Some(percent_decode(spaced.as_bytes()).decode_utf8().ok()?.into_owned())
}

/// The fields that a name with dots leads through, each by its name in the file or in JSON.
fn resolve(message: &MessageDescriptor, name: &str) -> Result<Option<Vec<FieldDescriptor>>, Refused> {
    let (mut path, mut place) = (Vec::<FieldDescriptor>::new(), Some(message.clone()));
    for part in name.split('.') {
        let Some(message) = place else {
            let name = path.last().map(|field| field.name().to_owned()).unwrap_or_default();
            return Err(Refused(format!("invalid path: {name:?} is not a message")));
        };
        let found = message.get_field_by_name(part).or_else(|| message.get_field_by_json_name(part));
        let Some(field) = found else { return Ok(None) };
        let single = !field.is_list() && !field.is_map();
        place = field.kind().as_message().filter(|_| single).cloned();
        path.push(field);
    }
    Ok(Some(path))
}

impl Parameter {
    fn set(&self, message: &mut DynamicMessage) -> Result<(), Refused> {
        let Some((field, above)) = self.path.split_last() else { return Ok(()) };
        let mut place = message;
        for field in above {
            only_of_its_oneof(place, field)?;
            let inner = place.get_field_mut(field).as_message_mut();
            place = inner.ok_or_else(|| Refused(format!("{} is not a message", field.name())))?;
        }
        only_of_its_oneof(place, field)?;
        place.set_field(field, self.value(field)?);
        Ok(())
    }

    fn value(&self, field: &FieldDescriptor) -> Result<Value, Refused> {
        let name = &self.name;
        if let (true, Kind::Message(entry)) = (field.is_map(), field.kind()) {
            return self.map(&entry);
        }
        if self.values.iter().any(|(key, _)| key.is_some()) {
            return Err(Refused(format!("{name:?} is not a map")));
        }
        let texts = self.values.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>();
        match texts.as_slice() {
            _ if field.is_list() => {
                let items = texts.iter().map(|text| text::scalar(field, text)).collect::<Result<_, _>>();
                items.map(Value::List).map_err(|error| Refused(format!("parsing list {name:?}: {}", error.0)))
            }
            [text] => {
                text::scalar(field, text).map_err(|error| Refused(format!("parsing field {name:?}: {}", error.0)))
            }
            _ => Err(Refused(format!("too many values for field {name:?}"))),
        }
    }

    fn map(&self, entry: &MessageDescriptor) -> Result<Value, Refused> {
        let wrong = |error: Refused| Refused(format!("parsing map {:?}: {}", self.name, error.0));
        let pairs = self.values.iter().map(|(key, value)| {
            let key = key.as_deref().ok_or_else(|| Refused("write name[key]=value".to_owned()))?;
            let value = text::scalar(&entry.map_entry_value_field(), value)?;
            Ok((map_key(text::scalar(&entry.map_entry_key_field(), key)?)?, value))
        });
        pairs.collect::<Result<_, _>>().map(Value::Map).map_err(wrong)
    }
}

/// A key of a map.
pub(super) fn map_key(value: Value) -> Result<MapKey, Refused> {
    match value {
        Value::String(text) => Ok(MapKey::String(text)),
        Value::Bool(truth) => Ok(MapKey::Bool(truth)),
        Value::U32(number) => Ok(MapKey::U32(number)),
        Value::U64(number) => Ok(MapKey::U64(number)),
        Value::I32(number) => Ok(MapKey::I32(number)),
        Value::I64(number) => Ok(MapKey::I64(number)),
        _ => Err(Refused("this can't be a key".to_owned())),
    }
}

/// Of several fields that exclude each other, one may be given.
pub(super) fn only_of_its_oneof(message: &DynamicMessage, field: &FieldDescriptor) -> Result<(), Refused> {
    let Some(oneof) = field.containing_oneof() else { return Ok(()) };
    let other = oneof.fields().find(|other| other != field && message.has_field(other));
    other.map_or(Ok(()), |_| Err(Refused(format!("field already set for oneof {:?}", oneof.name()))))
}
