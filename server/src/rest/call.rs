//! The call of a method in this process, without a socket.

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderName, HeaderValue, header, request::Parts, uri::PathAndQuery},
    response::Response,
};
use prost::{
    Message as _,
    bytes::{Buf as _, BufMut as _},
};
use prost_reflect::{DynamicMessage, MethodDescriptor};
use proto::json::Json;
use tonic::{
    Status,
    client::Grpc,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    metadata::{MetadataMap, MetadataValue},
    service::Routes,
};

use super::failure::{Failure, HEADERS};
use crate::grpc::{deadline, status::deadline_exceeded};

/// The most bytes of an answer, as of gRPC messages altogether.
const ANSWER: usize = 16 * 1024 * 1024;
const GRPC_TIMEOUT: HeaderName = HeaderName::from_static("grpc-timeout");

/// Request headers that methods read, and the names they have as metadata.
const FORWARDED: [(HeaderName, &str); 5] = [
    (header::AUTHORIZATION, "authorization"),
    (HeaderName::from_static("x-request-id"), "x-request-id"),
    (header::USER_AGENT, "grpcgateway-user-agent"),
    (header::COOKIE, "cookie"),
    (header::IF_MATCH, "if-match"),
];

/// Calls a method, and shows its answer as JSON.
pub(super) async fn unary(
    routes: Routes,
    method: &MethodDescriptor,
    message: &DynamicMessage,
    parts: Parts,
) -> Result<Response, Failure> {
    let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
    let path = PathAndQuery::try_from(path).map_err(|error| Status::internal(error.to_string()))?;
    let limit = parts.headers.get(GRPC_TIMEOUT).and_then(|value| deadline::of(value.to_str().ok()?));
    let mut request = tonic::Request::new(Bytes::from(message.encode_to_vec()));
    *request.metadata_mut() = metadata(&parts.headers);
    *request.extensions_mut() = parts.extensions;
    let mut client = Grpc::new(routes).max_decoding_message_size(ANSWER);
    let call = client.unary(request, path, Raw);
    let response = match limit {
        Some(limit) => match tokio::time::timeout(limit, call).await {
            Ok(response) => response,
            Err(_) => Err(deadline_exceeded(String::new())),
        },
        None => call.await,
    }?;
    let (metadata, body, _) = response.into_parts();
    let message = DynamicMessage::decode(method.output(), body).map_err(|error| Status::internal(error.to_string()))?;
    let out = serde_json::to_string(&Json(&message)).map_err(|error| Status::internal(error.to_string()))?;
    let mut response = json_response(out);
    copy_headers(&metadata, response.headers_mut());
    Ok(response)
}

/// An answer of the API.
pub(super) fn json_response(body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}

/// Shows the metadata that clients are to see.
pub(super) fn copy_headers(metadata: &MetadataMap, headers: &mut HeaderMap) {
    for (from, to) in HEADERS {
        for value in metadata.get_all(from) {
            if let Ok(value) = HeaderValue::from_bytes(value.as_encoded_bytes()) {
                headers.append(to.clone(), value);
            }
        }
    }
}

fn metadata(headers: &HeaderMap) -> MetadataMap {
    let mut metadata = MetadataMap::new();
    for (from, to) in FORWARDED {
        for value in headers.get_all(from) {
            if let Ok(value) = MetadataValue::try_from(value.as_bytes()) {
                metadata.append(to, value);
            }
        }
    }
    metadata
}

/// Messages are encoded and decoded around the call, since their types are known from descriptors only.
struct Raw;

impl Codec for Raw {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, item: Bytes, target: &mut EncodeBuf<'_>) -> Result<(), Status> {
        target.put(item);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, source: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(source.copy_to_bytes(source.remaining())))
    }
}
