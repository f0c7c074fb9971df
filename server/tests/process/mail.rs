//! Mails of a whole server, into the folder that is there without any setting.

use std::{
    fs,
    os::unix::fs::MetadataExt as _,
    thread,
    time::{Duration, Instant},
};

use rustix::process::Signal;

use crate::support::{PATIENCE, Place, Server};

/// Invites somebody, as a program does; answers once that is acknowledged.
pub(crate) fn invite(server: &Server, key: &str, email: &str) {
    let body = format!("{{\"email\":\"{email}\"}}");
    let (kind, length) = ("Content-Type: application/json\r\nConnection: close", body.len());
    let head = format!("Authorization: Bearer {key}\r\n{kind}\r\nContent-Length: {length}\r\n");
    let answer = server.ask(&format!("POST /api/v3/invitations HTTP/1.1\r\nHost: a\r\n{head}\r\n{body}"));
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

/// Makes an admin, and a key of theirs.
pub(crate) fn key(place: &Place) -> String {
    place.admin();
    let line = ["api-key", "create", "--user-id", "admin", "--rights", "RIGHT_ALL"];
    String::from_utf8(place.run(&line, "").stdout).unwrap().trim().to_owned()
}

/// How many invitations are there; that a key was made is mailed to the admin besides.
fn mails(place: &Place) -> usize {
    let Ok(files) = fs::read_dir(place.path("mails")) else { return 0 };
    let mails = files.map(|file| file.unwrap().path()).filter(|path| path.extension().is_some_and(|end| end == "eml"));
    mails.filter(|path| fs::read_to_string(path).is_ok_and(|mail| mail.contains("You are invited to"))).count()
}

#[test]
fn a_mail_that_was_queued_when_the_server_was_killed_is_sent_by_the_next() {
    let place = Place::new();
    let key = key(&place);
    let mut server = place.start();
    assert_eq!(fs::metadata(place.path("roster.key")).unwrap().mode() & 0o777, 0o600);
    for number in 0..5 {
        invite(&server, &key, &format!("colleague-{number}@example.com"));
    }
    server.signal(Signal::KILL);
    server.end();
    let server = place.start();
    // One that was under way at the kill is due again after two minutes.
    let begun = Instant::now();
    while mails(&place) < 5 && begun.elapsed() < 3 * PATIENCE {
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(mails(&place), 5);
    drop(server);
    let backup = place.run(&["backup", "copy.db"], "");
    assert!(String::from_utf8_lossy(&backup.stdout).contains("roster.key"), "{backup:?}");
}
