//! Servers that are not there, or are something else.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpListener,
    thread,
};

use crate::support::{Home, Server, finish, text};

/// A home where the server is said to be at this address, and somebody is logged in.
fn home(address: &str, insecure: bool) -> Home {
    let mut home = Home::new("roster");
    home.set("identity-server-grpc-address", address);
    home.set("insecure", if insecure { "true" } else { "false" });
    home.set("oauth-server-address", "http://127.0.0.1:1/oauth");
    assert!(home.run(&["login", "--api-key-file", "-"], "NNSXS.A.B").status.success());
    home
}

/// The one line that is said.
fn line(home: &Home) -> String {
    let output = home.run(&["users", "list"], "");
    let said = text(&output.stderr);
    assert_eq!((output.status.code(), said.lines().count()), (Some(255), 1), "{said}");
    said
}

/// Somebody who answers everybody with the same bytes.
fn stranger(answer: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let _ = stream.read(&mut [0; 1024]);
            let _ = stream.write_all(answer);
        }
    });
    address
}

#[test]
fn a_server_that_is_down_is_said_in_a_line() {
    let said = line(&home("127.0.0.1:1", true));
    assert!(said.starts_with("127.0.0.1:1: can't connect: nothing listens there; is the server running?"), "{said}");
}

#[test]
fn a_server_of_something_else_is_said_in_a_line() {
    let said = line(&home(&stranger(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"), true));
    assert!(said.contains("no gRPC server") || said.contains("can't connect"), "{said}");
    assert!(said.contains("identity-server-grpc-address"), "{said}");
}

#[test]
fn a_server_without_tls_is_said_to_be_one() {
    let server = Server::start();
    let said = line(&home(&server.grpc_address(), false));
    assert!(said.contains("say --insecure"), "{said}");
}

#[test]
fn credentials_go_to_the_servers_of_the_login_only() {
    let server = Server::start();
    let mut home = Home::of_admin("roster", &server);
    home.set("identity-server-grpc-address", "localhost:1");
    let said = text(&home.run(&["users", "list"], "").stderr);
    assert!(
        said.starts_with("error:cmd/ttn-lw-cli/commands:unknown_host (unknown host `http://localhost:1`"),
        "{said}"
    );
    // A file that lies in this folder may be anybody's.
    fs::create_dir(home.path("clone")).unwrap();
    fs::write(home.path("clone/.roster.yml"), "allow-unknown-hosts: true\n").unwrap();
    let mut command = home.command(&["users", "list"]);
    let said = text(&finish(command.current_dir(home.path("clone")), "").stderr);
    assert!(said.contains("unknown_host"), "{said}");
    let said = text(&home.run(&["users", "list", "--allow-unknown-hosts"], "").stderr);
    assert!(said.contains("can't connect"), "{said}");
}

#[test]
fn grpc_works_on_the_port_of_the_pages_too() {
    let server = Server::start();
    let home = Home::new("roster");
    home.ok(&["use", &server.base(), "--profile", "test"]);
    assert!(home.run(&["login", "--api-key-file", "-"], &server.admin_key()).status.success());
    assert!(home.ok(&["users", "list", "--name"]).contains("\"user_id\": \"admin\""));
}

#[test]
fn a_proxy_of_the_environment_is_used() {
    let server = Server::start();
    let home = Home::of_admin("roster", &server);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    let asked = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut bytes = [0; 1024];
        let read = stream.read(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes[..read]).into_owned()
    });
    let mut command = home.command(&["users", "list"]);
    command.env("HTTP_PROXY", proxy);
    assert_eq!(crate::support::finish(&mut command, "").status.code(), Some(255));
    let asked = asked.join().unwrap();
    assert!(asked.starts_with(&format!("CONNECT {} HTTP/1.1\r\n", server.grpc_address())), "{asked}");
}
