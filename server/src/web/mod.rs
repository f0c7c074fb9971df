//! The HTTP door: which path leads where, and what every request and answer goes through.

mod accept;
mod api;
mod assets;
mod caller;
pub mod client;
mod compression;
mod export;
mod failure;
mod forms;
mod guard;
mod headers;
mod health;
mod invitation_qr;
mod limits;
mod log;
mod oauth;
mod pages;
mod panics;
mod pictures;
mod request_id;
mod robots;

use std::{ops::Deref, sync::Arc};

use any_spawner::Executor;
use app::host::{Assets, Host};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state},
    routing::{any, get, post},
};
use service::{Caller, Service};

pub use self::{api::grpc, panics::count as panics};
use crate::{
    config::{Config, Proxies, PublicUrl},
    grpc,
};

/// What the handlers share. Cheap to clone.
#[derive(Clone)]
pub struct Web(Arc<Parts>);

/// What a [`Web`] is made of, held once.
pub struct Parts {
    service: Service,
    assets: Arc<Assets>,
    public_url: PublicUrl,
    proxies: Proxies,
    renderers: pages::Renderers,
    reflection: bool,
}

impl Deref for Web {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Web {
    /// Over the use-cases, as configured.
    pub fn new(service: Service, config: &Config) -> Self {
        Self(Arc::new(Parts {
            service,
            assets: Arc::new(assets::names()),
            public_url: config.public_url(),
            proxies: config.proxies.clone(),
            renderers: pages::Renderers::start(),
            reflection: config.grpc.reflection,
        }))
    }

    fn api(&self) -> grpc::Api {
        grpc::Api::new(self.service.clone())
    }

    fn host(&self, caller: Arc<Caller>) -> Host {
        let public_url = self.public_url.origin().into();
        Host { service: self.service.clone(), caller, assets: Arc::clone(&self.assets), public_url }
    }
}

/// The whole server.
pub fn router(web: Web) -> Router {
    let routes = routes(&web);
    let grpc = api::grpc(&web);
    layered(web, routes).layer(from_fn_with_state(grpc, api::apart))
}

/// Which path leads where.
pub fn routes(web: &Web) -> Router {
    // Only one call of a process can succeed, and any will do.
    let _ = Executor::init_tokio();
    let console = Router::new()
        .route("/fn/{*path}", any(forms::answer))
        .route(app::paths::USERS_CSV, get(export::csv))
        .route(app::paths::USERS_NDJSON, get(export::ndjson))
        .route(app::paths::INVITATION_QR, get(invitation_qr::answer))
        .route(app::paths::PICTURE, post(pictures::change).layer(DefaultBodyLimit::disable()))
        .merge(oauth::router())
        .fallback_service(get(pages::answer).with_state(web.clone()))
        .layer(compression::layer())
        .layer(from_fn_with_state(web.clone(), caller::resolve));
    Router::new()
        .route("/healthz", get(health::process))
        .route("/readyz", get(health::database))
        .route("/pictures/{picture_id}/{size}", get(pictures::answer))
        .route("/robots.txt", get(robots::answer))
        .route("/pkg/{*path}", get(assets::answer))
        .route("/loader.js", get(assets::answer))
        .route("/icons.svg", get(assets::answer))
        .route("/favicon.svg", get(assets::answer))
        .route("/api", any(api::not_found))
        .route("/api/", any(api::not_found))
        .route("/api/{*path}", any(api::not_found))
        .fallback_service(console.with_state(web.clone()))
        .with_state(web.clone())
        .merge(api::http(web))
}

/// What every request and answer goes through; the last named is the outermost.
pub fn layered(web: Web, routes: Router) -> Router {
    routes
        .layer(from_fn_with_state(web.clone(), guard::check))
        .layer(limits::time())
        .layer(from_fn_with_state(web.clone(), limits::size))
        .layer(panics::layer())
        .layer(from_fn_with_state(web.clone(), failure::explain))
        .layer(from_fn_with_state(web, headers::add))
        .layer(from_fn(log::line))
        .layer(from_fn(request_id::give))
}
