//! The two doors of the API: JSON over HTTP, and gRPC. Each answers with a code and a name of an error.

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, Method, Request, header},
};
use http_body_util::BodyExt as _;
use percent_encoding::percent_decode_str;
use prost::Message as _;
use prost_reflect::MethodDescriptor;
use serde_json::Value;
use tower::ServiceExt as _;

use super::{Operation, Shown, message};
use crate::support::{Answer, Site};

/// Where a call comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    Http,
    Grpc,
}

/// How a call went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The number gRPC has for it; 0 is success.
    pub(crate) code: i32,
    /// `ok`, the name of the error, or its whole text if it has no name.
    pub(crate) name: String,
}

impl Outcome {
    fn of(code: i32, message: &str) -> Self {
        let named = message.strip_prefix("error:").and_then(|rest| rest.split_once(" (")?.0.rsplit(':').next());
        let name = if code == 0 { "ok" } else { named.unwrap_or(message) };
        Self { code, name: name.to_owned() }
    }

    pub(crate) fn is_ok(&self) -> bool {
        self.code == 0
    }
}

impl Answer {
    /// The answer of the API as gRPC would have it.
    pub(crate) fn outcome(&self) -> Outcome {
        if self.status.is_success() {
            return Outcome::of(0, "");
        }
        let error: Value = serde_json::from_str(&self.text).unwrap_or_else(|cause| panic!("{cause}: {self:?}"));
        let code = error["code"].as_i64().unwrap_or_else(|| panic!("no code: {self:?}"));
        Outcome::of(code.try_into().unwrap(), error["message"].as_str().unwrap())
    }
}

/// Sends JSON, or nothing where it is null.
pub(crate) async fn http(site: &Site, verb: &str, path: &str, shown: &Shown, body: &Value) -> Answer {
    let request = shown.on(Request::builder().method(Method::from_bytes(verb.as_bytes()).unwrap()).uri(path));
    if body.is_null() {
        return site.send(request.body(Body::empty()).unwrap()).await;
    }
    let body = body.to_string();
    site.send(request.header(header::CONTENT_LENGTH, body.len()).body(Body::from(body)).unwrap()).await
}

/// Calls a method with a message that is written as JSON. Answers the bytes of the message that came back, too.
pub(crate) async fn grpc(site: &Site, method: &MethodDescriptor, shown: &Shown, body: &Value) -> (Outcome, Bytes) {
    let sent = message(&method.input(), body).encode_to_vec();
    let mut frame = vec![0];
    frame.extend_from_slice(&u32::try_from(sent.len()).unwrap().to_be_bytes());
    frame.extend_from_slice(&sent);
    let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
    let request =
        shown.on(Request::post(path)).header(header::CONTENT_TYPE, "application/grpc").header("te", "trailers");
    let response = site.router.clone().oneshot(request.body(Body::from(frame)).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let collected = body.collect().await.unwrap();
    // What fails at once has its status among the headers.
    let trailers = collected.trailers().cloned().unwrap_or_default();
    let (headers, text) = (parts.headers, collected.to_bytes());
    let read = |name: &str| find(&trailers, name).or_else(|| find(&headers, name));
    let code = read("grpc-status").unwrap_or_else(|| panic!("no status: {} {headers:?} {text:?}", parts.status));
    let message = read("grpc-message").unwrap_or_default();
    let answered = text.slice(text.len().min(5)..);
    (Outcome::of(code.parse().unwrap(), &percent_decode_str(&message).decode_utf8_lossy()), answered)
}

fn find(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().unwrap().to_owned())
}

/// Asks for the same at either door.
pub(crate) async fn ask(site: &Site, door: Door, operation: &Operation, shown: &Shown, body: &Value) -> Outcome {
    match (door, operation.request(body)) {
        (Door::Http, Some((verb, path, body))) => http(site, &verb, &path, shown, &body).await.outcome(),
        (Door::Http, None) => panic!("{} has no path", operation.name()),
        (Door::Grpc, _) => grpc(site, &operation.method, shown, body).await.0,
    }
}
