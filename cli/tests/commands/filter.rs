//! Users by filter, from a server that has the method.

use std::fs;

use crate::support::{Home, PASSWORD, Server, text};

fn home(server: &Server) -> Home {
    let home = Home::of_admin("roster", server);
    for (id, state) in [("ada", "approved"), ("bob", "suspended"), ("eve", "suspended")] {
        let address = format!("{id}@example.com");
        let words =
            ["users", "create", id, "--state", state, "--primary-email-address", &address, "--password", PASSWORD];
        home.ok(&words);
    }
    home
}

#[test]
fn those_who_match_are_listed_and_exported_in_the_order_in_which_they_were_made() {
    let server = Server::start();
    let home = home(&server);
    let ids = |words: &[&str]| home.ok(&[words, &["-o", "{{ .Ids.UserId }}"]].concat());
    let filter = "state:suspended email:*@example.com";
    assert_eq!(ids(&["users", "list", "--filter", filter]), "bob\neve\n");
    assert_eq!(ids(&["users", "list", "--filter", filter, "--limit", "1"]), "bob\n");
    assert_eq!(ids(&["users", "list", "--filter", filter, "--order", "-user_id"]), "eve\nbob\n");
    assert_eq!(
        ids(&["users", "list", "--filter", filter, "--order", "-user_id", "--limit", "1", "--page", "2"]),
        "bob\n"
    );
    assert_eq!(ids(&["users", "list", "--filter", filter, "--limit", "1", "--page", "2"]), "eve\n");
    assert_eq!(home.ok(&["users", "list", "--filter", "id:nobody"]), "[]\n");
    home.ok(&["users", "export", "some.csv", "--filter", filter]);
    assert_eq!(fs::read_to_string(home.path("some.csv")).unwrap().lines().count(), 3);
    home.ok(&["users", "delete", "eve"]);
    assert_eq!(home.ok(&["users", "export", "--deleted"]).lines().count(), 1);
}

#[test]
fn what_can_not_be_read_is_refused_with_the_place() {
    let server = Server::start();
    let output = home(&server).run(&["users", "list", "--filter", "state:nope"], "");
    assert_eq!(output.status.code(), Some(255));
    assert!(text(&output.stderr).contains("filter"), "{}", text(&output.stderr));
}
