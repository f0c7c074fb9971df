//! The API: gRPC as it is, and HTTP below `/api`, which is made of it.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    http::StatusCode,
    middleware::{Next, from_fn, from_fn_with_state},
    response::Response,
};
use tower::ServiceExt as _;

use super::{Web, caller, compression, guard, log, panics, request_id};
use crate::{
    grpc::{self, Origin},
    rest,
};

/// What the paths of gRPC begin with.
const SERVICES: [&str; 3] = ["/ttn.lorawan.v3.", "/roster.v1.", "/grpc."];

/// gRPC, on its own port or beside HTTP.
pub fn grpc(web: &Web) -> Router {
    let routes = grpc::port(&web.api(), web.reflection).prepare().into_axum_router();
    routes
        .layer(from_fn_with_state(web.clone(), origin))
        .layer(from_fn_with_state(web.clone(), guard::check))
        .layer(panics::layer())
        .layer(from_fn(log::line))
        .layer(from_fn(request_id::give))
}

/// HTTP below `/api`.
pub(super) fn http(web: &Web) -> Router {
    let methods = rest::router(grpc::routes(&web.api()));
    let methods = methods.layer(from_fn_with_state(web.clone(), origin)).layer(compression::layer());
    methods.merge(rest::openapi::router(Arc::clone(&web.assets)))
}

/// Below `/api` but no method: 404, which is explained as JSON.
pub(super) async fn not_found() -> StatusCode {
    StatusCode::NOT_FOUND
}

/// Sends calls of gRPC their own way: no page is rendered for them, and their limits are others.
pub(super) async fn apart(State(grpc): State<Router>, request: Request, next: Next) -> Response {
    if !is_grpc(&request) {
        return next.run(request).await;
    }
    match grpc.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// Whether it is a call of gRPC.
pub(super) fn is_grpc(request: &Request) -> bool {
    SERVICES.into_iter().any(|service| request.uri().path().starts_with(service))
}

/// Leaves among the extensions where the request comes from, and the session of a browser; the service asks who it is once
/// the request is known to be sound.
async fn origin(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let session = app::cookie::SESSION.read(request.headers());
    let origin = Origin { context: caller::context(&web, &request), session };
    request.extensions_mut().insert(Arc::new(origin));
    next.run(request).await
}
