//! One connection: HTTP/1.1 or HTTP/2, whichever the client begins with.

use std::{
    convert::Infallible,
    future::Future,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{HeaderValue, Request, Response, Version, header},
};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::Watcher},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    pin,
    sync::OwnedSemaphorePermit,
    time::timeout,
};
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;

use super::stop::Stop;

/// A request's head must be there within this time; so must the first request of a connection.
const HEAD: Duration = Duration::from_secs(10);
/// A client that takes nothing for this long is gone.
const WRITE: Duration = Duration::from_secs(30);
/// The most bytes and fields of a request's head.
const HEAD_BYTES: u32 = 32 * 1024;
const HEAD_FIELDS: usize = 100;
/// The most requests at a time on one HTTP/2 connection, and how it is kept alive.
const STREAMS: u32 = 100;
const PING: Duration = Duration::from_secs(30);
const PONG: Duration = Duration::from_secs(10);
/// What a client may send ahead, by stream and by connection.
const STREAM_WINDOW: u32 = 256 * 1024;
const CONNECTION_WINDOW: u32 = 1024 * 1024;

/// What all connections share.
pub(super) struct Server<'a> {
    http: Builder<TokioExecutor>,
    tls: Option<TlsAcceptor>,
    router: Router,
    stop: &'a Stop,
}

impl<'a> Server<'a> {
    pub(super) fn new(router: Router, tls: Option<TlsAcceptor>, stop: &'a Stop) -> Self {
        let mut http = Builder::new(TokioExecutor::new());
        http.http1()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .max_buf_size(HEAD_BYTES as usize)
            .max_headers(HEAD_FIELDS);
        http.http2()
            .timer(TokioTimer::new())
            .max_header_list_size(HEAD_BYTES)
            .max_concurrent_streams(STREAMS)
            .initial_stream_window_size(STREAM_WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW)
            .keep_alive_interval(PING)
            .keep_alive_timeout(PONG);
        Self { http, tls, router, stop }
    }

    /// Serves a connection in a task of its own, which gives the place back at its end.
    pub(super) fn spawn(&self, stream: TcpStream, peer: SocketAddr, place: Option<OwnedSemaphorePermit>) {
        let connection = self.connection(stream, peer);
        tokio::spawn(async move {
            connection.await;
            drop(place);
        });
    }

    fn connection(&self, stream: TcpStream, peer: SocketAddr) -> impl Future<Output = ()> + use<> {
        // Without this, answers wait for the client's delayed acknowledgements.
        let _ = stream.set_nodelay(true);
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(WRITE));
        let (stream, tls) = (Box::pin(stream), self.tls.clone());
        let (http, router) = (self.http.clone(), self.router.clone());
        let connection = Connection { http, router, peer, ending: self.stop.ending(), watcher: self.stop.watcher() };
        async move {
            match tls {
                None => connection.serve(stream).await,
                // Who does not finish the handshake in time, or speaks no TLS, is let go.
                Some(tls) => {
                    if let Ok(Ok(stream)) = timeout(HEAD, tls.accept(stream)).await {
                        connection.serve(stream).await;
                    }
                }
            }
        }
    }
}

/// What one connection needs.
struct Connection {
    http: Builder<TokioExecutor>,
    router: Router,
    peer: SocketAddr,
    ending: Arc<AtomicBool>,
    watcher: Watcher,
}

impl Connection {
    /// Answers requests until one side ends the connection.
    async fn serve(self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        let Self { http, router, peer, ending, watcher } = self;
        let begun = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&begun);
        let service = service_fn(move |request| {
            seen.store(true, Ordering::Relaxed);
            answer(router.clone(), peer, Arc::clone(&ending), request)
        });
        let connection = watcher.watch(http.serve_connection(TokioIo::new(stream), service).into_owned());
        pin!(connection);
        // Failures are the client's, or were answered; there is nothing to do about either.
        if timeout(HEAD, connection.as_mut()).await.is_err() && begun.load(Ordering::Relaxed) {
            let _ = connection.await;
        }
    }
}

async fn answer(
    router: Router,
    peer: SocketAddr,
    ending: Arc<AtomicBool>,
    mut request: Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    let keeps_alive = request.version() <= Version::HTTP_11;
    request.extensions_mut().insert(ConnectInfo(peer));
    let mut response = router.oneshot(request.map(Body::new)).await?;
    if keeps_alive && ending.load(Ordering::SeqCst) {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response)
}
