//! The end of the server (R14).

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
};

use rustix::process::Signal;

use crate::support::{Place, Server, head};

const FORM: &str = "user_id=admin&password=correct+horse+battery+staple";

/// As many log-ins of one account as are not taken for guesses.
const AT_ONCE: u8 = 3;

/// Sends a form up to its last byte, and waits until the server reads it.
fn begin(server: &Server) -> TcpStream {
    let mut stream = server.connect();
    let head = head("/fn/sessions/create", "", FORM.len(), "Expect: 100-continue\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut read = [0; 25];
    stream.read_exact(&mut read).unwrap();
    assert_eq!(&read, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(&FORM.as_bytes()[..FORM.len() - 1]).unwrap();
    stream
}

#[test]
fn requests_under_way_are_answered_before_the_server_ends() {
    for signal in [Signal::TERM, Signal::INT] {
        let place = Place::new();
        place.admin();
        let mut server = place.start();
        let mut streams: Vec<_> = (0..AT_ONCE).map(|_| begin(&server)).collect();
        let idle = server.connect();
        server.signal(signal);
        server.wait_for("ending");
        for stream in &mut streams {
            stream.write_all(&FORM.as_bytes()[FORM.len() - 1..]).unwrap();
        }
        for mut stream in streams {
            let mut text = String::new();
            stream.read_to_string(&mut text).unwrap();
            let (head, body) = text.split_once("\r\n\r\n").unwrap();
            assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && head.contains("connection: close"), "{text}");
            assert!(head.contains("__Host-session=") && body == "null", "{text}");
        }
        assert_eq!(server.end().code(), Some(0));
        assert!(server.log.last().unwrap().contains("ended"), "{:?}", server.log);
        assert!(!server.log.iter().any(|line| line.contains("cut")), "{:?}", server.log);
        drop(idle);
        // All of it was kept.
        let (url, runtime) = (place.database(), tokio::runtime::Runtime::new().unwrap());
        let sessions = runtime.block_on(testdb::rows(&url, "SELECT count(*) || '' FROM sessions"));
        assert_eq!(sessions[0][0], Some(AT_ONCE.to_string()));
    }
}

#[test]
fn a_second_signal_ends_the_server_at_once() {
    let place = Place::new();
    let mut server = place.start();
    let stuck = begin(&server);
    server.signal(Signal::TERM);
    server.wait_for("ending");
    server.signal(Signal::TERM);
    assert_eq!(server.end().code(), Some(130));
    drop(stuck);
}

#[test]
fn a_request_that_never_ends_is_cut_after_ten_seconds() {
    let place = Place::new();
    let mut server = place.start();
    let _stuck = begin(&server);
    server.signal(Signal::TERM);
    assert_eq!(server.end().code(), Some(0));
    assert!(server.log.iter().any(|line| line.contains("were cut")), "{:?}", server.log);
}
