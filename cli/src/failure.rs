//! Why a command did not do what it was asked for, as people and scripts read it.

use std::fmt::{self, Write as _};

use prost::Message as _;
use prost_types::{Struct, Value, value::Kind};
use proto::{rpc_status, v3::ErrorDetails};
use tonic::{Code, Status};

use crate::{printable, program::Program};

/// The result of what a command does.
pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

/// The namespace of errors that never went to a server; scripts know them under this name.
const HERE: &str = "cmd/ttn-lw-cli/commands";
/// What the program exits with.
pub(crate) const FAILED: u8 = 255;
/// The same after Ctrl-C; the other program has no exit code of its own for that.
const CANCELLED: u8 = 130;

/// Why a command failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The server refused, or something is missing that has a name in the contract.
    Named(Box<Named>),
    /// Something else, in a line or two.
    Text(String),
    /// The server does not know the method.
    TooOld(String),
    /// Somebody pressed Ctrl-C; what is to be said of it.
    Cancelled(String),
    /// All has been said and done; what the program exits with.
    Said(u8),
}

/// An error with its name and facts.
#[derive(Debug)]
pub(crate) struct Named {
    /// The whole text, name included.
    pub(crate) message: String,
    /// Namespace, name, attributes, causes.
    pub(crate) details: ErrorDetails,
    /// What gRPC calls it.
    pub(crate) code: Code,
}

impl Failure {
    /// An error of the program's own that has a name.
    pub(crate) fn here(name: &str, text: &str) -> Self {
        Self::of(HERE, name, text)
    }

    /// The same of another part of the program that scripts know by its namespace.
    pub(crate) fn of(namespace: &str, name: &str, text: &str) -> Self {
        let details = ErrorDetails {
            namespace: namespace.into(),
            name: name.into(),
            message_format: text.into(),
            ..ErrorDetails::default()
        };
        Self::Named(Box::new(Named { message: titled(&details), details, code: Code::InvalidArgument }))
    }

    /// In a line.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// What the program exits with.
    pub(crate) fn exit_code(&self, program: Program) -> u8 {
        match self {
            Self::Said(code) => *code,
            Self::Cancelled(_) if program == Program::Roster => CANCELLED,
            Self::Named(_) | Self::Text(_) | Self::TooOld(_) | Self::Cancelled(_) => FAILED,
        }
    }
}

impl From<Status> for Failure {
    fn from(status: Status) -> Self {
        let whole = rpc_status::Status::decode(status.details()).unwrap_or_default();
        let details = whole.details.first().and_then(|any| ErrorDetails::decode(any.value.as_slice()).ok());
        let details = details.unwrap_or_default();
        let message = match details.name.as_str() {
            "" => format!("error:unknown:unknown ({})", status.message()),
            _ => status.message().to_owned(),
        };
        Self::Named(Box::new(Named { message, details, code: status.code() }))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(named) => named.fmt(f),
            Self::Text(text) | Self::TooOld(text) | Self::Cancelled(text) => f.write_str(text),
            Self::Said(_) => Ok(()),
        }
    }
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&printable::line(&self.message))?;
        facts(f, &self.details)?;
        let mut cause = self.details.cause.as_deref();
        while let Some(details) = cause {
            write!(f, "\n--- {}", printable::line(&titled(details)))?;
            facts(f, details)?;
            cause = details.cause.as_deref();
        }
        Ok(())
    }
}

fn facts(f: &mut fmt::Formatter<'_>, details: &ErrorDetails) -> fmt::Result {
    for (name, value) in details.attributes.iter().flat_map(|all| &all.fields) {
        write!(f, "\n    {name}={}", printable::line(&shown(value)))?;
    }
    if details.correlation_id.is_empty() {
        return Ok(());
    }
    write!(f, "\n    correlation_id={}", details.correlation_id)
}

/// `error:NAMESPACE:NAME (TEXT)`
pub(crate) fn titled(details: &ErrorDetails) -> String {
    let mut text = details.message_format.clone();
    for (name, value) in details.attributes.iter().flat_map(|all| &all.fields) {
        text = text.replace(&format!("{{{name}}}"), &shown(value));
    }
    if details.name.is_empty() { text } else { format!("error:{}:{} ({text})", details.namespace, details.name) }
}

/// A value as Go prints it, which is what scripts have learnt to read.
fn shown(value: &Value) -> String {
    match &value.kind {
        None | Some(Kind::NullValue(_)) => "<nil>".to_owned(),
        Some(Kind::BoolValue(truth)) => truth.to_string(),
        Some(Kind::NumberValue(number)) => number.to_string(),
        Some(Kind::StringValue(text)) => text.clone(),
        Some(Kind::ListValue(items)) => {
            format!("[{}]", items.values.iter().map(shown).collect::<Vec<_>>().join(" "))
        }
        Some(Kind::StructValue(inner)) => format!("map[{}]", members(inner)),
    }
}

fn members(inner: &Struct) -> String {
    let mut text = String::new();
    for (name, value) in &inner.fields {
        let space = if text.is_empty() { "" } else { " " };
        let _ = write!(text, "{space}{name}:{}", shown(value));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(name: &str, kind: Kind) -> (String, Value) {
        (name.to_owned(), Value { kind: Some(kind) })
    }

    #[test]
    fn causes_follow_with_their_facts() {
        let cause = ErrorDetails {
            namespace: "pkg/errors".into(),
            name: "validation".into(),
            message_format: "invalid `{field}`: {reason}".into(),
            attributes: Some(Struct {
                fields: [
                    attribute("field", Kind::StringValue("user_id".into())),
                    attribute("reason", Kind::StringValue("no".into())),
                ]
                .into(),
            }),
            ..ErrorDetails::default()
        };
        let details = ErrorDetails { cause: Some(Box::new(cause)), ..ErrorDetails::default() };
        let named = Named { message: "error:a:b (c)".into(), details, code: Code::InvalidArgument };
        let expected = "error:a:b (c)\n--- error:pkg/errors:validation (invalid `user_id`: no)\n    \
                        field=user_id\n    reason=no";
        assert_eq!(Failure::Named(Box::new(named)).to_string(), expected);
    }

    #[test]
    fn values_are_shown_as_scripts_know_them() {
        let text = |text: &str| Value { kind: Some(Kind::StringValue(text.into())) };
        let list = prost_types::ListValue { values: vec![text("RIGHT_A"), text("RIGHT_B")] };
        assert_eq!(shown(&Value { kind: Some(Kind::ListValue(list)) }), "[RIGHT_A RIGHT_B]");
        assert_eq!(shown(&Value { kind: Some(Kind::NumberValue(8.0)) }), "8");
    }

    #[test]
    fn errors_without_a_name_are_unknown_ones() {
        let failure = Failure::from(Status::unavailable("no"));
        assert_eq!(failure.to_string(), "error:unknown:unknown (no)");
        assert_eq!(failure.exit_code(Program::Roster), 255);
    }
}
