//! The trail: sealed by the server, anchored in a file, verified and exported on the command line.

use std::{fs, os::unix::fs::PermissionsExt as _};

use rustix::process::Signal;

use crate::support::{PASSWORD, Place, Server, refusal};

fn execute(place: &Place, sql: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(testdb::execute(&place.database(), sql));
}

/// A server has run, somebody has logged in, and all of it is sealed.
fn sealed() -> Place {
    let place = Place::new();
    place.admin();
    let mut server = Server::of(&mut place.command(&["start", "--audit-anchor-file", "anchors"]));
    server.wait_for("the trail is sealed");
    assert!(server.log_in(PASSWORD).starts_with("HTTP/1.1 200 "));
    // What was done last is sealed before the server ends.
    server.signal(Signal::TERM);
    assert_eq!(server.end().code(), Some(0));
    place
}

fn text(output: &std::process::Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn a_damage_of_the_trail_is_named_and_a_cut_shows_by_the_anchors() {
    let place = sealed();
    let anchors = fs::read_to_string(place.path("anchors")).unwrap();
    let lines: Vec<_> = anchors.lines().collect();
    assert!(lines.len() == 2 && lines[0].starts_with("1 1 ") && lines[1].starts_with("2 2 "), "{anchors}");
    assert_eq!(place.path("anchors").metadata().unwrap().permissions().mode() & 0o777, 0o600);

    let verify = |more: &[&str]| place.run(&[&["audit", "verify"], more].concat(), "");
    let right = format!("2 records under 2 seals are right; 0 follow them.\nThe last good seal: {}\n", lines[1]);
    assert_eq!(text(&verify(&[])), right);
    assert_eq!(text(&verify(&["--anchor", "anchors"])), right);

    fs::write(place.path("nonsense"), "x").unwrap();
    assert!(refusal(&verify(&["--anchor", "nonsense"])).contains("nonsense, line 1"));
    assert!(refusal(&verify(&["--anchor", "none"])).contains("the anchor file none: No such file"));

    execute(&place, "UPDATE audit SET actor = 'somebody' WHERE id = 2");
    for damaged in [verify(&[]), place.run(&["check"], ""), place.run(&["check", "--repair"], "")] {
        let text = refusal(&damaged);
        assert!(text.contains("the trail is damaged: seal 2 of ") && text.contains("records 2 to 2"), "{text}");
    }
    execute(&place, "DELETE FROM audit WHERE id = 2; DELETE FROM audit_seals WHERE number = 2");
    assert!(text(&verify(&[])).starts_with("1 records under 1 seals are right; 0 follow"));
    assert!(refusal(&verify(&["--anchor", "anchors"])).contains("its end was cut off"));
}

#[test]
fn the_trail_is_exported_a_record_a_line() {
    let place = sealed();
    let export = |more: &[&str]| text(&place.run(&[&["audit", "export"], more].concat(), ""));
    let all = export(&[]);
    let records: Vec<serde_json::Value> = all.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(records.len(), 2);
    assert_eq!((&records[0]["action"], &records[0]["actor"]), (&"user.create".into(), &"host".into()));
    assert_eq!(records[0]["after"]["primary_email_address"], "admin@example.com");
    assert_eq!((&records[1]["action"], &records[1]["address"]), (&"session.create".into(), &"127.0.0.1".into()));
    let second = records[1]["at"].as_str().unwrap();
    assert_eq!(export(&["--from", second]), format!("{}\n", all.lines().nth(1).unwrap()));
    assert_eq!(export(&["--to", second]), format!("{}\n", all.lines().next().unwrap()));
    assert!(refusal(&place.run(&["audit", "export", "--from", "yesterday"], "")).contains("2026-11-23T11:40:12Z"));
}

#[test]
fn an_anchor_file_that_can_not_be_written_is_refused_at_the_start() {
    let place = Place::new();
    let text = refusal(&place.run(&["start", "--audit-anchor-file", "none/anchors"], ""));
    assert!(text.contains("the anchor file none/anchors: No such file or directory"), "{text}");
}
