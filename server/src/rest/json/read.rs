//! JSON into messages. What can't be meant is refused with its place; unknown members are passed over.

use std::collections::{HashMap, HashSet};

use prost_reflect::ReflectMessage as _;
use prost_reflect::{DynamicMessage, EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor, Value};
use proto::{json::is_wrapper, rule};
use serde_json::Number;

use super::node::Node;
use crate::rest::{
    query::{map_key, only_of_its_oneof},
    refused::Refused,
    text,
};

/// Why a value is refused, and where it stands.
struct Bad {
    path: String,
    reason: String,
}

type Read<T> = Result<T, Bad>;

/// Reads a body into a message. An empty body is an empty message.
pub(in crate::rest) fn message(message: &mut DynamicMessage, body: &str) -> Result<(), Refused> {
    if body.trim_ascii().is_empty() {
        return Ok(());
    }
    let node = serde_json::from_str(body).map_err(|error| Refused(format!("malformed JSON: {error}")))?;
    let Node::Object(members) = node else { return Err(Refused("the body is not a JSON object".to_owned())) };
    object(message, members).map_err(|bad| match bad.path.as_str() {
        "" => Refused(bad.reason),
        path => Refused(format!("unmarshal error at path {path:?}: {}", bad.reason)),
    })
}

fn bad<T>(reason: impl Into<String>) -> Read<T> {
    Err(Bad { path: String::new(), reason: reason.into() })
}

/// Says further out where a refused value stands.
fn at<T>(place: &str, outcome: Read<T>) -> Read<T> {
    outcome.map_err(|Bad { path, reason }| {
        let dot = if path.is_empty() || path.starts_with('[') { "" } else { "." };
        Bad { path: format!("{place}{dot}{path}"), reason }
    })
}

impl From<Refused> for Bad {
    fn from(refused: Refused) -> Self {
        Self { path: String::new(), reason: refused.0 }
    }
}

fn object(message: &mut DynamicMessage, members: Vec<(String, Node)>) -> Read<()> {
    let (of, mut seen) = (message.descriptor(), HashSet::new());
    for (name, node) in members {
        let found = of.get_field_by_name(&name).or_else(|| of.get_field_by_json_name(&name));
        let Some(field) = found else { continue };
        if !seen.insert(field.number()) {
            return at(&name, bad("it is given twice"));
        }
        if let Some(value) = at(field.name(), any_number(&field, node))? {
            at(field.name(), only_of_its_oneof(message, &field).map_err(Bad::from))?;
            message.set_field(&field, value);
        }
    }
    Ok(())
}

/// The value of a field: a list, a map or a single value; nothing for `null` where that means so.
fn any_number(field: &FieldDescriptor, node: Node) -> Read<Option<Value>> {
    match node {
        Node::Null if field.is_list() || field.is_map() => Ok(None),
        Node::List(items) if field.is_list() => {
            let items = items.into_iter().enumerate();
            let read = |(index, item)| at(&format!("[{index}]"), present(field, item));
            items.map(read).collect::<Read<_>>().map(|items| Some(Value::List(items)))
        }
        _ if field.is_list() => bad("it must be a list"),
        Node::Object(members) if field.is_map() => map(field, members).map(Some),
        _ if field.is_map() => bad("it must be an object"),
        node => single(field, node),
    }
}

fn map(field: &FieldDescriptor, members: Vec<(String, Node)>) -> Read<Value> {
    let Kind::Message(entry) = field.kind() else { return bad("it is not a map") };
    let mut pairs = HashMap::new();
    for (name, node) in members {
        let place = format!("[{name}]");
        let key = text::scalar(&entry.map_entry_key_field(), &name).and_then(map_key);
        let key = at(&place, key.map_err(Bad::from))?;
        if pairs.insert(key, at(&place, present(&entry.map_entry_value_field(), node))?).is_some() {
            return at(&place, bad("it is given twice"));
        }
    }
    Ok(Value::Map(pairs))
}

/// A value that can't be left out.
fn present(field: &FieldDescriptor, node: Node) -> Read<Value> {
    single(field, node)?.map_or_else(|| bad("it must not be null"), Ok)
}

fn single(field: &FieldDescriptor, node: Node) -> Read<Option<Value>> {
    Ok(Some(match (field.kind(), node) {
        (Kind::Bool, Node::Bool(truth)) => Value::Bool(truth),
        (Kind::Bool, _) => return bad("it must be true or false"),
        (Kind::Enum(of), Node::Text(name)) => Value::EnumNumber(enum_number(&of, &name)?),
        (Kind::Enum(_), Node::Number(number)) => match integer(&Kind::Int32, &number) {
            Some(Value::I32(number)) => Value::EnumNumber(number),
            _ => return bad("it must be a whole number"),
        },
        (Kind::Enum(_), _) => return bad("it must be a name or a number"),
        (_, Node::Null) => return Ok(None),
        (Kind::String, Node::Text(text)) => Value::String(text),
        (Kind::String, _) => return bad("it must be a string"),
        (Kind::Bytes, Node::Text(text)) => Value::Bytes(text::bytes(field, &text)?.into()),
        (Kind::Bytes, _) => return bad("it must be a string of base64"),
        (Kind::Message(of), node) => message_value(&of, node)?,
        (kind, Node::Number(number)) => integer(&kind, &number).map_or_else(|| bad("this number does not fit"), Ok)?,
        (kind, Node::Text(text)) => text::number(&kind, &text).map_or_else(|| bad("it must be a number"), Ok)?,
        _ => return bad("it must be a number"),
    }))
}

/// A number of the field's type; `1.0` and `1e3` are whole numbers too.
fn integer(kind: &Kind, number: &Number) -> Option<Value> {
    let whole = |number: f64| (number.fract() == 0.0 && number.abs() < 1e15).then(|| format!("{number:.0}"));
    let text = match (kind, number.as_f64()) {
        (Kind::Float | Kind::Double, _) => number.to_string(),
        (_, Some(float)) if number.is_f64() => whole(float)?,
        _ => number.to_string(),
    };
    text::number(kind, &text)
}

/// A full name, or what is left of it without the prefix that all names of the enum share.
fn enum_number(of: &EnumDescriptor, name: &str) -> Read<i32> {
    let full = || {
        let prefix = rule::option(of.parent_pool(), &of.options(), "prefix")?;
        of.get_value_by_name(&format!("{}_{name}", prefix.as_str()?))
    };
    match of.get_value_by_name(name).or_else(full) {
        Some(value) => Ok(value.number()),
        // Nobody needs more of it to find it again.
        None => bad(format!("unknown value for enum: {:?}", name.chars().take(64).collect::<String>())),
    }
}

fn message_value(of: &MessageDescriptor, node: Node) -> Read<Value> {
    match (of.full_name(), node) {
        // Clients that were never refused an offset elsewhere would be surprised by what is stored.
        ("google.protobuf.Timestamp", Node::Text(text)) if !text.ends_with('Z') => bad("times must end in Z"),
        ("google.protobuf.Timestamp", Node::Text(text)) => Ok(text::timestamp(of, &text)?),
        ("google.protobuf.Duration", Node::Text(text)) => Ok(text::duration(of, &text)?),
        ("google.protobuf.FieldMask", node) => field_mask(of, node),
        (name, node) if is_wrapper(name) => {
            let mut wrapper = DynamicMessage::new(of.clone());
            if let Some(field) = of.get_field_by_name("value") {
                wrapper.set_field(&field, present(&field, node)?);
            }
            Ok(Value::Message(wrapper))
        }
        ("google.protobuf.Timestamp" | "google.protobuf.Duration", _) => bad("it must be a string"),
        (name, _) if name.starts_with("google.protobuf.") && name != "google.protobuf.Empty" => {
            bad("it can't be given in JSON")
        }
        (_, Node::Object(members)) => {
            let mut message = DynamicMessage::new(of.clone());
            object(&mut message, members)?;
            Ok(Value::Message(message))
        }
        _ => bad("it must be an object"),
    }
}

/// `"name,state"` or `{"paths": ["name", "state"]}`.
fn field_mask(of: &MessageDescriptor, node: Node) -> Read<Value> {
    match node {
        Node::Text(text) if text.is_empty() => Ok(text::field_mask(of, std::iter::empty())),
        Node::Text(text) => Ok(text::field_mask(of, text.split(','))),
        Node::Object(members) if members.iter().all(|(name, _)| name == "paths") => {
            let mut mask = DynamicMessage::new(of.clone());
            object(&mut mask, members)?;
            Ok(Value::Message(mask))
        }
        _ => bad("it must be a string of paths, or an object with nothing but paths"),
    }
}
