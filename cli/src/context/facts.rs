//! What the log says of calls.

use std::time::Duration;

use serde_json::Value;

use crate::{
    client,
    failure::{Named, titled},
};

/// Which method it was.
pub(super) fn of_method(method: &str) -> Vec<(&'static str, Value)> {
    let full = client::full_name(method);
    let (service, method) = full.split_once('/').unwrap_or_default();
    vec![("grpc.method", method.into()), ("grpc.service", service.into()), ("namespace", "grpc".into())]
}

/// The same, and how long it took.
pub(super) fn of_call(method: &str, took: Duration) -> Vec<(&'static str, Value)> {
    let mut facts = of_method(method);
    facts.insert(0, ("duration", seconds(took)));
    facts
}

fn seconds(took: Duration) -> Value {
    ((took.as_secs_f64() * 10_000.0).round() / 10_000.0).into()
}

/// The same, and why it was refused.
pub(super) fn of_refusal(method: &str, took: Duration, named: &Named, request_id: &str) -> Vec<(String, Value)> {
    let details = &named.details;
    let mut facts: Vec<(String, Value)> =
        of_call(method, took).into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let texts = [
        ("error", named.message.clone()),
        ("error_cause", details.cause.as_deref().map(titled).unwrap_or_default()),
        ("error_correlation_id", details.correlation_id.clone()),
        ("error_name", details.name.clone()),
        ("error_namespace", details.namespace.clone()),
        ("grpc_code", format!("{:?}", named.code)),
        ("request_id", request_id.to_owned()),
    ];
    facts.extend(
        texts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name.to_owned(), text.into())),
    );
    facts.sort_by(|(a, _), (b, _)| a.cmp(b));
    facts
}
