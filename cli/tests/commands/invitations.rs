//! Invitations that The Things Stack has no commands for.

use std::fs;

use crate::support::{Home, Server, text};

#[test]
fn many_are_invited_on_the_same_terms_and_who_can_not_be_does_not_stop_the_others() {
    let server = Server::start();
    let home = Home::of_admin("roster", &server);
    fs::write(home.path("new.csv"), "name,email\nAda,ada@example.com\nBob,bob@example.com\n").unwrap();
    let words = ["users", "invitations", "create", "--file", "new.csv", "eve@example.com", "--state", "flagged"];
    let invited = home.ok(&[&words[..], &["--attributes", "team=ops", "-o", "{{ .Email }}"]].concat());
    assert_eq!(invited, "eve@example.com\nada@example.com\nbob@example.com\n");
    let again = home.run(&["users", "invitations", "create", "ada@example.com", "new@example.com", "--note", "Hi"], "");
    let said = text(&again.stderr);
    assert_eq!(again.status.code(), Some(255));
    assert!(said.contains("ada@example.com: ") && said.contains("1 invited, 1 refused"), "{said}");
    assert_eq!(home.ok(&["users", "invitations", "list", "-o", "{{ .Email }}"]).lines().count(), 4);
}

#[test]
fn an_invitation_is_put_off_and_mailed_again() {
    let server = Server::start();
    let home = Home::of_admin("roster", &server);
    home.ok(&["users", "invitations", "create", "ada@example.com"]);
    let end = || home.ok(&["users", "invitations", "list", "-o", "{{ .ExpiresAt }}"]);
    let before = end();
    for deed in ["extend", "resend"] {
        let after = home.ok(&["users", "invitations", deed, "ada@example.com", "-o", "{{ .ExpiresAt }}"]);
        assert!(after > before && after == end(), "{before} {after}");
    }
    let nobody = home.run(&["users", "invitations", "extend", "bob@example.com"], "");
    assert!(text(&nobody.stderr).contains("invitation_not_found"), "{}", text(&nobody.stderr));
}
