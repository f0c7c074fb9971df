//! Headers with anything in them, at both doors.

use axum::{
    body::Body,
    http::{HeaderValue, Request},
};

use crate::{api::person, support::Site};

const NAMES: [&str; 16] = [
    "authorization",
    "cookie",
    "user-agent",
    "if-match",
    "if-none-match",
    "x-request-id",
    "grpc-timeout",
    "grpc-encoding",
    "origin",
    "sec-fetch-site",
    "content-type",
    "accept",
    "accept-language",
    "accept-encoding",
    "x-forwarded-for",
    "host",
];

const VALUES: [&[u8]; 12] = [
    b"",
    b" ",
    b"\xff",
    b"\xc3\xa9",
    b"Bearer \xff.\xff.\xff",
    b"Bearer NNSXS..",
    b"__Host-session=\xff; __Host-session",
    b"\"\xff\", W/\"1\", \"99999999999999999999\"",
    b"\"-1\"",
    b"99999999999H",
    b"%00",
    b"a\tb",
];

#[tokio::test]
async fn no_header_makes_the_server_fail() {
    let site = Site::open().await;
    person(&site, "somebody", false).await;
    for name in NAMES {
        for value in VALUES.iter().map(|value| value.to_vec()).chain([vec![b'x'; 5_000]]) {
            let header = HeaderValue::from_bytes(&value).unwrap();
            for (verb, path) in [
                ("GET", "/api/v3/auth_info"),
                ("PUT", "/api/v3/users/somebody"),
                ("DELETE", "/api/v3/users/somebody"),
                ("OPTIONS", "/api/v3/users"),
                ("POST", "/ttn.lorawan.v3.EntityAccess/AuthInfo"),
            ] {
                let request = Request::builder().method(verb).uri(path).header(name, header.clone());
                let answer = site.send(request.body(Body::from(vec![0; 5])).unwrap()).await;
                let status = answer.status.as_u16();
                assert!(status < 500 || status == 501, "{verb} {path} {name}: {header:?}: {answer:?}");
                // gRPC says so in a header of its own: neither unknown nor internal.
                assert!(!["2", "13"].contains(&answer.header("grpc-status")), "{name}: {header:?}: {answer:?}");
            }
        }
    }
}
