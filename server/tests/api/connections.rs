//! The accept loop, over real sockets: what is under way is answered before the server ends (R14).

use std::{net::SocketAddr, sync::Arc};

use axum::{Router, routing::get};
use server::listen;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::{Notify, oneshot},
    task::JoinHandle,
};

struct Server {
    address: SocketAddr,
    end: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

async fn start(router: Router) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (end, told) = oneshot::channel();
    let ended = tokio::spawn(listen::serve(listener, None, router, async { told.await.unwrap() }));
    Server { address, end, ended }
}

async fn ask(stream: &mut TcpStream, path: &str) {
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").as_bytes()).await.unwrap();
}

/// Reads up to and with the body `up`.
async fn answer(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    while !text.ends_with("up") {
        let mut some = [0; 1024];
        let read = stream.read(&mut some).await.unwrap();
        assert_ne!(read, 0, "cut after {text:?}");
        text.push_str(std::str::from_utf8(&some[..read]).unwrap());
    }
    text
}

#[tokio::test]
async fn a_request_under_way_is_answered_and_nobody_new_is_let_in() {
    let (begun, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (seen, wait) = (Arc::clone(&begun), Arc::clone(&go));
    let slow = get(async move || {
        seen.notify_one();
        wait.notified().await;
        "up"
    });
    let server = start(Router::new().route("/slow", slow)).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    ask(&mut stream, "/slow").await;
    begun.notified().await;
    server.end.send(()).unwrap();
    // The listener is closed before anything is waited for.
    while TcpStream::connect(server.address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    go.notify_one();
    let text = answer(&mut stream).await;
    assert!(text.starts_with("HTTP/1.1 200 OK") && text.contains("connection: close"), "{text}");
    assert_eq!(stream.read(&mut [0; 1]).await.unwrap(), 0);
    server.ended.await.unwrap();
}

#[tokio::test]
async fn a_connection_in_use_is_told_to_close_before_it_is_closed() {
    let server = start(Router::new().route("/", get(async || "up"))).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    ask(&mut stream, "/").await;
    assert!(!answer(&mut stream).await.contains("connection: close"));
    // The server hears of its end first, and finds the request on a connection that was idle.
    server.end.send(()).unwrap();
    ask(&mut stream, "/").await;
    assert!(answer(&mut stream).await.contains("connection: close"));
    server.ended.await.unwrap();
}

#[tokio::test]
async fn an_idle_connection_does_not_keep_the_server() {
    let server = start(Router::new().route("/", get(async || "up"))).await;
    let mut idle = TcpStream::connect(server.address).await.unwrap();
    let mut used = TcpStream::connect(server.address).await.unwrap();
    ask(&mut used, "/").await;
    answer(&mut used).await;
    server.end.send(()).unwrap();
    server.ended.await.unwrap();
    assert_eq!(used.read(&mut [0; 1]).await.unwrap(), 0);
    assert_eq!(idle.read(&mut [0; 1]).await.unwrap(), 0);
}

#[tokio::test]
async fn heads_that_are_too_large_or_never_end_are_refused() {
    let server = start(Router::new().route("/", get(async || "up"))).await;
    let mut silent = TcpStream::connect(server.address).await.unwrap();
    let mut half = TcpStream::connect(server.address).await.unwrap();
    half.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Half: ").await.unwrap();

    for head in [format!("X-Large: {}\r\n", "x".repeat(40_000)), "X: y\r\n".repeat(101)] {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        let _ = stream.write_all(format!("GET / HTTP/1.1\r\nHost: localhost\r\n{head}\r\n").as_bytes()).await;
        let mut text = String::new();
        let _ = stream.read_to_string(&mut text).await;
        assert!(text.starts_with("HTTP/1.1 431 "), "{text}");
    }

    // Both are given up after ten seconds, whatever else goes on.
    let (mut nothing, mut little) = (Vec::new(), Vec::new());
    silent.read_to_end(&mut nothing).await.unwrap();
    half.read_to_end(&mut little).await.unwrap();
    assert!(nothing.is_empty() && !little.starts_with(b"HTTP/1.1 200"));
    server.end.send(()).unwrap();
    server.ended.await.unwrap();
}
