//! One deed for all whom a filter finds.

use std::fs;

use crate::{
    files::users,
    support::{Home, PASSWORD, Server, text},
};

/// Three who come from one place, and the admin.
fn home(server: &Server) -> Home {
    let home = Home::of_admin("roster", server);
    for id in ["ada", "bob", "eve"] {
        let address = format!("{id}@old.example");
        home.ok(&["users", "create", id, "--primary-email-address", &address, "--password", PASSWORD]);
    }
    home
}

fn ids(home: &Home, filter: &str) -> String {
    home.ok(&["users", "list", "--filter", filter, "-o", "{{ .Ids.UserId }}"])
}

#[test]
fn nothing_is_done_before_it_is_confirmed() {
    let server = Server::start();
    let home = home(&server);
    let words = ["users", "suspend", "--filter", "email:*@old.example"];
    let unasked = home.run(&words, "");
    assert_eq!(unasked.status.code(), Some(255));
    let said = text(&unasked.stderr);
    assert!(said.contains("suspends 3 users: ada, bob, eve") && said.contains("--yes"), "{said}");
    let shown = home.ok(&[&words[..], &["--dry-run", "-o", "{{ .Ids.UserId }}"]].concat());
    assert_eq!(shown, "ada\nbob\neve\n");
    assert_eq!(ids(&home, "state:suspended"), "");
}

#[test]
fn who_is_refused_does_not_stop_the_others() {
    let server = Server::start();
    let home = home(&server);
    let report = home.path("refused.csv").display().to_string();
    let all = ["users", "suspend", "--filter", "-state:suspended", "--reason", "Moved", "--yes", "--report", &report];
    let output = home.run(&all, "");
    assert_eq!(output.status.code(), Some(255));
    assert!(text(&output.stderr).contains("3 suspended, 1 refused"), "{}", text(&output.stderr));
    let refused = fs::read_to_string(&report).unwrap();
    assert!(refused.starts_with("user_id,field,reason\nadmin,"), "{refused}");
    assert_eq!(ids(&home, "state:suspended"), "ada\nbob\neve\n");
    home.ok(&["users", "approve", "ada"]);
    home.ok(&["users", "set", "--filter", "state:suspended", "--attributes", "team=old", "--yes"]);
    assert_eq!(ids(&home, "attributes.team:old"), "bob\neve\n");
    home.ok(&["users", "delete", "--filter", "attributes.team:old", "--yes"]);
    assert_eq!(ids(&home, "deleted:yes"), "bob\neve\n");
    assert!(text(&home.run(&["users", "delete", "--filter", "id:nobody", "--yes"], "").stderr).contains("Nobody"));
}

#[test]
fn who_is_deleted_is_brought_back_or_removed_for_good_and_nobody_else() {
    let server = Server::start();
    let home = home(&server);
    home.ok(&["users", "delete", "--filter", "-admin:yes", "--yes"]);
    assert_eq!(home.ok(&["users", "restore", "--filter", "id:ada", "--yes"]), "");
    assert_eq!((ids(&home, "id:*"), ids(&home, "deleted:yes")), ("admin\nada\n".into(), "bob\neve\n".into()));
    let unasked = home.run(&["users", "purge", "--filter", "id:*"], "");
    assert!(text(&unasked.stderr).contains("2 users: bob, eve"), "{}", text(&unasked.stderr));
    assert_eq!(home.ok(&["users", "purge", "--filter", "deleted:<2020-01-01", "--yes"]), "");
    let said = text(&home.run(&["users", "purge", "--filter", "id:*", "--yes"], "").stderr);
    assert!(said.contains("2 removed for good, 0 refused"), "{said}");
    assert_eq!((ids(&home, "id:*"), ids(&home, "deleted:yes")), ("admin\nada\n".into(), String::new()));
    for (words, said) in [
        (["users", "purge", "--filter", "deleted:no", "--yes"], "not deleted"),
        (["users", "suspend", "--filter", "deleted:yes", "--yes"], "nobody can be suspended who is deleted"),
        (["users", "delete", "--filter", "id:\"\"", "--yes"], "what should id be?"),
    ] {
        let refused = home.run(&words, "");
        assert_eq!(refused.status.code(), Some(255), "{words:?}");
        assert!(text(&refused.stderr).contains(said), "{}", text(&refused.stderr));
    }
    let empty = home.run(&["users", "purge", "--filter", " ", "--yes"], "");
    assert!(text(&empty.stderr).contains("everybody"), "{}", text(&empty.stderr));
}

#[test]
fn ten_thousand_are_suspended_though_the_last_admin_is_among_them() {
    const USERS: usize = 10_000;
    let server = Server::start();
    let home = Home::of_admin("roster", &server);
    fs::write(home.path("users.ndjson"), users(USERS)).unwrap();
    home.ok(&["users", "import", "users.ndjson"]);
    let words = ["users", "suspend", "--filter", "-state:suspended", "--yes", "--report", "refused.csv"];
    let said = text(&home.run(&words, "").stderr);
    assert!(said.contains(&format!("{USERS} suspended, 1 refused")), "{said}");
    let refused = fs::read_to_string(home.path("refused.csv")).unwrap();
    assert!(refused.lines().count() == 2 && refused.contains("\nadmin,"), "{refused}");
    assert_eq!(ids(&home, "-state:suspended"), "admin\n");
}

#[test]
fn nobody_is_named_beside_a_filter_and_an_empty_one_is_not_everybody() {
    let server = Server::start();
    let home = home(&server);
    let refused = |words: &[&str]| {
        let output = home.run(words, "");
        assert_eq!(output.status.code(), Some(255), "{words:?}");
        text(&output.stderr)
    };
    let said = refused(&["users", "delete", "--filter", "id:ada", "email:*@old.example", "--yes"]);
    assert!(said.contains("quotes around the whole filter"), "{said}");
    assert!(refused(&["users", "set", "ada", "--filter", "id:bob", "--name", "x", "--yes"]).contains("\"ada\""));
    assert!(refused(&["users", "suspend", "--filter", " ", "--yes"]).contains("everybody"));
    assert!(refused(&["users", "suspend", "ada", "bob"]).contains("\"ada\", \"bob\""));
    assert!(refused(&["users", "set", "ada", "--admin", "maybe"]).contains("\"maybe\""));
    assert!(refused(&["users", "api-keys", "delete", "--user-id", "bob", "ada", "KEY"]).contains("\"bob\""));
    assert!(refused(&["users", "sessions", "delete", "ada", "one", "two"]).contains("\"two\""));
    let words = ["users", "create", "new-one", "--primary-email-address", "n@old.example", "--password", PASSWORD];
    assert!(refused(&[&words[..], &["-o", "jsno"]].concat()).contains("jsno"));
    assert_eq!(ids(&home, "id:new-one"), "");
    assert_eq!(ids(&home, "-state:approved"), "");
    assert_eq!(ids(&home, "admin:yes"), "admin\n");
}
