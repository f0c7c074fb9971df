//! Settings, profiles and credentials.

use std::{fs, os::unix::fs::PermissionsExt as _};

use crate::support::{Home, Server, text};

#[test]
fn a_flag_beats_a_variable_which_beats_a_file_which_beats_the_default() {
    let mut home = Home::new("ttn-lw-cli");
    let shown = |home: &Home, words: &[&str]| {
        let text = home.ok(&[&["config"], words].concat());
        let line = text.lines().find(|line| line.contains("--ca=")).unwrap();
        line.trim().to_owned()
    };
    assert_eq!(shown(&home, &[]), "--ca=\"\"");
    fs::create_dir(home.path(".config")).unwrap();
    fs::write(home.path(".config/.ttn-lw-cli.yml"), "ca: least\n").unwrap();
    assert_eq!(shown(&home, &[]), "--ca=\"least\"");
    fs::write(home.path(".ttn-lw-cli.yml"), "ca: file\n").unwrap();
    assert_eq!(shown(&home, &[]), "--ca=\"file\"");
    fs::write(home.path("named.yml"), "ca: named\n").unwrap();
    assert_eq!(shown(&home, &["-c", "named.yml"]), "--ca=\"named\"");
    home.set("ca", "variable");
    assert_eq!(shown(&home, &[]), "--ca=\"variable\"");
    assert_eq!(shown(&home, &["--ca", "flag"]), "--ca=\"flag\"");
    let missing = home.run(&["config", "-c", "nowhere.yml"], "");
    assert!(text(&missing.stderr).starts_with("nowhere.yml: "));
}

#[test]
fn what_use_writes_is_read_by_the_next_command() {
    let home = Home::new("ttn-lw-cli");
    home.ok(&["use", "example.org", "--insecure"]);
    let file = fs::read_to_string(home.path(".ttn-lw-cli.yml")).unwrap();
    for line in ["credentials-id: example.org", "insecure: true", "log:", "  level: info"] {
        assert!(file.lines().any(|known| known == line), "{file}");
    }
    let config = home.ok(&["config"]);
    assert!(config.contains("--identity-server-grpc-address=\"example.org:1884\""), "{config}");
    assert!(config.contains("--oauth-server-address=\"http://example.org/oauth\""), "{config}");
    assert_eq!(home.run(&["use", "example.org"], "").status.code(), Some(255));
    home.ok(&["use", "example.org", "--overwrite"]);
}

#[test]
fn there_are_several_servers_each_with_a_login_of_its_own() {
    let (one, other) = (Server::start(), Server::start());
    let home = Home::new("roster");
    for (name, server) in [("one", &one), ("other", &other)] {
        home.ok(&["use", &server.base(), "--profile", name]);
        assert!(home.run(&["login", "--api-key-file", "-"], &server.admin_key()).status.success());
    }
    assert_eq!(home.ok(&["use"]), "  one\n* other\n");
    let make = ["users", "create", "ada", "--primary-email-address", "ada@example.com", "--password", "Abcdefg1"];
    home.ok(&[make.as_slice(), &["--profile", "one"]].concat());
    assert_eq!(home.run(&["users", "get", "ada"], "").status.code(), Some(255));
    home.ok(&["use", "one"]);
    home.ok(&["users", "get", "ada"]);
    let missing = home.run(&["users", "list", "--profile", "third"], "");
    assert!(text(&missing.stderr).contains("there is one, other"), "{}", text(&missing.stderr));
}

#[test]
fn credentials_are_kept_for_their_owner_alone_and_refused_where_others_can_read_them() {
    let server = Server::start();
    for (program, file) in [("roster", ".config/roster/credentials.json"), ("ttn-lw-cli", ".cache/ttn-lw-cli/cache")] {
        let home = Home::of_admin(program, &server);
        let file = home.path(file);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        home.ok(&["auth-info"]);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        let output = home.run(&["auth-info"], "");
        assert!(text(&output.stderr).contains("others can read this file"), "{}", text(&output.stderr));
    }
}
