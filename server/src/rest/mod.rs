//! The API over HTTP: each request becomes a call of a gRPC method in this process, as the .proto files say.

mod bindings;
mod body;
mod call;
pub(crate) mod cors;
mod failure;
#[cfg(fuzzing)]
pub(crate) mod fuzzing;
mod json;
pub(crate) mod openapi;
mod path;
mod query;
mod refused;
#[cfg(test)]
mod tests;
mod text;

use std::sync::{Arc, LazyLock};

use axum::{
    Router,
    extract::{Request, State},
    http::Method,
    middleware::from_fn,
    response::{IntoResponse as _, Response},
    routing::any,
};
use domain::Error;
use prost_reflect::DynamicMessage;
use proto::json::Json;
use tonic::service::Routes;

use crate::grpc::status::error_status;

use self::{
    bindings::{Binding, Bindings, Found},
    failure::Failure,
};

/// What all requests share.
struct Rest {
    routes: Routes,
    /// Read from the descriptors when somebody first asks, so that the server's start does not wait for it.
    bindings: LazyLock<Bindings>,
}

/// Serves every method that has an HTTP path, by the services in `routes`.
pub(crate) fn router(routes: Routes) -> Router {
    let rest = Arc::new(Rest { routes: routes.prepare(), bindings: LazyLock::new(|| Bindings::of(proto::pool())) });
    let mut paths = Router::new();
    for root in ["/api/v3", "/api/roster/v1"] {
        for path in [root.to_owned(), format!("{root}/"), format!("{root}/{{*path}}")] {
            paths = paths.route(&path, any(answer));
        }
    }
    paths.layer(from_fn(cors::answer)).with_state(rest)
}

/// A failure of a use-case, as an answer of the API.
pub(crate) fn refusal(error: &Error, correlation_id: String) -> Response {
    if let Some(cause) = &error.cause {
        tracing::error!(correlation_id, error = error.name, cause, "a request failed");
    }
    Failure::from(error_status(error, correlation_id)).into_response()
}

/// A message as the API writes it, by its full name.
///
/// # Errors
/// Internal, if there is no message of this name.
pub(crate) fn written(message: &impl prost::Message, name: &str) -> domain::Result<String> {
    let kind = proto::pool().get_message_by_name(name).ok_or_else(|| Error::internal(name))?;
    let message = DynamicMessage::decode(kind, message.encode_to_vec().as_slice()).map_err(Error::internal)?;
    serde_json::to_string(&Json(&message)).map_err(Error::internal)
}

async fn answer(State(rest): State<Arc<Rest>>, request: Request) -> Response {
    let uri = request.uri().clone();
    match rest.bindings.find(request.method(), uri.path()) {
        Found::Binding(binding, values) => match serve(&rest, binding, values, request).await {
            Ok(response) => response,
            Err(failure) => failure.into_response(),
        },
        Found::OtherMethod if request.method() == Method::HEAD => Failure::method_not_allowed().without_body(),
        Found::OtherMethod => Failure::method_not_allowed().into_response(),
        Found::Nothing => Failure::not_found().into_response(),
    }
}

/// Reads the request into a message, calls the method, and writes its answer.
async fn serve(
    rest: &Rest,
    binding: &Binding,
    values: Vec<(&str, &str)>,
    request: Request,
) -> Result<Response, Failure> {
    let values = path::decoded(&values)?;
    let (parts, body) = request.into_parts();
    let mut message = DynamicMessage::new(binding.method.input());
    if binding.whole_body {
        let body = body::read(body).await?;
        json::read::message(&mut message, body::text(&body)?)?;
    } else {
        query::apply(&mut message, parts.uri.query().unwrap_or_default(), &values)?;
    }
    path::apply(&mut message, &values)?;
    call::unary(rest.routes.clone(), &binding.method, &message, parts).await
}
