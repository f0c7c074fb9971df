//! Logging in with a browser. That it comes back by itself is in the recordings.

use std::{fs, process::Stdio};

use serde_json::Value;

use crate::{
    recordings::browser::Browser,
    support::{Home, PASSWORD, Server, Terminal, text},
};

fn log_in(server: &Server, home: &Home) {
    let code = Browser::log_in(server, "admin", PASSWORD).code(server);
    let mut terminal = Terminal::start(&mut home.command(&["login", "--callback=false"]));
    terminal.answer("> ", "no code\n");
    let said = terminal.answer("Could not parse authorization code", &format!("{code}\n"));
    assert!(said.contains("error:pkg/auth:token"), "{said}");
    let output = terminal.end();
    assert!(output.status.success(), "{}", text(&output.stderr));
}

fn credentials(home: &Home) -> Value {
    serde_json::from_str(&fs::read_to_string(home.path(".config/roster/credentials.json")).unwrap()).unwrap()
}

/// Makes the token one that has ended.
fn end_token(home: &Home) {
    let mut ended = credentials(home);
    ended["oauth_token"]["expiry"] = "2020-01-01T00:00:00Z".into();
    fs::write(home.path(".config/roster/credentials.json"), ended.to_string()).unwrap();
}

#[test]
fn a_code_from_any_browser_is_enough_and_the_token_is_renewed_when_it_ends() {
    let server = Server::start();
    let home = Home::of("roster", &server);
    log_in(&server, &home);
    let before = credentials(&home);
    home.ok(&["users", "list"]);
    assert_eq!(credentials(&home), before);

    end_token(&home);
    home.ok(&["users", "list"]);
    let after = credentials(&home);
    assert_ne!(after["oauth_token"]["access_token"], before["oauth_token"]["access_token"]);
    assert_ne!(after["oauth_token"]["refresh_token"], before["oauth_token"]["refresh_token"]);
    assert!(after["oauth_token"]["expiry"].as_str().unwrap() > "2026");
}

#[test]
fn commands_that_run_at_once_renew_a_token_once() {
    let server = Server::start();
    let home = Home::of("roster", &server);
    log_in(&server, &home);
    end_token(&home);
    let mut children: Vec<_> =
        (0..6).map(|_| home.command(&["users", "list"]).stdout(Stdio::null()).spawn().unwrap()).collect();
    for child in &mut children {
        assert!(child.wait().unwrap().success());
    }
    home.ok(&["users", "list"]);
}

#[test]
fn a_key_that_is_none_and_a_login_that_came_to_nothing_leave_the_login_before() {
    let server = Server::start();
    let home = Home::of_admin("roster", &server);
    let mut terminal = Terminal::start(&mut home.command(&["login", "--callback=false"]));
    terminal.answer("> ", "\x04");
    assert!(!terminal.end().status.success());
    assert!(home.ok(&["auth-info"]).contains("RIGHT_ALL"));
    let refused = home.run(&["login", "--api-key", "NNSXS.A.B"], "");
    assert_eq!(refused.status.code(), Some(255), "{}", text(&refused.stderr));
    let empty = home.run(&["login", "--api-key", ""], "");
    assert!(!empty.status.success() && text(&empty.stderr).contains("empty"), "{}", text(&empty.stderr));
    assert!(home.ok(&["auth-info"]).contains("RIGHT_ALL"));
}

#[test]
fn whoever_logs_out_leaves_no_token_that_is_good_for_anything() {
    let server = Server::start();
    let home = Home::of("roster", &server);
    log_in(&server, &home);
    let file = home.path(".config/roster/credentials.json");
    let before = fs::read_to_string(&file).unwrap();
    home.ok(&["logout"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), "{}");
    fs::write(&file, before).unwrap();
    let output = home.run(&["users", "list"], "");
    assert!(text(&output.stderr).contains("permission_denied") || text(&output.stderr).contains("not_found"));
}
