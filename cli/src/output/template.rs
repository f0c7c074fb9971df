//! Templates of Go, as far as they are a text with fields in it: `{{ .Ids.UserId }} {{ .Name }}`.

use prost_reflect::{DynamicMessage, Kind, MessageDescriptor, ReflectMessage as _, Value};

use crate::{
    failure::{Failure, Result},
    json::compact,
};

/// A text with gaps.
#[derive(Debug)]
pub(crate) struct Template(Vec<Part>);

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    /// The path of a field, in Go's names.
    Field(Vec<String>),
}

impl Template {
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let (mut parts, mut rest) = (Vec::new(), text);
        while let Some((before, behind)) = rest.split_once("{{") {
            let (action, after) =
                behind.split_once("}}").ok_or_else(|| Failure::text("template: a {{ is never closed by }}"))?;
            parts.push(Part::Text(before.to_owned()));
            parts.push(Part::Field(path(action.trim())?));
            rest = after;
        }
        parts.push(Part::Text(rest.to_owned()));
        Ok(Self(parts))
    }

    /// The fields of a message that it shows, by their paths in the API. What is none is said once it is to be filled in.
    pub(crate) fn paths(&self, of: &MessageDescriptor) -> Vec<String> {
        let fields = self.0.iter().filter_map(|part| match part {
            Part::Field(names) => field_at(of, names),
            Part::Text(_) => None,
        });
        fields.filter(|path| !path.starts_with("ids")).collect()
    }

    pub(crate) fn fill(&self, message: &DynamicMessage) -> Result<String> {
        let mut filled = String::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => filled.push_str(text),
                Part::Field(path) => filled.push_str(&value(message, path)?),
            }
        }
        Ok(filled)
    }
}

fn path(action: &str) -> Result<Vec<String>> {
    let names = action.strip_prefix('.').map(|path| path.split('.').collect::<Vec<_>>()).unwrap_or_default();
    let sound = |name: &&str| !name.is_empty() && name.chars().all(char::is_alphanumeric);
    if names.is_empty() || !names.iter().all(sound) {
        return Err(Failure::text(format!(
            "template: only fields such as .Ids.UserId can be filled in, not {action:?}"
        )));
    }
    Ok(names.into_iter().map(str::to_owned).collect())
}

/// `primary_email_address` for `PrimaryEmailAddress`; below the first message a mask names it as a whole.
fn field_at(of: &MessageDescriptor, names: &[String]) -> Option<String> {
    let first = names.first()?;
    of.fields().find(|field| go_name(field.name()) == *first).map(|field| field.name().to_owned())
}

fn value(message: &DynamicMessage, path: &[String]) -> Result<String> {
    let Some((name, rest)) = path.split_first() else { return Ok(String::new()) };
    let of = message.descriptor();
    let known = |name: &str| of.fields().find(|field| go_name(field.name()) == name);
    let field = known(name).ok_or_else(|| {
        let names: Vec<_> = proto::fields(&of).map(|field| go_name(field.name())).collect();
        let near = names.iter().max_by(|a, b| strsim::jaro_winkler(a, name).total_cmp(&strsim::jaro_winkler(b, name)));
        let meant = near.map_or_else(String::new, |name| format!("; did you mean .{name}?"));
        Failure::text(format!("template: there is no field .{name} in {}{meant}", of.name()))
    })?;
    match &*message.get_field(&field) {
        Value::Message(inner) if !rest.is_empty() => value(inner, rest),
        Value::EnumNumber(number) => Ok(match field.kind() {
            Kind::Enum(of) => of.get_value(*number).map_or_else(|| number.to_string(), |value| value.name().to_owned()),
            _ => number.to_string(),
        }),
        Value::String(text) => Ok(text.clone()),
        Value::Message(_) if !message.has_field(&field) => Ok("<nil>".to_owned()),
        Value::Message(inner) => Ok(compact(inner)?.trim_matches('"').to_owned()),
        Value::Bool(truth) => Ok(truth.to_string()),
        Value::U32(number) => Ok(number.to_string()),
        Value::List(items) => {
            let names = items.iter().map(|item| match (item, field.kind()) {
                (Value::EnumNumber(number), Kind::Enum(of)) => {
                    of.get_value(*number).map_or_else(|| number.to_string(), |value| value.name().to_owned())
                }
                (Value::String(text), _) => text.clone(),
                (other, _) => other.to_string(),
            });
            Ok(format!("[{}]", names.collect::<Vec<_>>().join(" ")))
        }
        other => Ok(other.to_string()),
    }
}

/// `primary_email_address` as Go has it: `PrimaryEmailAddress`.
fn go_name(name: &str) -> String {
    let words = name.split('_').map(|word| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use proto::v3;

    use super::*;

    fn filled(template: &str) -> Result<String> {
        let user = v3::User {
            ids: Some(v3::UserIdentifiers { user_id: "ada".into(), email: String::new() }),
            name: "Ada".into(),
            ..v3::User::default()
        };
        let of = proto::brief_pool().get_message_by_name("ttn.lorawan.v3.User").unwrap();
        let message = DynamicMessage::decode(of, prost::Message::encode_to_vec(&user).as_slice()).unwrap();
        Template::parse(template)?.fill(&message)
    }

    #[test]
    fn fields_stand_where_the_template_has_them() {
        assert_eq!(
            filled("{{ .Ids.UserId }} {{.Name}} {{ .State }} {{ .Admin }}!").unwrap(),
            "ada Ada STATE_REQUESTED false!"
        );
    }

    #[test]
    fn what_can_not_be_filled_in_is_named() {
        assert_eq!(
            filled("{{ .Nmae }}").unwrap_err().to_string(),
            "template: there is no field .Nmae in User; did you mean .Name?"
        );
        assert!(filled("{{ range . }}").is_err());
        assert!(filled("{{ .Name").is_err());
    }
}
