//! What the server hands to a page render or a server function. Native only.

use std::{pin::Pin, sync::Arc};

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::Response,
};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_axum::ResponseOptions;
use service::{Caller, Service};

/// URL paths of the files that the document names.
#[derive(Clone, Debug)]
pub struct Assets {
    /// The style sheet.
    pub css: String,
    /// The script that starts the console.
    pub loader: String,
    /// The glue around the WebAssembly.
    pub js: String,
    /// The WebAssembly.
    pub wasm: String,
    /// The sprite of icons.
    pub icons: String,
    /// The icon of the site.
    pub favicon: String,
}

impl Default for Assets {
    /// The names without content hashes, where cargo-leptos puts the files.
    fn default() -> Self {
        Self {
            css: "/pkg/roster.css".into(),
            loader: "/loader.js".into(),
            js: "/pkg/roster.js".into(),
            wasm: "/pkg/roster.wasm".into(),
            icons: "/icons.svg".into(),
            favicon: "/favicon.svg".into(),
        }
    }
}

/// Everything that a page or a server function may use. Cheap to clone.
#[derive(Clone)]
pub struct Host {
    /// The use-cases.
    pub service: Service,
    /// Who asks.
    pub caller: Arc<Caller>,
    /// The files that the document names.
    pub assets: Arc<Assets>,
    /// What links begin with that people pass on: scheme, host and port.
    pub public_url: Arc<str>,
}

impl Host {
    /// The host of the request being answered.
    ///
    /// # Errors
    /// Internal, outside of a request.
    pub fn current() -> domain::Result<Self> {
        use_context::<Self>().ok_or_else(|| domain::Error::internal("no host in this context"))
    }
}

/// Renders the page of a request, whole. Boxed, so that the server need not compile all pages again.
pub fn render(host: Host, request: Request<Body>) -> Pin<Box<dyn Future<Output = Response> + Send>> {
    leptos_axum::render_app_async_with_context(move || provide_context(host.clone()), crate::shell)(request)
}

/// What every page may load and do; `{nonce}` is new for each answer.
const POLICY: &str = "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
                      img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'; object-src 'none'; \
                      require-trusted-types-for 'script'; trusted-types default";

/// Sets the content security policy of the page being rendered.
pub(crate) fn set_policy() {
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) else { return };
    if let Ok(value) = HeaderValue::from_str(&POLICY.replace("{nonce}", &nonce)) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, value);
    }
}

/// Sets the HTTP status of the page being rendered.
pub(crate) fn set_status(status: u16) {
    if let (Some(response), Ok(status)) = (use_context::<ResponseOptions>(), StatusCode::from_u16(status)) {
        response.set_status(status);
    }
}

/// Adds a header to the answer, beside others of the same name.
pub(crate) fn append_header(name: HeaderName, value: HeaderValue) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.append_header(name, value);
    }
}

/// A cookie of the request.
pub(crate) fn read_cookie(cookie: crate::cookie::Cookie) -> Option<String> {
    cookie.read(&use_context::<Parts>()?.headers)
}

/// The name of this server as people type it, from the request.
pub(crate) fn host_name() -> Option<String> {
    let parts = use_context::<Parts>()?;
    let host = parts.uri.authority().map(|a| a.as_str().to_owned());
    host.or_else(|| parts.headers.get(header::HOST)?.to_str().ok().map(str::to_owned))
}
