//! The accept loop: limits, time-outs, and an end that cuts nothing short.

mod connection;
mod limits;
mod stop;
mod tls;

use std::{future::Future, io, sync::Arc, time::Duration};

use axum::Router;
use tokio::{
    net::TcpListener,
    pin, select,
    sync::Semaphore,
    time::{sleep, timeout},
};
use tokio_rustls::TlsAcceptor;

pub use self::tls::Certificates;
use self::{connection::Server, stop::Stop};

/// How long the requests under way may take once the server is told to end.
const LAST_REQUESTS: Duration = Duration::from_secs(10);
/// How long the loop rests when the system has no more file descriptors or memory.
const REST: Duration = Duration::from_millis(200);

/// Serves connections until `end`, and then finishes what is under way; over TLS, if it is told how.
pub async fn serve(listener: TcpListener, tls: Option<TlsAcceptor>, router: Router, end: impl Future<Output = ()>) {
    let places = Arc::new(Semaphore::new(limits::connections()));
    let stop = Stop::default();
    let server = Server::new(router, tls, &stop);
    pin!(end);
    loop {
        // Where all places are taken, new connections wait in the system's own queue.
        let place = Arc::clone(&places).acquire_owned();
        let accepted = async { (place.await, listener.accept().await) };
        select! {
            biased;
            () = &mut end => break,
            (place, accepted) = accepted => match accepted {
                Ok((stream, peer)) => server.spawn(stream, peer, place.ok()),
                Err(cause) => rest(&cause).await,
            }
        }
    }
    // Whoever has connected by now is still served; nobody else is.
    for (stream, peer) in stop::waiting(listener) {
        server.spawn(stream, peer, None);
    }
    drop(server);
    if timeout(LAST_REQUESTS, stop.finish()).await.is_err() {
        tracing::warn!("some requests did not end in time and were cut");
    }
}

/// A client that has gone already is no trouble; a lack of descriptors or memory is, and passes.
async fn rest(cause: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    if !matches!(cause.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted) {
        tracing::error!(%cause, "no connection can be accepted; trying again");
        sleep(REST).await;
    }
}
