//! Servers with certificates of their own.

use std::fs;

use crate::support::{Home, Server, Terminal, text};

/// A server with a certificate that no system trusts, and the file of that certificate.
fn server() -> (Server, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    let rcgen::CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(names).unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    fs::write(path("cert.pem"), cert.pem()).unwrap();
    fs::write(path("key.pem"), signing_key.serialize_pem()).unwrap();
    let settings = [("ROSTER_TLS_CERT_FILE", path("cert.pem")), ("ROSTER_TLS_KEY_FILE", path("key.pem"))];
    let settings = settings.each_ref().map(|(name, value)| (*name, value.as_str()));
    (Server::start_with(&settings), folder)
}

#[test]
fn a_certificate_is_trusted_once_it_is_named_and_for_everything() {
    let (server, folder) = server();
    let cert = folder.path().join("cert.pem").display().to_string();
    let mut home = Home::of("roster", &server);
    home.set("insecure", "false");
    home.set("oauth-server-address", &format!("{}/oauth", server.base().replace("http:", "https:")));
    assert!(home.run(&["login", "--api-key-file", "-"], &server.admin_key()).status.success());
    let said = text(&home.run(&["users", "list"], "").stderr);
    assert!(said.contains("name that file with --ca or SSL_CERT_FILE"), "{said}");
    home.ok(&["users", "list", "--ca", &cert]);
    let mut command = home.command(&["users", "list"]);
    assert!(command.env("SSL_CERT_FILE", &cert).output().unwrap().status.success());

    // The endpoint of tokens is asked in the same way: it refuses the code, and not we the server.
    let words = ["login", "--callback=false", "--ca", &cert];
    let mut terminal = Terminal::start(&mut home.command(&words));
    terminal.answer("> ", "MF2XI.AAAA.BBBB\n");
    let said = text(&terminal.end().stderr);
    assert!(said.contains("could not get an access token: error:"), "{said}");
}

#[test]
fn what_a_server_shows_is_kept_and_trusted_by_who_asks_for_that() {
    let (server, folder) = server();
    let home = Home::new("roster");
    let address = server.base().replace("http:", "https:");
    let said = text(&home.run(&["use", &address, "--profile", "lan", "--fetch-ca"], "").stderr);
    assert!(said.contains("Trusting SHA-256 "), "{said}");
    let shown = fs::read(folder.path().join("cert.pem")).unwrap();
    let kept = home.path(".config/roster/profiles/lan.ca.pem");
    assert_eq!(String::from_utf8(shown).unwrap().replace("\r\n", "\n"), fs::read_to_string(kept).unwrap());
    assert!(home.run(&["login", "--api-key-file", "-"], &server.admin_key()).status.success());
    assert!(home.ok(&["users", "list", "-o", "{{ .Ids.UserId }}"]).contains("admin"));
    home.ok(&["use", &address, "--profile", "bare"]);
    assert!(home.run(&["login", "--api-key-file", "-"], &server.admin_key()).status.success());
    assert!(text(&home.run(&["users", "list"], "").stderr).contains("nobody this system trusts"));
}
