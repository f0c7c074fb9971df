//! Errors as gRPC statuses with the details that clients of the API look at.

use domain::{Attribute, Error};
use prost::Message as _;
use prost_types::{Any, ListValue, Struct, Value, value::Kind};
use proto::{Invalid, Violation, rpc_status, v3::ErrorDetails};
use tonic::{Code, Status};

/// Under which name details are found in a status.
const DETAILS: &str = "type.googleapis.com/ttn.lorawan.v3.ErrorDetails";

/// A request that breaks a rule.
pub(crate) fn violation_status(violation: Violation, correlation_id: String) -> Status {
    let details = ErrorDetails { correlation_id, ..violation_details(violation) };
    let message = formatted(&details);
    status(details, &message)
}

/// What clients are told of it.
pub(crate) fn violation_details(violation: Violation) -> ErrorDetails {
    match violation {
        Violation::Validation(invalid) => validation(*invalid),
        Violation::Identifiers(invalid) => ErrorDetails {
            cause: Some(Box::new(validation(*invalid))),
            ..invalid_argument("pkg/ttnpb", "identifiers", "invalid identifiers", [])
        },
        Violation::FieldMaskPaths { forbidden_paths } => {
            let values = forbidden_paths.into_iter().map(text).collect();
            let paths = Value { kind: Some(Kind::ListValue(ListValue { values })) };
            let attributes = [("forbidden_paths", paths)];
            let format = "forbidden path(s) in field mask";
            invalid_argument("pkg/rpcmiddleware/validator", "field_mask_paths", format, attributes)
        }
        Violation::Email { email } => {
            let format = "`{email}` is not a valid email.";
            invalid_argument("pkg/validate", "email", format, [("email", text(email))])
        }
    }
}

/// A failure of a use-case. What happened underneath is not told.
pub(crate) fn error_status(error: &Error, correlation_id: String) -> Status {
    status(error_details(error, correlation_id), &error.message)
}

/// What clients are told of a failure.
pub(crate) fn error_details(error: &Error, correlation_id: String) -> ErrorDetails {
    let attributes = error.attributes.iter().map(|(name, value)| (*name, attribute(value)));
    ErrorDetails {
        code: error.code.grpc().into(),
        correlation_id,
        cause: error.follows.as_deref().map(|cause| Box::new(error_details(cause, String::new()))),
        ..details(error.namespace, error.name, &error.message, attributes)
    }
}

/// The call took longer than its caller would wait.
pub(crate) fn deadline_exceeded(correlation_id: String) -> Status {
    let message = "context deadline exceeded";
    let details = ErrorDetails {
        code: Code::DeadlineExceeded as u32,
        correlation_id,
        ..details("pkg/errors", "context_deadline_exceeded", message, [])
    };
    status(details, message)
}

fn validation(invalid: Invalid) -> ErrorDetails {
    let attributes =
        [("field", text(invalid.field)), ("reason", text(invalid.reason)), ("name", text(invalid.name.to_owned()))];
    ErrorDetails {
        cause: invalid.cause.map(|cause| Box::new(validation(*cause))),
        ..invalid_argument("pkg/errors", "validation", "invalid `{field}`: {reason}", attributes)
    }
}

fn invalid_argument<const N: usize>(
    namespace: &str,
    name: &str,
    format: &str,
    attributes: [(&str, Value); N],
) -> ErrorDetails {
    ErrorDetails { code: Code::InvalidArgument as u32, ..details(namespace, name, format, attributes) }
}

fn details<'a>(
    namespace: &str,
    name: &str,
    format: &str,
    attributes: impl IntoIterator<Item = (&'a str, Value)>,
) -> ErrorDetails {
    let fields = attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let fields = Struct { fields };
    ErrorDetails {
        namespace: namespace.to_owned(),
        name: name.to_owned(),
        message_format: format.to_owned(),
        attributes: (!fields.fields.is_empty()).then_some(fields),
        ..ErrorDetails::default()
    }
}

fn attribute(value: &Attribute) -> Value {
    let kind = match value {
        Attribute::Text(text) => Kind::StringValue(text.clone()),
        Attribute::Number(number) => Kind::NumberValue(f64::from(u32::try_from(*number).unwrap_or(u32::MAX))),
        Attribute::List(names) => {
            Kind::ListValue(ListValue { values: names.iter().map(|name| text((*name).to_owned())).collect() })
        }
    };
    Value { kind: Some(kind) }
}

fn text(value: String) -> Value {
    Value { kind: Some(Kind::StringValue(value)) }
}

/// The message with the attributes in their places.
fn formatted(details: &ErrorDetails) -> String {
    let mut message = details.message_format.clone();
    for (name, value) in details.attributes.iter().flat_map(|attributes| &attributes.fields) {
        if let Some(Kind::StringValue(value)) = &value.kind {
            message = message.replace(&format!("{{{name}}}"), value);
        }
    }
    message
}

fn status(details: ErrorDetails, message: &str) -> Status {
    let code = i32::try_from(details.code).unwrap_or_default();
    let message = format!("error:{}:{} ({message})", details.namespace, details.name);
    let any = Any { type_url: DETAILS.to_owned(), value: details.encode_to_vec() };
    let whole = rpc_status::Status { code, message: message.clone(), details: vec![any] };
    Status::with_details(Code::from_i32(code), message, whole.encode_to_vec().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn details_of(status: &Status) -> ErrorDetails {
        let whole = rpc_status::Status::decode(status.details()).unwrap();
        assert_eq!((whole.code, whole.message.as_str()), (status.code() as i32, status.message()));
        let [any] = whole.details.as_slice() else { panic!("{whole:?}") };
        assert_eq!(any.type_url, DETAILS);
        ErrorDetails::decode(any.value.as_slice()).unwrap()
    }

    fn attribute(details: &ErrorDetails, name: &str) -> Option<Kind> {
        details.attributes.as_ref()?.fields.get(name)?.kind.clone()
    }

    #[test]
    fn a_failure_keeps_its_name_and_facts_but_not_its_cause() {
        let error = Error::user_not_found("bob").because("disk /dev/sda");
        let status = error_status(&error, "c0ffee".to_owned());
        let details = details_of(&status);
        assert_eq!(status.code(), Code::NotFound);
        assert_eq!(status.message(), "error:pkg/identityserver/store:user_not_found (There is no user “bob”.)");
        assert_eq!((details.name.as_str(), details.code), ("user_not_found", 5));
        assert_eq!(details.correlation_id, "c0ffee");
        assert_eq!(attribute(&details, "user_id"), Some(Kind::StringValue("bob".to_owned())));
        assert!(details.cause.is_none());
        assert!(!format!("{status:?}").contains("/dev/sda"));
    }

    #[test]
    fn a_broken_rule_within_a_message_is_the_cause_of_the_error_around_it() {
        let invalid = |field: &str, reason: &str, cause| {
            Box::new(Invalid { field: field.to_owned(), reason: reason.to_owned(), name: "Name", cause })
        };
        let inner = invalid("user_id", "value is {field}", None);
        let outer = invalid("user", "embedded message failed validation", Some(inner));
        let status = violation_status(Violation::Validation(outer), String::new());
        let details = details_of(&status);
        assert_eq!(
            status.message(),
            "error:pkg/errors:validation (invalid `user`: embedded message failed validation)"
        );
        let cause = details.cause.unwrap();
        assert_eq!((cause.name.as_str(), cause.code), ("validation", 3));
        assert_eq!(attribute(&cause, "reason"), Some(Kind::StringValue("value is {field}".to_owned())));
    }

    #[test]
    fn other_violations_have_errors_of_their_own() {
        let invalid = Box::new(Invalid { field: "user_id".into(), reason: "x".into(), name: "Name", cause: None });
        let cases = [
            (Violation::Identifiers(invalid), "error:pkg/ttnpb:identifiers (invalid identifiers)"),
            (
                Violation::FieldMaskPaths { forbidden_paths: vec!["nope".to_owned()] },
                "error:pkg/rpcmiddleware/validator:field_mask_paths (forbidden path(s) in field mask)",
            ),
            (Violation::Email { email: "a@".to_owned() }, "error:pkg/validate:email (`a@` is not a valid email.)"),
        ];
        for (violation, message) in cases {
            let status = violation_status(violation, String::new());
            assert_eq!((status.code(), status.message()), (Code::InvalidArgument, message));
            details_of(&status);
        }
    }
}
