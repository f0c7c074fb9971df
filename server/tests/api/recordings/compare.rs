//! Whether two answers say the same, but for what no two instances have in common.

use std::{cmp::Reverse, collections::BTreeSet};

use serde_json::{Map, Value};

use super::recording::Recording;
use crate::support::Answer;

/// The headers that the contract names and that mean something to clients.
const HEADERS: [&str; 6] = [
    "Content-Type",
    "Cache-Control",
    "X-Total-Count",
    "Access-Control-Allow-Origin",
    "Access-Control-Allow-Headers",
    "Access-Control-Max-Age",
];
/// Members whose values are of one instance only.
const OWN: [&str; 5] = ["id", "key", "session_id", "user_session_id", "correlation_id"];

/// What stands here for what was recorded: tokens, names of keys and of sessions.
#[derive(Debug)]
pub(super) struct Known(Vec<(String, String)>);

impl<const N: usize> From<[(String, String); N]> for Known {
    fn from(pairs: [(String, String); N]) -> Self {
        Self(pairs.into())
    }
}

impl Known {
    pub(super) fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    pub(super) fn learn(&mut self, recorded: &str, ours: &str) {
        if !recorded.is_empty() && !self.contains(recorded) {
            self.0.push((recorded.to_owned(), ours.to_owned()));
        }
    }

    /// Tokens as the recorded commands name them, and what they are called in lists.
    fn learn_token(&mut self, name: &str, recorded: &str, ours: &str) {
        let named = if name == "access_token" { "$ACCESS" } else { "$REFRESH" };
        let again = if self.contains(named) { "2" } else { "" };
        self.learn(&format!("{named}{again}"), ours);
        let id = |token: &str| token.split('.').nth(1).unwrap_or_default().to_owned();
        self.learn(&id(recorded), &id(ours));
    }

    pub(super) fn replace(&mut self, recorded: &str, ours: &str) {
        self.0.retain(|(known, _)| known != recorded);
        self.learn(recorded, ours);
    }

    pub(super) fn translate(&self, text: &str) -> String {
        let mut text = text.replace("; $CSRFCOOKIE", "");
        // `$ACCESS` is not the beginning of `$ACCESS2`.
        let mut known: Vec<_> = self.0.iter().collect();
        known.sort_by_key(|(recorded, _)| Reverse(recorded.len()));
        for (recorded, ours) in known {
            text = text.replace(recorded.as_str(), ours);
        }
        text
    }
}

/// What an answer says otherwise than the recorded one.
pub(super) fn differences(recording: &Recording, answer: &Answer, known: &mut Known) -> Vec<String> {
    let mut found = Vec::new();
    if recording.status != answer.status.as_u16() {
        found.push(format!("status {} in place of {}", answer.status, recording.status));
    }
    let redirected = answer.status.is_redirection();
    if redirected {
        location(recording, answer, known, &mut found);
    }
    for name in HEADERS {
        // The recorded redirects have a body.
        if redirected && name == "Content-Type" {
            continue;
        }
        let recorded = recording.answered.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        let recorded = recorded.map_or("", |(_, value)| value.as_str());
        if recorded != answer.header(name) {
            found.push(format!("{name}: {:?} in place of {recorded:?}", answer.header(name)));
        }
    }
    let warned = recording.answered.iter().any(|(name, _)| name.eq_ignore_ascii_case("X-Warning"));
    if warned == answer.header("X-Warning").is_empty() {
        found.push("X-Warning".to_owned());
    }
    let ours = serde_json::from_str(&answer.text).unwrap_or(Value::Null);
    if recording.json.get("code").is_some() {
        error(&translated(&recording.json, known), &ours, &mut found);
    } else {
        value("", &recording.json, &ours, known, &mut found);
    }
    found
}

/// Where a redirect leads; the code in it is of one instance only.
fn location(recording: &Recording, answer: &Answer, known: &mut Known, found: &mut Vec<String>) {
    let recorded = recording.answered.iter().find(|(name, _)| name == "Location");
    let recorded = recorded.map_or("", |(_, value)| value.as_str());
    let code =
        |location: &str| location.split(['?', '&']).find_map(|part| part.strip_prefix("code=")).map(str::to_owned);
    let (was, is) = (code(recorded).unwrap_or_default(), code(answer.header("Location")).unwrap_or_default());
    if is.starts_with("MF2XI.") {
        known.learn("$CODE", &is);
        known.learn(&was, &is);
    }
    let (was, is) = (known.translate(recorded), answer.header("Location"));
    if was != is {
        found.push(format!("Location: {is} in place of {was}"));
    }
}

/// Of a failure the code, and the name and facts of each of its details; the prose is ours.
fn error(recorded: &Value, ours: &Value, found: &mut Vec<String>) {
    if recorded["code"] != ours["code"] {
        found.push(format!("code {} in place of {}", ours["code"], recorded["code"]));
    }
    detail(&recorded["details"][0], &ours["details"][0], found);
}

fn detail(recorded: &Value, ours: &Value, found: &mut Vec<String>) {
    for member in ["@type", "namespace", "name", "code"] {
        if recorded[member] != ours[member] {
            found.push(format!("{member} {} in place of {}", ours[member], recorded[member]));
        }
    }
    // More facts are welcome (contract §8.1).
    for (name, recorded) in recorded["attributes"].as_object().into_iter().flatten() {
        let ours = &ours["attributes"][name];
        if sorted(recorded) != sorted(ours) {
            found.push(format!("attribute {name} {ours} in place of {recorded}"));
        }
    }
    match (recorded.get("cause"), ours.get("cause")) {
        (Some(recorded), Some(ours)) => detail(recorded, ours, found),
        (None, None) => {}
        (recorded, ours) => found.push(format!("cause {ours:?} in place of {recorded:?}")),
    }
}

fn value(path: &str, recorded: &Value, ours: &Value, known: &mut Known, found: &mut Vec<String>) {
    match (recorded, ours) {
        (Value::Object(recorded), Value::Object(ours)) => object(path, recorded, ours, known, found),
        (Value::Array(_), Value::Array(_)) if path.ends_with("rights") => {
            if sorted(recorded) != sorted(ours) {
                found.push(format!("{path}: {ours} in place of {recorded}"));
            }
        }
        // By ID, and IDs are random.
        (Value::Array(_), Value::Array(_)) if path.ends_with("api_keys") => {
            let named = |keys: &Value| {
                let mut keys = keys.as_array().cloned().unwrap_or_default();
                keys.sort_by_key(|key| key["name"].to_string());
                Value::Array(keys)
            };
            value(&format!("{path} by name"), &named(recorded), &named(ours), known, found);
        }
        (Value::Array(recorded), Value::Array(ours)) if recorded.len() == ours.len() => {
            for (place, (recorded, ours)) in recorded.iter().zip(ours).enumerate() {
                value(&format!("{path}[{place}]"), recorded, ours, known, found);
            }
        }
        (recorded, ours) if recorded == ours => {}
        (recorded, ours) => found.push(format!("{path}: {ours} in place of {recorded}")),
    }
}

fn object(
    path: &str,
    recorded: &Map<String, Value>,
    ours: &Map<String, Value>,
    known: &mut Known,
    found: &mut Vec<String>,
) {
    let names: BTreeSet<_> = recorded.keys().chain(ours.keys()).collect();
    for name in names {
        let place = format!("{path}.{name}");
        match (recorded.get(name), ours.get(name)) {
            (Some(Value::String(recorded)), Some(Value::String(ours))) if name.ends_with("_token") => {
                known.learn_token(name, recorded, ours);
            }
            (Some(Value::String(recorded)), Some(Value::String(ours))) if OWN.contains(&name.as_str()) => {
                known.learn(recorded, ours);
            }
            (Some(Value::String(_)), Some(Value::String(_))) if name.ends_with("_at") => {}
            (Some(recorded), Some(ours)) => value(&place, recorded, ours, known, found),
            (recorded, ours) => found.push(format!("{place}: {ours:?} in place of {recorded:?}")),
        }
    }
}

/// The same with what stands here for what was recorded.
fn translated(recorded: &Value, known: &Known) -> Value {
    serde_json::from_str(&known.translate(&recorded.to_string())).unwrap()
}

/// The same with the members of every list in order.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Array(members) => {
            let mut members: Vec<_> = members.iter().map(sorted).collect();
            members.sort_by_key(ToString::to_string);
            Value::Array(members)
        }
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), sorted(value))).collect(),
        other => other.clone(),
    }
}
