//! Who is calling: made once a request, from the session cookie.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::header,
    middleware::Next,
    response::Response,
};
use service::{Caller, RequestContext};

use super::{Web, client, failure, request_id};

/// Puts an `Arc<Caller>` into the request's extensions.
pub(super) async fn resolve(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let context = context(&web, &request);
    let caller = match app::cookie::SESSION.read(request.headers()) {
        Some(token) => service::sessions::resolve(&web.service, &token, context).await,
        None => Ok(Caller::anonymous(context)),
    };
    match caller {
        Ok(caller) => {
            request.extensions_mut().insert(Arc::new(caller));
            next.run(request).await
        }
        Err(error) => failure::answer(error),
    }
}

/// Whether somebody who may act sends a request, by a session or a token. The request, whose body others must not wait for, is
/// read before anything is awaited.
pub(super) fn is_known(web: &Web, request: &Request) -> impl Future<Output = bool> + Send + use<> {
    let (service, context) = (web.service.clone(), context(web, request));
    let session = app::cookie::SESSION.read(request.headers());
    let authorization = request.headers().get(header::AUTHORIZATION).cloned();
    async move {
        let caller = match (authorization.as_ref().map(|value| value.to_str()), session) {
            (Some(Ok(authorization)), _) => service::credentials::resolve(&service, authorization, context).await,
            (None, Some(token)) => service::sessions::resolve(&service, &token, context).await,
            (Some(Err(_)), _) | (None, None) => return false,
        };
        caller.is_ok_and(|caller| caller.require_known().is_ok())
    }
}

pub(super) fn context(web: &Web, request: &Request) -> RequestContext {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    let address = peer.map(|peer| client::address(peer, request.headers(), &web.proxies).to_string());
    let user_agent = request.headers().get(header::USER_AGENT).map(|value| String::from_utf8_lossy(value.as_bytes()));
    RequestContext {
        request_id: request_id::of(request),
        address: address.unwrap_or_default(),
        user_agent: user_agent.unwrap_or_default().into_owned(),
        operation: operation(request),
        about: None,
        device: app::cookie::DEVICE.read(request.headers()).map(|token| service::sessions::device_hash(&token)),
    }
}

/// Method and path, as far as the path is not made up to be long.
fn operation(request: &Request) -> String {
    const MOST: usize = 100;
    let path: String = request.uri().path().chars().take(MOST).collect();
    format!("{} {path}", request.method())
}
