//! What is written to standard error.

use rustix::process::Signal;

use crate::support::{PASSWORD, Place, Server};

#[test]
fn each_request_is_a_line_and_no_line_holds_a_secret() {
    let place = Place::new();
    place.admin();
    let mut command = place.command(&["start"]);
    let mut server = Server::of(command.env("ROSTER_LOG_FORMAT", "json").env("ROSTER_LOG_LEVEL", "trace"));
    let logged_in = server.log_in(PASSWORD);
    let cookie = logged_in.split("set-cookie: ").nth(1).unwrap().split(';').next().unwrap().to_owned();
    server.log_in("canary-7f3a-wrong");
    server.post("/fn/account/password?canary-7f3a", &cookie, "old=canary-7f3a&password=canary-7f3a-new&confirm=x");
    server.post("/fn/none%0Aforged", &cookie, "");
    server.signal(Signal::TERM);
    assert!(server.end().success());
    let token = cookie.split('=').nth(1).unwrap();
    let mut requests = 0;
    for line in &server.log {
        let parsed: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|cause| panic!("{cause}: {line}"));
        for secret in ["canary", token, &PASSWORD[..13]] {
            assert!(!line.contains(secret), "{line}");
        }
        if parsed["message"] == "answered" {
            requests += 1;
            assert_eq!(parsed["span"]["id"].as_str().map(str::len), Some(32), "{line}");
            assert!(parsed["status"].is_u64() && parsed["ms"].is_f64() && parsed["method"] == "POST", "{line}");
        }
    }
    assert_eq!(requests, 4);
}
