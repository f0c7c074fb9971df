//! Completion, in the shells themselves.

use std::{fs, path::Path};

use crate::support::{Home, PASSWORD, Server, finish, text};

fn home(server: &Server) -> Home {
    let home = Home::of_admin("roster", server);
    for id in ["ada-lovelace", "ada-byron", "grace-hopper"] {
        let address = format!("{id}@example.com");
        home.ok(&["users", "create", id, "--primary-email-address", &address, "--password", PASSWORD]);
    }
    home
}

/// Runs a script in a shell.
fn shell(home: &Home, program: &str, script: &str) -> String {
    assert!(Path::new(program).exists(), "{program} is missing; it is a Debian package");
    fs::write(home.path("script"), script).unwrap();
    let output = finish(home.any_command(Path::new(program)).arg("script"), "");
    assert!(output.status.success(), "{program}: {}", text(&output.stderr));
    assert_eq!(text(&output.stderr), "", "{program}");
    text(&output.stdout)
}

#[test]
fn bash_completes_commands_flags_and_users_that_there_are() {
    let server = Server::start();
    let script = r#"source <(roster complete --shell bash)
complete_line() {
  COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_TYPE=9; COMPREPLY=()
  _clap_complete_roster roster "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
  echo "${COMPREPLY[@]}"
}
complete_line roster users inv
complete_line roster users set x --state-d
complete_line roster users get ada
"#;
    let shown = shell(&home(&server), "/usr/bin/bash", script);
    let lines: Vec<_> = shown.lines().map(str::trim).collect();
    assert_eq!(lines, ["invitations", "--state-description", "ada-byron ada-lovelace"]);
}

#[test]
fn fish_completes_users_that_there_are() {
    let server = Server::start();
    let script = "roster complete --shell fish | source\ncomplete --do-complete 'roster users delete gr'\n";
    assert!(shell(&home(&server), "/usr/bin/fish", script).starts_with("grace-hopper"));
}

#[test]
fn zsh_completes_commands_and_users_that_there_are() {
    let server = Server::start();
    let script = r#"autoload -Uz compinit && compinit -u
source <(roster complete --shell zsh)
print $_comps[roster]
_describe() { print -l -- "${(@P)3}" }
complete_line() { words=("$@"); CURRENT=$#; $_comps[roster] }
complete_line roster users inv
complete_line roster users get ada
"#;
    let shown = shell(&home(&server), "/usr/bin/zsh", script);
    let lines: Vec<_> = shown.lines().map(|line| line.split(':').next().unwrap_or_default()).collect();
    assert_eq!(lines, ["_clap_dynamic_completer_roster", "invitations", "ada-byron", "ada-lovelace"]);
}

#[test]
fn nobody_waits_for_a_server_that_is_not_there() {
    let mut home = Home::new("roster");
    home.set("identity-server-grpc-address", "127.0.0.1:1");
    let words = ["--", "roster", "users", "get", "a"];
    let mut command = home.command(&words);
    command.env("ROSTERCLI_COMPLETE", "fish").env("_CLAP_COMPLETE_INDEX", "3");
    let output = finish(&mut command, "");
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
}
