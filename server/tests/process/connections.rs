//! More connections than the system allows files.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    process::Command,
};

use crate::support::{Place, Server};

#[test]
fn who_finds_no_place_waits_until_there_is_one() {
    let place = Place::new();
    let mut shell = Command::new("sh");
    shell.args(["-c", "ulimit -n 100 && exec \"$0\" start", env!("CARGO_BIN_EXE_roster-server")]).env_clear();
    shell.env("ROSTER_DATABASE_URL", place.database()).env("ROSTER_HTTP_LISTEN", "127.0.0.1:0");
    shell.env("ROSTER_GRPC_LISTEN", "127.0.0.1:0");
    let server = Server::of(&mut shell);
    // None of these says anything, so that each loses its place after ten seconds.
    let silent: Vec<TcpStream> = (0..40).map(|_| server.connect()).collect();
    let mut waiting = server.connect();
    waiting.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    waiting.read_to_string(&mut text).unwrap();
    assert!(text.starts_with("HTTP/1.1 200 OK\r\n") && text.ends_with("up\n"), "{text}");
    assert!(!server.log.iter().any(|line| line.contains("can be accepted")), "{:?}", server.log);
    drop(silent);
}
