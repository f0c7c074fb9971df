//! The trail, and IDs that nobody can take.

use crate::support::{Home, PASSWORD, Server, text};

fn home(server: &Server) -> Home {
    let home = Home::of_admin("roster", server);
    home.ok(&["users", "create", "ada", "--primary-email-address", "ada@example.com", "--password", PASSWORD]);
    home.ok(&["users", "set", "ada", "--name", "Ada"]);
    home.ok(&["users", "delete", "ada"]);
    home
}

#[test]
fn who_did_what_to_whom_is_shown_the_latest_first() {
    let server = Server::start();
    let home = home(&server);
    let list = |words: &[&str]| {
        home.ok(&[&["audit", "list", "-o", "{{ .Actor }} {{ .Action }} {{ .UserId }}"], words].concat())
    };
    let all = "admin user.delete ada\nadmin user.update ada\nadmin user.create ada\n";
    assert_eq!(list(&["ada"]), all);
    assert_eq!(list(&["--actor", "admin", "--action", "user.*", "--user-id", "ada", "--all-pages"]), all);
    assert_eq!(list(&["ada", "--limit", "1"]), "admin user.delete ada\n");
    assert_eq!(list(&["ada", "--until", "2020-01-31"]), "");
    let changed = home.ok(&["audit", "list", "ada", "--action", "user.update", "-o", "ndjson"]);
    assert!(changed.contains(r#""before":{"name":""},"after":{"name":"Ada"}"#), "{changed}");
    let table = home.ok(&["audit", "list", "ada", "-o", "table"]);
    assert!(table.starts_with("AT  ") && table.lines().count() == 4, "{table}");
    let refused = text(&home.run(&["audit", "list", "--action", "user.crate"], "").stderr);
    assert!(refused.contains("user.create"), "{refused}");
}

#[test]
fn ids_are_reserved_and_given_free() {
    let server = Server::start();
    let home = home(&server);
    let made = home.ok(&["reservations", "create", "admin-*", "--reason", "For the team", "--until", "2999-12-31"]);
    assert!(made.contains(r#""until": "2999-12-31T00:00:00Z""#), "{made}");
    let taken = ["users", "create", "admin-7", "--primary-email-address", "a@example.com", "--password", PASSWORD];
    assert!(text(&home.run(&taken, "").stderr).contains("For the team"));
    assert_eq!(home.ok(&["reservations", "list", "-o", "{{ .Pattern }} {{ .ReservedBy }}"]), "admin-* admin\n");
    home.ok(&["reservations", "delete", "admin-*"]);
    assert_eq!(home.ok(&["reservations", "list"]), "[]\n");
    assert!(text(&home.run(&["reservations", "create", "*"], "").stderr).contains("pattern"));
}
