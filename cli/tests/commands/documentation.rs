//! Pages that are made from the commands.

use std::{env, fs, path::Path};

use crate::support::{Home, text};

#[test]
fn the_page_in_the_repository_is_what_the_program_writes() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/cli.md");
    let written = Home::new("roster").ok(&["document", "markdown"]);
    if env::var_os("ROSTER_TEST_WRITE").is_some() {
        fs::write(&page, &written).unwrap();
    }
    let stale = "docs/cli.md is stale; write it anew with `ROSTER_TEST_WRITE=1 cargo test -p cli documentation`";
    assert!(fs::read_to_string(page).unwrap() == written, "{stale}");
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let home = Home::new("roster");
    home.ok(&["document", "man", "man"]);
    let page = fs::read_to_string(home.path("man/roster-users-create.1")).unwrap();
    assert!(page.contains("primary") && page.contains("Make a user"), "{page}");
}

/// All commands, as `roster --help` and their own help name them.
fn commands(home: &Home, words: &mut Vec<String>, found: &mut Vec<String>) {
    let help = home.ok(&[words.as_slice(), &["--help".to_owned()]].concat());
    let name = words.join(" ");
    assert!(help.contains(&format!("Usage: roster {name}").trim().to_owned()), "{name}: {help}");
    found.push(name);
    let listed = help.split("Commands:\n").nth(1).unwrap_or_default().lines().take_while(|line| !line.is_empty());
    for line in listed.filter(|line| line.starts_with("  ") && !line.starts_with("   ")) {
        let name = line.split_whitespace().next().unwrap();
        if name != "help" {
            words.push(name.to_owned());
            commands(home, words, found);
            words.pop();
        }
    }
}

#[test]
fn every_command_explains_itself_and_that_is_no_failure() {
    let mut found = Vec::new();
    commands(&Home::new("roster"), &mut Vec::new(), &mut found);
    for name in ["users list", "users oauth access-tokens delete", "users import", "login", "notifications set-status"]
    {
        assert!(found.iter().any(|known| known == name), "{name} is not in {found:?}");
    }
}

#[test]
fn what_is_not_there_names_what_is_near() {
    let home = Home::new("roster");
    for (line, near) in [
        ("userz list", "users"),
        ("users lst", "list"),
        ("users list --nmae", "--name"),
        ("users set x --state aproved", "STATE_APPROVED"),
        ("users api-keys create x --right-user-inf", "--right-user-info"),
    ] {
        let output = home.run(&line.split(' ').collect::<Vec<_>>(), "");
        let said = text(&output.stderr);
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(255), String::new()), "{line}");
        assert!(said.contains(near), "{line}: {said}");
    }
}
