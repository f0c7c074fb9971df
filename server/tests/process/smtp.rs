//! Mails of a whole server through a real mail server, aiosmtpd: protected, refused, slow, and killed on the way (R07).

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use rcgen::generate_simple_self_signed;
use rustix::process::Signal;

use crate::{
    mail::{invite, key},
    support::{PATIENCE, Place, Random, Server, rounds},
};

/// A mail server that runs. It is killed when dropped.
struct MailServer {
    child: Child,
    port: u16,
}

impl MailServer {
    fn start(place: &Place, manner: &str) -> Self {
        let python = std::env::var("ROSTER_TEST_SMTP_PYTHON").unwrap_or_else(|_| {
            panic!("ROSTER_TEST_SMTP_PYTHON is not set: run `cargo xtask test storage`, which installs aiosmtpd")
        });
        let pair = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        fs::write(place.path("cert.pem"), pair.cert.pem()).unwrap();
        fs::write(place.path("key.pem"), pair.signing_key.serialize_pem()).unwrap();
        fs::create_dir_all(place.path("taken")).unwrap();
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/process/smtp.py");
        let mut command = Command::new(python);
        command.args([script, manner]).args(["cert.pem", "key.pem", "taken"].map(|name| place.path(name)));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut port = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut port).unwrap();
        Self { child, port: port.trim().parse().unwrap() }
    }

    /// A server of ours that sends mails here.
    fn client(&self, place: &Place, scheme: &str) -> Command {
        let mut command = place.command(&["start"]);
        command.env("ROSTER_MAIL_URL", format!("{scheme}://localhost:{}", self.port));
        command.env("ROSTER_SECRETS_KEY_FILE", place.path("roster.key"));
        command
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How often each address was mailed an invitation; the admin is told of the key besides.
fn taken(place: &Place) -> BTreeMap<String, u32> {
    let mut taken = BTreeMap::new();
    for file in fs::read_dir(place.path("taken")).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let (_, address) = name.split_once('-').unwrap();
        if address != "admin@example.com" {
            *taken.entry(address.to_owned()).or_default() += 1;
        }
    }
    taken
}

fn wait_until(patience: Duration, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < patience, "it takes too long");
        thread::sleep(Duration::from_millis(20));
    }
}

fn authority(command: &mut Command, file: &Path) -> Server {
    Server::of(command.env("ROSTER_MAIL_CA_FILE", file))
}

#[test]
fn mails_go_by_starttls_and_by_tls_to_who_has_a_certificate_that_is_trusted() {
    for (manner, scheme) in [("starttls", "smtp"), ("tls", "smtps")] {
        let place = Place::new();
        let key = key(&place);
        let mail_server = MailServer::start(&place, manner);
        let mut stranger = Server::of(&mut mail_server.client(&place, scheme));
        invite(&stranger, &key, "a@example.com");
        let line = stranger.wait_for("could not be sent");
        assert!(line.contains("certificate"), "{line}");
        assert!(taken(&place).is_empty());
        drop(stranger);
        let server = authority(&mut mail_server.client(&place, scheme), &place.path("cert.pem"));
        invite(&server, &key, "b@example.com");
        wait_until(PATIENCE, || taken(&place).contains_key("b@example.com"));
    }
}

#[test]
fn a_recipient_who_is_refused_is_given_up_and_others_are_mailed() {
    let place = Place::new();
    let key = key(&place);
    let mail_server = MailServer::start(&place, "starttls");
    let mut server = authority(&mut mail_server.client(&place, "smtp"), &place.path("cert.pem"));
    invite(&server, &key, "refused@example.com");
    invite(&server, &key, "a@example.com");
    let line = server.wait_for("was given up");
    assert!(line.contains("nobody here"), "{line}");
    wait_until(PATIENCE, || taken(&place).contains_key("a@example.com"));
    assert!(!taken(&place).contains_key("refused@example.com"));
}

#[test]
fn none_is_lost_and_none_sent_more_than_twice_however_often_the_server_is_killed() {
    let place = Place::new();
    let key = key(&place);
    let mail_server = MailServer::start(&place, "slow");
    let kills = rounds("ROSTER_TEST_MAIL_KILLS", 5);
    let mut random = Random(7);
    for number in 0..kills {
        let mut server = authority(&mut mail_server.client(&place, "smtp"), &place.path("cert.pem"));
        invite(&server, &key, &format!("a{number}@example.com"));
        // Somewhere between the acknowledgement and the end of the mail.
        thread::sleep(random.below(Duration::from_millis(1_500)));
        server.signal(Signal::KILL);
        server.end();
    }
    let server = authority(&mut mail_server.client(&place, "smtp"), &place.path("cert.pem"));
    // What was under way at a kill is due again after two minutes.
    wait_until(4 * PATIENCE, || taken(&place).len() == kills as usize);
    drop(server);
    let taken = taken(&place);
    assert!(taken.values().all(|times| *times <= 2), "{taken:?}");
    let again: u32 = taken.values().map(|times| times - 1).sum();
    assert!(again <= kills, "{again} mails came twice after {kills} kills");
}

#[test]
fn a_mail_that_is_under_way_when_the_server_is_stopped_is_not_sent_again() {
    let place = Place::new();
    let key = key(&place);
    let mail_server = MailServer::start(&place, "slower");
    let mut server = authority(&mut mail_server.client(&place, "smtp"), &place.path("cert.pem"));
    invite(&server, &key, "a@example.com");
    wait_until(PATIENCE, || taken(&place).len() == 1);
    server.signal(Signal::TERM);
    assert_eq!(server.end().code(), Some(0));
    let sent = "SELECT count(*) || '' FROM mails WHERE recipient = 'a@example.com' AND sent_at IS NOT NULL";
    let rows = tokio::runtime::Runtime::new().unwrap().block_on(testdb::rows(&place.database(), sent));
    assert_eq!(rows[0][0].as_deref(), Some("1"));
}
