//! Forms of answers beside the recorded ones.

use std::{io::Write as _, process::Stdio};

use crate::support::{Home, PASSWORD, Server, text};

fn home(server: &Server) -> Home {
    let home = Home::of_admin("roster", server);
    for (id, name) in [("ada", "Ada Okafor"), ("grace", "=Grace")] {
        let address = format!("{id}@example.com");
        let words =
            ["users", "create", id, "--name", name, "--primary-email-address", &address, "--password", PASSWORD];
        home.ok(&words);
    }
    home
}

#[test]
fn lists_are_tables_lines_and_values_as_one_likes() {
    let server = Server::start();
    let home = home(&server);
    let list = |format: &str| home.ok(&["users", "list", "--name", "--state", "-o", format]);
    let table = "ID     NAME        STATE\nada    Ada Okafor  STATE_APPROVED\nadmin              STATE_APPROVED\ngrace  =Grace      STATE_APPROVED\n";
    assert_eq!(list("table"), table);
    assert_eq!(
        list("csv"),
        "user_id,name,state\nada,Ada Okafor,STATE_APPROVED\nadmin,,STATE_APPROVED\ngrace,'=Grace,STATE_APPROVED\n"
    );
    let lines = list("ndjson");
    assert_eq!(lines.lines().count(), 3);
    assert!(lines.starts_with("{\"ids\":{\"user_id\":\"ada\"},\"created_at\":"), "{lines}");
    assert_eq!(list("auto").chars().next(), Some('['));
    assert_eq!(list("{{ .Ids.UserId }}={{ .Name }}"), "ada=Ada Okafor\nadmin=\ngrace==Grace\n");
}

#[test]
fn every_page_makes_one_list() {
    let server = Server::start();
    let home = home(&server);
    let shown = home.ok(&["users", "list", "--all-pages"]);
    let users: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(users.as_array().unwrap().len(), 3);
    assert_eq!(shown, home.ok(&["users", "list"]));
    let empty = home.ok(&["users", "search", "--id-contains", "zzz", "--all-pages"]);
    assert_eq!(empty, "[]\n");
}

#[test]
fn the_next_page_is_named_only_where_there_is_one() {
    let server = Server::start();
    let home = home(&server);
    let said = |words: &[&str]| text(&home.run(words, "").stderr);
    assert!(said(&["users", "list", "--limit", "2"]).contains("\"--limit=2 --page=2\""));
    assert_eq!(said(&["users", "list", "--limit", "2", "--page", "2"]), "");
    assert_eq!(said(&["users", "list"]), "");
}

#[test]
fn the_command_that_does_the_same_works() {
    let server = Server::start();
    let home = home(&server);
    let curl = home.ok(&["users", "get", "ada", "--name", "--show-request"]);
    assert_eq!(
        curl,
        format!("curl -H \"Authorization: Bearer $API_KEY\" '{}/api/v3/users/ada?field_mask=name'\n", server.base())
    );
    let shown = home.ok(&["users", "delete", "ada", "--show-request"]);
    assert!(shown.starts_with("curl -X DELETE "), "{shown}");
    home.ok(&["users", "get", "ada"]);
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let server = Server::start();
    let home = home(&server);
    let mut command = home.any_command("/bin/sh".as_ref());
    command.args(["-c", "roster users list; roster users export | head -c 10; echo"]);
    let output = crate::support::finish(&mut command, "");
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
}

#[test]
fn what_a_template_names_is_asked_for() {
    let server = Server::start();
    let home = Home::of_admin("roster", &server);
    let template = "{{ .Ids.UserId }} {{ .State }} {{ .Admin }}";
    for words in
        [vec!["users", "get", "admin"], vec!["users", "list"], vec!["users", "search", "--id-contains", "admin"]]
    {
        assert_eq!(home.ok(&[words, vec!["-o", template]].concat()), "admin STATE_APPROVED true\n");
    }
}

#[test]
fn a_list_of_nobody_has_one_header_and_columns_stay_over_all_pages() {
    let server = Server::start();
    let home = Home::of_admin("roster", &server);
    let none = home.ok(&["users", "search", "--query", "nobody-at-all", "-o", "csv"]);
    assert_eq!(none, "user_id,name,primary_email_address,state,admin\n");
    let all = home.ok(&["users", "list", "--all", "-o", "csv"]);
    assert!(all.lines().next().unwrap().contains(",state_description,"), "{all}");
}

#[test]
fn a_reader_that_has_seen_enough_does_not_stop_what_is_to_be_done() {
    let server = Server::start();
    let home = Home::of_admin("roster", &server);
    let users = ["ada", "bob", "eve"].map(|id| {
        format!(r#"{{"ids":{{"user_id":"{id}"}},"primary_email_address":"{id}@example.com","password":"{PASSWORD}"}}"#)
    });
    let mut child = home.command(&["users", "create"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    child.stdin.take().unwrap().write_all(users.join("\n").as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(home.ok(&["users", "list", "-o", "{{ .Ids.UserId }}"]).lines().count(), 4);
}
