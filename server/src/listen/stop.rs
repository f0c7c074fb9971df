//! An end in order: what is under way is answered, what is idle is closed, and nobody new comes in.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::{
    net::{TcpListener, TcpStream},
    time::{Instant, sleep},
};

/// For this long, connections in use are told to close with their next answer, before idle ones are closed.
/// Closed at once, a connection would cut a request that its client has just sent.
const FAREWELL: Duration = Duration::from_millis(500);
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// Knows the open connections, and tells them to end.
#[derive(Debug, Default)]
pub(super) struct Stop {
    connections: GracefulShutdown,
    ending: Arc<AtomicBool>,
}

impl Stop {
    /// Watches one more connection.
    pub(super) fn watcher(&self) -> Watcher {
        self.connections.watcher()
    }

    /// True from the moment the server is to end.
    pub(super) fn ending(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.ending)
    }

    /// Ends all connections, each as soon as its requests are answered.
    pub(super) async fn finish(self) {
        self.ending.store(true, Ordering::SeqCst);
        let until = Instant::now() + FAREWELL;
        while self.connections.count() > 0 && Instant::now() < until {
            sleep(LOOK_AGAIN).await;
        }
        self.connections.shutdown().await;
    }
}

/// The connections that the system has accepted for us already. Closes the listener.
pub(super) fn waiting(listener: TcpListener) -> Vec<(TcpStream, SocketAddr)> {
    let Ok(listener) = listener.into_std() else { return Vec::new() };
    let accepted = std::iter::from_fn(|| listener.accept().ok());
    let nonblocking = accepted.filter_map(|(stream, peer)| stream.set_nonblocking(true).ok().map(|()| (stream, peer)));
    nonblocking.filter_map(|(stream, peer)| Some((TcpStream::from_std(stream).ok()?, peer))).collect()
}
