//! What a call is over HTTP, as a command that others can run.

use prost::Message;
use prost_reflect::DynamicMessage;
use proto::json::Json;
use serde_json::{Map, Value};

use crate::{
    client,
    failure::{Failure, Result},
    output,
    settings::Settings,
};

/// Members that nobody is shown.
const SECRETS: [&str; 7] =
    ["password", "temporary_password", "password_hash", "old", "new", "token", "invitation_token"];
const VERBS: [&str; 5] = ["get", "put", "post", "delete", "patch"];
/// What stands for the key, so that nobody reads it over a shoulder.
const KEY: &str = "$API_KEY";

/// Prints the command that does the same, in place of doing it.
pub(crate) fn show<T>(settings: &Settings, method: &str, request: &impl Message, authorized: bool) -> Result<T> {
    let base = settings.text("oauth-server-address").trim_end_matches('/').trim_end_matches("/oauth");
    output::text(&format!("{}\n", command(base, method, request, authorized)?))?;
    Err(Failure::Said(0))
}

/// The request as JSON.
pub(crate) fn json(method: &str, request: &impl Message) -> Result<Value> {
    Ok(Value::Object(object(method, request)?))
}

fn object(method: &str, request: &impl Message) -> Result<Map<String, Value>> {
    let unknown = || Failure::text(format!("there is no method {method}"));
    let of = client::descriptor(method).ok_or_else(unknown)?.input();
    let message = DynamicMessage::decode(of, request.encode_to_vec().as_slice()).map_err(|_| unknown())?;
    match serde_json::to_value(Json(&message)) {
        Ok(Value::Object(mut object)) => {
            mask(&mut object);
            Ok(object)
        }
        _ => Err(unknown()),
    }
}

fn mask(object: &mut Map<String, Value>) {
    for (name, value) in object.iter_mut() {
        match value {
            Value::String(text) if SECRETS.contains(&name.as_str()) => "***".clone_into(text),
            Value::Object(inner) => mask(inner),
            Value::Array(items) => items.iter_mut().filter_map(Value::as_object_mut).for_each(mask),
            _ => {}
        }
    }
}

fn command(base: &str, method: &str, request: &impl Message, authorized: bool) -> Result<String> {
    let (verb, path, whole) = rule(method).ok_or_else(|| {
        Failure::text(format!("{method} can only be called over gRPC; there is no curl command for it"))
    })?;
    let mut object = object(method, request)?;
    let path = path.split('/').map(|part| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
        Some(field) => take(&mut object, field),
        None => part.to_owned(),
    });
    let path = path.collect::<Vec<_>>().join("/");
    let mut line = "curl".to_owned();
    if verb != "get" {
        line = format!("{line} -X {}", verb.to_uppercase());
    }
    if authorized {
        line = format!("{line} -H \"Authorization: Bearer {KEY}\"");
    }
    if whole {
        let body = Value::Object(object).to_string().replace('\'', "'\\''");
        return Ok(format!("{line} -H 'Content-Type: application/json' -d '{body}' '{base}{path}'"));
    }
    Ok(format!("{line} '{base}{path}{}'", query(object)))
}

/// The HTTP method and path of a method, and whether the whole request is in the body.
fn rule(method: &str) -> Option<(&'static str, String, bool)> {
    let http = proto::brief_pool().get_extension_by_name("google.api.http")?;
    let options = client::descriptor(method)?.options();
    let rule = options.has_extension(&http).then(|| options.get_extension(&http).into_owned())?;
    let rule = rule.as_message()?;
    let text = |name: &str| Some(rule.get_field_by_name(name)?.as_str()?.to_owned()).filter(|text| !text.is_empty());
    let (verb, path) = VERBS.into_iter().find_map(|verb| Some((verb, text(verb)?)))?;
    Some((verb, path, text("body").is_some()))
}

/// Takes the value of a field out of a message, and the messages that are empty without it.
fn take(object: &mut Map<String, Value>, path: &str) -> String {
    let Some((first, rest)) = path.split_once('.') else {
        return object.remove(path).map(|value| plain(&value)).unwrap_or_default();
    };
    let Some(inner) = object.get_mut(first).and_then(Value::as_object_mut) else { return String::new() };
    let taken = take(inner, rest);
    if inner.is_empty() {
        object.remove(first);
    }
    taken
}

fn plain(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    percent_encoding::utf8_percent_encode(&text, percent_encoding::NON_ALPHANUMERIC)
        .to_string()
        .replace("%2D", "-")
        .replace("%5F", "_")
        .replace("%2E", ".")
        .replace("%40", "@")
}

fn query(object: Map<String, Value>) -> String {
    let mut pairs = Vec::new();
    flatten("", &Value::Object(object), &mut pairs);
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}

fn flatten(path: &str, value: &Value, pairs: &mut Vec<String>) {
    match value {
        Value::Object(members) => match members.get("paths").and_then(Value::as_array) {
            Some(paths) => {
                let paths: Vec<_> = paths.iter().map(plain).collect();
                pairs.push(format!("{path}={}", paths.join(",")));
            }
            None => {
                for (name, member) in members {
                    let dot = if path.is_empty() { "" } else { "." };
                    flatten(&format!("{path}{dot}{name}"), member, pairs);
                }
            }
        },
        Value::Array(items) => items.iter().for_each(|item| flatten(path, item, pairs)),
        value => pairs.push(format!("{path}={}", plain(value))),
    }
}

#[cfg(test)]
mod tests {
    use proto::v3;

    use super::*;

    fn ids(user_id: &str) -> v3::UserIdentifiers {
        v3::UserIdentifiers { user_id: user_id.into(), email: String::new() }
    }

    #[test]
    fn what_the_path_holds_is_not_asked_for_twice() {
        let request = v3::GetUserRequest {
            user_ids: Some(ids("ada")),
            field_mask: Some(prost_types::FieldMask { paths: vec!["name".into(), "state".into()] }),
        };
        assert_eq!(
            command("http://h", "UserRegistry/Get", &request, true).unwrap(),
            "curl -H \"Authorization: Bearer $API_KEY\" 'http://h/api/v3/users/ada?field_mask=name,state'"
        );
    }

    #[test]
    fn secrets_are_not_shown() {
        let user =
            v3::User { ids: Some(ids("ada")), name: "Ada's".into(), password: "secret".into(), ..v3::User::default() };
        let request = v3::CreateUserRequest { user: Some(user), invitation_token: "secret".into() };
        let line = command("http://h", "UserRegistry/Create", &request, false).unwrap();
        assert!(!line.contains("secret"), "{line}");
        assert!(line.starts_with("curl -X POST -H 'Content-Type: application/json' -d '{"), "{line}");
        assert!(line.contains(r#""name":"Ada'\''s""#), "{line}");
    }
}
