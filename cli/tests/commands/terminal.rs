//! What people see who sit at a terminal.

use crate::support::{Home, PASSWORD, Server, Terminal, text};

#[test]
fn a_password_is_an_asterisk_a_character_and_never_shown() {
    let server = Server::start();
    let home = Home::of_admin("roster", &server);
    let words = ["users", "create", "ada", "--primary-email-address", "ada@example.com"];
    let mut terminal = Terminal::start(&mut home.command(&words));
    let mut said = terminal.answer("Please enter password:", "Abcx\x7fdefg1\n");
    said += &terminal.answer("Please confirm password:", &format!("{PASSWORD}\n"));
    let output = terminal.end();
    said += &text(&output.stderr);
    assert!(output.status.success() && !said.contains("Abc"), "{said}");
}

#[test]
fn passwords_come_from_files_and_from_standard_input_too() {
    let server = Server::start();
    let home = Home::of_admin("roster", &server);
    std::fs::write(home.path("secret"), "Abcdefg1\n").unwrap();
    home.ok(&["users", "create", "ada", "--primary-email-address", "a@example.com", "--password-file", "secret"]);
    let words = ["users", "create", "bob", "--primary-email-address", "b@example.com", "--password-stdin"];
    assert!(home.run(&words, "Abcdefg1\n").status.success());
    let update = ["users", "update-password", "bob", "--old-file", "-", "--new-file", "-"];
    let output = home.run(&update, "Abcdefg1\nAbcdefg2\n");
    assert_eq!(text(&output.stdout), "{}\n", "{}", text(&output.stderr));
}

#[test]
fn a_purge_is_asked_about_unless_it_is_forced() {
    let server = Server::start();
    let home = Home::of_admin("roster", &server);
    let make = ["users", "create", "ada", "--primary-email-address", "a@example.com", "--password", PASSWORD];
    home.ok(&make);
    let mut terminal = Terminal::start(&mut home.command(&["users", "purge", "ada"]));
    terminal.answer("[Y/n]> ", "\n");
    terminal.answer("[Y/n]> ", "no\n");
    let output = terminal.end();
    assert!(text(&output.stderr).contains("no_confirmation"), "{}", text(&output.stderr));
    home.ok(&["users", "get", "ada"]);
    home.ok(&["users", "purge", "ada", "--yes"]);
    home.ok(&make);
}

#[test]
fn a_stray_word_of_a_name_without_quotes_is_refused_and_scripts_of_the_other_program_are_warned() {
    let server = Server::start();
    let words = "users create ada --name Ada Okafor --primary-email-address a@example.com --password Abcdefg1";
    let words: Vec<_> = words.split(' ').collect();
    let refused = Home::of_admin("roster", &server).run(&words, "");
    assert_eq!(refused.status.code(), Some(255));
    assert!(text(&refused.stderr).contains("\"ada\", \"Okafor\""), "{}", text(&refused.stderr));
    let output = Home::of_admin("ttn-lw-cli", &server).run(&words, "");
    assert!(output.status.success());
    assert!(text(&output.stderr).contains("WARN\tMultiple IDs found in arguments, considering only the first"));
}
