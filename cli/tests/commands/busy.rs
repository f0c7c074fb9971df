//! A server that is busy for a while.

use std::{
    convert::Infallible,
    fs,
    net::TcpListener,
    os::unix::fs::PermissionsExt as _,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use http::{HeaderMap, HeaderValue, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::{body::Bytes, server::conn::http2, service::service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo};

use crate::support::{Home, text};

/// One that refuses so many calls, and then answers each with an empty message; and how often it was asked.
struct Busy {
    address: String,
    asked: Arc<AtomicUsize>,
}

impl Busy {
    fn start(times: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let busy = Self { address: listener.local_addr().unwrap().to_string(), asked: Arc::default() };
        let asked = Arc::clone(&busy.asked);
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(serve(listener, times, asked));
        });
        busy
    }

    fn home(&self, program: &'static str) -> Home {
        let mut home = Home::new(program);
        home.set("identity-server-grpc-address", &self.address);
        home.set("oauth-server-address", "http://127.0.0.1:1/oauth");
        home.set("insecure", "true");
        // A login would ask the server, too.
        for file in [".config/roster/credentials.json", ".cache/ttn-lw-cli/cache"] {
            fs::create_dir_all(home.path(file).parent().unwrap()).unwrap();
            fs::write(home.path(file), r#"{"api_key":"NNSXS.A.B"}"#).unwrap();
            fs::set_permissions(home.path(file), fs::Permissions::from_mode(0o600)).unwrap();
        }
        home
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

async fn serve(listener: TcpListener, times: usize, asked: Arc<AtomicUsize>) {
    listener.set_nonblocking(true).unwrap();
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let asked = Arc::clone(&asked);
        let service = service_fn(move |_| {
            let before = asked.fetch_add(1, Ordering::Relaxed);
            async move { Ok::<_, Infallible>(answer(before < times)) }
        });
        let connection = http2::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service);
        let _ = connection.await;
    }
}

fn answer(busy: bool) -> Response<impl hyper::body::Body<Data = Bytes, Error = Infallible>> {
    let status = HeaderValue::from_static(if busy { "14" } else { "0" });
    let message = if busy { Bytes::new() } else { Bytes::from_static(&[0; 5]) };
    let trailers = HeaderMap::from_iter([(http::HeaderName::from_static("grpc-status"), status)]);
    let body = Full::new(message).with_trailers(async move { Some(Ok(trailers)) });
    Response::builder().header("content-type", "application/grpc").body(body).unwrap()
}

#[test]
fn whoever_only_looks_is_asked_for_again() {
    let busy = Busy::start(2);
    let output = busy.home("roster").run(&["users", "list"], "");
    assert_eq!((text(&output.stdout).as_str(), busy.asked()), ("[]\n", 3), "{}", text(&output.stderr));
}

#[test]
fn the_number_of_tries_ends() {
    let busy = Busy::start(usize::MAX);
    let output = busy.home("roster").run(&["users", "list", "--retry.max", "1", "--retry.default-timeout", "1ms"], "");
    assert_eq!((output.status.code(), busy.asked()), (Some(255), 2));
}

#[test]
fn what_changes_something_is_not_done_twice() {
    let busy = Busy::start(2);
    let output = busy.home("roster").run(&["users", "delete", "ada"], "");
    assert_eq!((output.status.code(), busy.asked()), (Some(255), 1));
}

#[test]
fn scripts_of_the_other_program_ask_once_unless_they_say_otherwise() {
    let busy = Busy::start(1);
    let home = busy.home("ttn-lw-cli");
    assert_eq!(home.run(&["users", "list"], "").status.code(), Some(255));
    assert_eq!(busy.asked(), 1);
}
