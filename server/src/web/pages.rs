//! The pages of the console. Its own router knows which there are, and sets the status of those there are not.

use std::{num::NonZeroUsize, panic::resume_unwind, sync::Arc, thread::available_parallelism};

use axum::{
    Extension,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, header},
    response::Response,
};
use domain::Error;
use service::Caller;
use tokio_util::task::LocalPoolHandle;
use tracing::Instrument as _;

use super::{Web, failure};

/// The threads that render pages, one a core.
///
/// What a page waits for is run by Leptos as tasks of their own. On several threads at once such a task may still ask
/// for a value that the render has just dropped, and panics; all of one page on one thread can't meet like that.
#[derive(Clone, Debug)]
pub(super) struct Renderers(LocalPoolHandle);

impl Renderers {
    pub(super) fn start() -> Self {
        Self(LocalPoolHandle::new(available_parallelism().map_or(1, NonZeroUsize::get)))
    }

    async fn render(&self, host: app::host::Host, request: Request) -> Response {
        let span = tracing::Span::current();
        match self.0.spawn_pinned(move || whole(host, request).instrument(span)).await {
            Ok(response) => response,
            // The layer for panics counts it and answers.
            Err(failed) if failed.is_panic() => resume_unwind(failed.into_panic()),
            Err(failed) => failure::answer(Error::internal(failed)),
        }
    }
}

/// Renders a page, whole.
pub(super) async fn answer(
    State(web): State<Web>,
    Extension(caller): Extension<Arc<Caller>>,
    mut request: Request,
) -> Response {
    let host = web.host(caller);
    // A redirect of the page is a redirect of the answer, whatever the client says that it takes.
    request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("text/html"));
    web.renderers.render(host, request).await
}

/// Taken whole, so that whatever fails does so before anything is sent.
async fn whole(host: app::host::Host, request: Request) -> Response {
    let (parts, body) = app::host::render(host, request).await.into_parts();
    match to_bytes(body, usize::MAX).await {
        Ok(html) => Response::from_parts(parts, Body::from(html)),
        Err(cause) => failure::answer(Error::internal(cause)),
    }
}
