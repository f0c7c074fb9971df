//! The page that everything began with, run as it stands there, in the shell it was written for.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::support::{Home, PASSWORD, Server, Terminal, text};

const PAGE: &str = include_str!("../page/user-management.md");
/// Between what two blocks of the page print.
const BETWEEN: &str = "====\n";

/// The blocks of commands in the part about the command line. One has the prompt of a shell before its command.
fn blocks() -> Vec<String> {
    let (_, part) = PAGE.split_once("{{< tabs/tab \"CLI\" >}}").unwrap();
    let blocks = part.split("```bash\n").skip(1).map(|block| block.split("```").next().unwrap());
    blocks.map(|block| block.replace("% ttn-lw-cli", "ttn-lw-cli")).collect()
}

fn run(program: &'static str) {
    let zsh = Path::new("/usr/bin/zsh");
    assert!(zsh.exists(), "zsh is missing: apt-get install zsh");
    let server = Server::start();
    let home = Home::of_admin(program, &server);
    // The page has a user who waits for approval.
    let mut waiting = vec!["users", "create", "new-user", "--name", "New User", "--state", "REQUESTED"];
    waiting.extend(["--primary-email-address", "new@example.com", "--password", PASSWORD]);
    home.ok(&waiting);
    let script = blocks().join(&format!("\nprint -n '{BETWEEN}'\n")).replace("ttn-lw-cli", program);
    fs::write(home.path("page.zsh"), script).unwrap();

    let mut terminal = Terminal::start(home.any_command(zsh).args(["-e", "page.zsh"]));
    terminal.answer("Please enter password:", &format!("{PASSWORD}\n"));
    let masked = terminal.answer("Please confirm password:", &format!("{PASSWORD}\n"));
    assert!(masked.contains(&"*".repeat(PASSWORD.len())), "{masked}");
    let output = terminal.end();
    assert!(output.status.success(), "{}", text(&output.stderr));

    let shown = text(&output.stdout);
    let parts: Vec<_> = shown.split(BETWEEN).collect();
    let ["", created, "", invited, "", listed, searched, updated] = parts.as_slice() else { panic!("{shown}") };
    check_created(&value(created));
    let invited = value(invited);
    assert_eq!(invited[0]["email"], "colleague@thethings.network");
    assert_eq!(invited[0]["token"].as_str().unwrap().len(), 52);
    let listed = value(listed);
    assert_eq!((&listed[0]["ids"]["user_id"], &listed[0]["admin"]), (&json!("admin"), &json!(true)));
    assert_eq!(listed.as_array().unwrap().len(), 3);
    let searched = value(searched);
    assert_eq!((searched.as_array().unwrap().len(), &searched[0]["name"]), (1, &json!("New User")));
    let updated = value(updated);
    assert_eq!((&updated["state"], &updated["admin"]), (&json!("STATE_APPROVED"), &json!(true)));
    assert_eq!(home.ok(&["users", "invitations", "list"]), "[]\n");

    home.ok(&["users", "delete", "colleague"]);
    let gone = home.run(&["users", "get", "colleague"], "");
    assert!(text(&gone.stderr).contains("error:pkg/identityserver/store:user_not_found"));
}

fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// As the page shows it.
fn check_created(created: &Value) {
    assert_eq!((&created["name"], &created["state"]), (&json!("My Colleague"), &json!("STATE_APPROVED")));
    assert_eq!(created["primary_email_address"], "colleague@thethings.network");
    let contact = json!([{"contact_method": "CONTACT_METHOD_EMAIL", "value": "colleague@thethings.network"}]);
    assert_eq!(created["contact_info"], contact);
}

#[test]
fn the_page_runs_as_written() {
    run("ttn-lw-cli");
}

#[test]
fn the_page_runs_under_the_name_of_this_program() {
    run("roster");
}
