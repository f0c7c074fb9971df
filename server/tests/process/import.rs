//! `roster-server import`: files, reports, and imports that are stopped.

use std::{fmt::Write as _, fs, process::Stdio, thread, time::Duration};

use crate::support::{Place, refusal};

const DUMP: &str = "SELECT user_id, name, primary_email_address, CAST(state AS TEXT), CAST(created_at AS TEXT), \
                    CAST(version AS TEXT), COALESCE(password_hash, '') FROM users \
                    LEFT JOIN credentials ON credentials.user_key = users.id ORDER BY user_id";

const NEXT_LINE: &str = "SELECT CAST(max(next_line) AS TEXT) FROM imports";

fn query(place: &Place, sql: &str) -> Vec<Vec<Option<String>>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(testdb::rows(&place.database(), sql))
}

fn one(place: &Place, sql: &str) -> String {
    query(place, sql).pop().and_then(|mut row| row.pop()).flatten().unwrap_or_default()
}

/// A file of so many users; every hundredth record is refused.
fn file(count: usize) -> String {
    let mut file = String::new();
    for number in 0..count {
        let id = if number % 100 == 99 { "Not An ID".to_owned() } else { format!("user-{number}") };
        let hash = "$argon2id$v=19$m=19456,t=2,p=1$gUkS7IhMI8QJgsSjL2VDzA$5byVSx3DxkxxE99M1FOiDjSXXm4np0IffUuUxIfdjp8";
        writeln!(
            file,
            r#"{{"ids":{{"user_id":"{id}"}},"name":"Nº {number}","primary_email_address":"u{number}@example.com","created_at":"2020-01-01T00:00:00Z","password_hash":"{hash}"}}"#
        )
        .unwrap();
    }
    file
}

fn summary(output: &std::process::Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap().split(';').next().unwrap().to_owned()
}

#[test]
fn an_import_that_is_killed_again_and_again_ends_as_an_uninterrupted_one() {
    const USERS: usize = 12_000;
    const EARLY: u32 = 3;
    let (whole, broken) = (Place::new(), Place::new());
    for place in [&whole, &broken] {
        fs::write(place.path("users.ndjson"), file(USERS)).unwrap();
    }
    let line = ["import", "users.ndjson", "--report", "refused.csv"];
    let uninterrupted = whole.run(&line, "");
    assert_eq!(uninterrupted.status.code(), Some(1));

    let mut kills = 0;
    let mut random = 1_u32;
    let last = loop {
        if kills == EARLY {
            // Wherever they were killed, at a file that was not made yet or within a migration, it is gone on with.
            assert!(broken.run(&["migrate"], "").status.success());
        }
        let mut child = broken.command(&line).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        // The first are killed while the schema is made, the others soon after another batch is there.
        let before = if kills < EARLY { None } else { Some(one(&broken, NEXT_LINE)) };
        while before.as_ref().is_some_and(|before| one(&broken, NEXT_LINE) == *before)
            && child.try_wait().unwrap().is_none()
        {}
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        thread::sleep(Duration::from_millis(u64::from(random >> 24)));
        if kills == 20 || child.try_wait().unwrap().is_some() {
            break child.wait_with_output().unwrap();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
    };
    assert!(kills >= 5, "{kills}");
    assert_eq!(summary(&last), summary(&uninterrupted));
    assert_eq!(query(&broken, DUMP), query(&whole, DUMP));
    let report = |place: &Place| fs::read_to_string(place.path("refused.csv")).unwrap();
    assert_eq!(report(&broken), report(&whole));
    assert_eq!(report(&whole).lines().count(), 1 + USERS / 100);
    assert_eq!(one(&broken, "SELECT CAST(count(*) AS TEXT) FROM imports"), "0");
}

#[test]
fn refused_records_are_shown_and_reported_and_stop_no_other() {
    let place = Place::new();
    let csv = "user_id,primary_email_address,name,state\nada,ada@example.com,Ada,APPROVED\n=1,x,\"a\nb\",\nbob,bob@example.com,'=B,flagged\n";
    fs::write(place.path("users.csv"), csv).unwrap();
    let output = place.run(&["import", "users.csv", "--report", "refused.csv"], "");
    assert_eq!(summary(&output), "2 users made, 0 changed, 0 left as they were, 1 records refused");
    let report = fs::read_to_string(place.path("refused.csv")).unwrap();
    let lines: Vec<_> = report.lines().collect();
    assert!(lines[0] == "line,user_id,field,reason" && lines[1].starts_with("3,'=1,user_id,"), "{report}");
    assert_eq!(lines.len(), 4, "{report}");
    assert_eq!(one(&place, "SELECT name FROM users WHERE user_id = 'bob'"), "=B");
    let shown = String::from_utf8(place.run(&["import", "users.csv"], "").stderr).unwrap();
    assert!(shown.starts_with("line 2: user_id: A user has this ID.\nline 3: user_id: "), "{shown}");
}

#[test]
fn an_import_is_tried_out_stopped_at_once_or_refused_as_a_whole() {
    let place = Place::new();
    fs::write(place.path("users.ndjson"), file(150)).unwrap();
    let dry = place.run(&["import", "users.ndjson", "--dry-run"], "");
    assert!(String::from_utf8(dry.stdout).unwrap().ends_with("Nothing was written.\n"));
    assert_eq!(one(&place, "SELECT CAST(count(*) AS TEXT) FROM users"), "0");
    let stopped = refusal(&place.run(&["import", "users.ndjson", "--fail-fast", "--report", "refused.csv"], ""));
    assert!(stopped.contains("line 100 is refused"), "{stopped}");
    assert_eq!(one(&place, "SELECT CAST(count(*) AS TEXT) FROM users"), "0");
    for (name, content, says) in [
        ("users.txt", "", "must end in .csv or .ndjson"),
        ("double.csv", "user_id,user_id,primary_email_address\n", "twice"),
        ("quote.csv", &format!("user_id,primary_email_address\nada,\"{}", "x".repeat(3 << 20)), "is a quote missing?"),
        ("folder.csv", "", "No such file"),
    ] {
        if name != "folder.csv" {
            fs::write(place.path(name), content).unwrap();
        }
        let refusal = refusal(&place.run(&["import", name], ""));
        assert!(refusal.contains(says), "{refusal}");
    }
}
