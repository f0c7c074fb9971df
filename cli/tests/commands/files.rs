//! Files of users, out and in.

use std::{fmt::Write as _, fs, thread, time::Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::support::{Home, PATIENCE, Server, text};

/// A password hash as The Things Stack has it, of "secret".
const HASH: &str = "PBKDF2$sha256$10000$hOAtQoBcExz67mUa$W6vFPmDpZlQRiuHcDG60kMd-xG9nJ7hY38OIfTMYS-8";

pub(crate) fn users(count: usize) -> String {
    let mut lines = String::new();
    for number in 0..count {
        let _ = writeln!(
            lines,
            "{{\"ids\":{{\"user_id\":\"user-{number}\"}},\"name\":\"User {number}\",\
             \"primary_email_address\":\"user-{number}@example.com\",\"state\":\"APPROVED\",\"password_hash\":\"{HASH}\"}}"
        );
    }
    lines
}

fn count(home: &Home) -> usize {
    home.ok(&["users", "list", "--all-pages", "-o", "ndjson"]).lines().count()
}

#[test]
fn what_is_exported_can_be_imported_elsewhere() {
    let (one, other) = (Server::start(), Server::start());
    let home = Home::of_admin("roster", &one);
    home.ok(&[
        "users",
        "create",
        "ada",
        "--name",
        "=Ada",
        "--primary-email-address",
        "ada@example.com",
        "--attributes",
        "team=iot",
        "--password",
        "Abcdefg1",
    ]);
    let elsewhere = Home::of_admin("roster", &other);
    for name in ["users.csv", "users.ndjson"] {
        home.ok(&["users", "export", name, "--attributes", "team"]);
        fs::copy(home.path(name), elsewhere.path(name)).unwrap();
        let output = elsewhere.run(&["users", "import", name, "--allow-existing"], "");
        // The ID of the admin is one that nobody may take.
        assert!(text(&output.stderr).contains("left as they were"), "{}", text(&output.stderr));
        let shown = elsewhere.ok(&["users", "get", "ada", "--name", "--attributes", "-o", "ndjson"]);
        assert!(shown.contains("\"name\":\"=Ada\",\"attributes\":{\"team\":\"iot\"}"), "{shown}");
        elsewhere.ok(&["users", "delete", "ada"]);
        elsewhere.ok(&["users", "purge", "ada", "--force"]);
    }
}

#[test]
fn an_export_goes_where_a_link_leads_and_a_device_stays_one() {
    let server = Server::start();
    let home = Home::of_admin("roster", &server);
    fs::write(home.path("real.ndjson"), "old").unwrap();
    std::os::unix::fs::symlink("real.ndjson", home.path("link.ndjson")).unwrap();
    home.ok(&["users", "export", "link.ndjson"]);
    assert!(fs::symlink_metadata(home.path("link.ndjson")).unwrap().is_symlink());
    assert!(fs::read_to_string(home.path("real.ndjson")).unwrap().contains("\"admin\""));
    std::os::unix::fs::symlink("/dev/null", home.path("null.ndjson")).unwrap();
    home.ok(&["users", "export", "null.ndjson"]);
    assert!(fs::symlink_metadata(home.path("null.ndjson")).unwrap().is_symlink());
    assert!(home.ok(&["users", "export", "/dev/stdout", "--format", "ndjson"]).contains("\"admin\""));
}

#[test]
fn rows_before_a_quote_that_is_never_closed_are_imported_and_the_others_are_told_of() {
    let server = Server::start();
    let home = Home::of_admin("roster", &server);
    let header = "user_id,primary_email_address,password_hash,description";
    let row = |id: &str, more: &str| format!("{id},{id}@example.com,{HASH},{more}\n");
    let rows = [row("ada", ""), row("bob", "\"open"), row("eve", ""), row("fay", "")].concat();
    fs::write(home.path("x.csv"), format!("{header}\n{rows}")).unwrap();
    let output = home.run(&["users", "import", "x.csv"], "");
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(255));
    assert!(said.contains("line 3: a quote") && said.contains("1 imported, 0 left"), "{said}");
    assert_eq!(count(&home), 2);
}

#[test]
fn a_refused_row_stops_no_other_and_stands_in_the_report() {
    let server = Server::start();
    let home = Home::of_admin("roster", &server);
    let csv = "Login,E-Mail,Remarks\none,one@example.com,x\nBad_ID,two@example.com,x\nthree,nowhere,x\nfour,four@example.com,x\n";
    fs::write(home.path("users.csv"), csv).unwrap();
    let map = "Login=user_id,E-Mail=primary_email_address,Remarks=";
    let words = ["users", "import", "users.csv", "--map", map, "--report", "refused.csv"];
    let trial = home.run(&[words.as_slice(), &["--dry-run"]].concat(), "");
    assert!(
        text(&trial.stderr).contains("2 would be imported, 0 left as they were, 2 refused"),
        "{}",
        text(&trial.stderr)
    );
    assert_eq!(count(&home), 1);
    let output = home.run(&words, "");
    assert_eq!(output.status.code(), Some(255));
    assert!(text(&output.stderr).contains("2 imported, 0 left as they were, 2 refused"), "{}", text(&output.stderr));
    let report = fs::read_to_string(home.path("refused.csv")).unwrap();
    let lines: Vec<_> = report.lines().collect();
    assert_eq!(lines.len(), 3, "{report}");
    assert!(lines[1].starts_with("3,Bad_ID,") && lines[2].starts_with("4,three,"), "{report}");
    assert!(!home.path("users.csv.journal").exists());
}

/// Waits until a file says that rows are behind.
fn wait_for_journal(home: &Home) {
    let begin = Instant::now();
    loop {
        let journal = fs::read_to_string(home.path("users.ndjson.journal")).unwrap_or_default();
        if journal.contains("\"behind\":") && !journal.contains("\"behind\":0") {
            return;
        }
        assert!(begin.elapsed() < PATIENCE, "{journal}");
        thread::yield_now();
    }
}

#[test]
fn an_import_that_was_killed_goes_on_and_nobody_is_there_twice_or_missing() {
    const USERS: usize = 10_000;
    let server = Server::start();
    let home = Home::of_admin("roster", &server);
    fs::write(home.path("users.ndjson"), users(USERS)).unwrap();
    let mut child = home.command(&["users", "import", "users.ndjson"]).spawn().unwrap();
    wait_for_journal(&home);
    child.kill().unwrap();
    child.wait().unwrap();
    let before = count(&home);
    assert!((2..=USERS).contains(&before), "{before}");
    let output = home.run(&["users", "import", "users.ndjson"], "");
    let said = text(&output.stderr);
    assert!(output.status.success() && said.contains("Going on behind row "), "{said}");
    assert!(said.contains(", 0 refused"), "{said}");
    assert_eq!(count(&home), USERS + 1);
}

#[test]
fn ctrl_c_says_how_far_it_came_and_how_to_go_on() {
    let server = Server::start();
    let home = Home::of_admin("roster", &server);
    fs::write(home.path("users.ndjson"), users(10_000)).unwrap();
    let mut command = home.command(&["users", "import", "users.ndjson"]);
    let child = command.stderr(std::process::Stdio::piped()).spawn().unwrap();
    wait_for_journal(&home);
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert!(said.contains("stopped by Ctrl-C: ") && said.contains("goes on behind row "), "{said}");
}
