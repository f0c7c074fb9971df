//! What is done on the server itself.

use std::os::unix::fs::PermissionsExt as _;

use crate::support::{PASSWORD, Place, refusal};

const CREATE: [&str; 6] = ["admin", "create", "--user-id", "admin", "--email", "admin@example.com"];

fn line<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&CREATE, more].concat()
}

#[test]
fn the_first_admin_gets_a_link_that_works_once() {
    let place = Place::new();
    let made = place.run(&line(&["--http-public-url", "https://roster.example.com"]), "");
    let text = String::from_utf8(made.stdout).unwrap();
    assert!(made.status.success() && made.stderr.is_empty(), "{text}");
    let link = text.lines().find_map(|line| line.trim().strip_prefix("https://roster.example.com/update-password#"));
    let code = link.unwrap();
    assert!(code.len() == 43 && text.lines().any(|line| line.trim() == code), "{text}");

    let server = place.start();
    assert!(server.log_in(PASSWORD).starts_with("HTTP/1.1 422 "));
    let fields = format!("code={code}&password={0}&confirm={0}", PASSWORD.replace(' ', "+"));
    assert!(server.post("/fn/passwords/set", "", &fields).starts_with("HTTP/1.1 200 "));
    assert!(server.log_in(PASSWORD).starts_with("HTTP/1.1 200 "));
    assert!(server.post("/fn/passwords/set", "", &fields).starts_with("HTTP/1.1 401 "));
}

#[test]
fn a_second_admin_is_made_only_where_there_is_none() {
    let place = Place::new();
    assert!(String::from_utf8(place.run(&line(&["--if-none"]), "").stdout).unwrap().contains("/update-password#"));
    let again = place.run(&line(&["--if-none"]), "");
    assert_eq!(
        (again.status.code(), again.stdout.as_slice()),
        (Some(0), &b"There is an admin already; nothing was done.\n"[..])
    );
    assert!(refusal(&place.run(&line(&[]), "")).contains("admin"));
}

#[test]
fn a_password_on_standard_input_is_taken_to_the_byte() {
    for (typed, right, wrong) in [
        ("correct horse battery \n", "correct horse battery ", "correct horse battery"),
        ("correct horse battery\r\nmore\n", "correct horse battery", "correct horse battery\r"),
        ("correct horse battery", "correct horse battery", "correct horse battery "),
    ] {
        let place = Place::new();
        let made = place.run(&line(&["--password-stdin"]), typed);
        assert_eq!(String::from_utf8(made.stdout).unwrap(), "Admin “admin” is made.\n");
        let server = place.start();
        assert!(server.log_in(&wrong.replace('\r', "%0D")).starts_with("HTTP/1.1 422 "), "{wrong:?}");
        assert!(server.log_in(right).starts_with("HTTP/1.1 200 "), "{right:?}");
    }
}

#[test]
fn a_password_set_on_the_server_ends_every_session() {
    let place = Place::new();
    place.admin();
    let server = place.start();
    let logged_in = server.log_in(PASSWORD);
    let cookie = logged_in.split("set-cookie: ").nth(1).unwrap().split(';').next().unwrap();
    let theme = |cookie| server.post("/fn/account/theme", cookie, "theme=dark");
    assert!(theme(cookie).starts_with("HTTP/1.1 200 "));
    let set = place.run(&["user", "set-password", "admin", "--password-stdin"], "another horse battery\n");
    assert!(set.status.success(), "{set:?}");
    assert!(theme(cookie).starts_with("HTTP/1.1 401 "));
    assert!(server.log_in(PASSWORD).starts_with("HTTP/1.1 422 "));
    assert!(server.log_in("another horse battery").starts_with("HTTP/1.1 200 "));
}

#[test]
fn what_is_refused_is_said_in_one_line() {
    let place = Place::new();
    assert!(refusal(&place.run(&["admin", "create", "--user-id", "A", "--email", "x"], "")).contains("address"));
    assert!(refusal(&place.run(&line(&["--password-stdin"]), "short\n")).contains("12 characters"));
    assert!(refusal(&place.run(&["user", "set-password", "nobody", "--password-stdin"], PASSWORD)).contains("nobody"));
    assert_eq!(place.run(&["user", "set-password", "admin"], PASSWORD).status.code(), Some(2));
    assert_eq!(place.run(&["begin"], "").status.code(), Some(2));
}

#[test]
fn a_new_database_is_readable_by_its_owner_only() {
    let place = Place::new();
    let url = format!("sqlite://{}", place.path("data/roster.db").display());
    for _ in 0..2 {
        let done = place.run(&["migrate", "--database-url", &url], "");
        assert_eq!(String::from_utf8(done.stdout).unwrap(), "The database is up to date.\n");
    }
    let mode = |name| place.path(name).metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("data"), mode("data/roster.db")), (0o700, 0o600));
}

#[test]
fn the_settings_in_effect_are_printed_without_secrets() {
    let place = Place::new();
    std::fs::write(place.path("roster.toml"), "[log]\nlevel = \"debug\"\n[sessions]\nidle = \"5m\"\n").unwrap();
    let mut command = place.command(&["config", "print", "--config", "roster.toml", "--sessions-idle", "7m"]);
    command.env("ROSTER_SESSIONS_IDLE", "6m").env("ROSTER_DATABASE_URL", "postgres://roster:s3cret@db/roster");
    let text = String::from_utf8(command.output().unwrap().stdout).unwrap();
    for part in ["level = \"debug\"", "idle = \"7m\"", "url = \"postgres://roster:***@db/roster\""] {
        assert!(text.contains(part), "{text}");
    }
    assert!(!text.contains("s3cret"));
}

#[test]
fn the_documentation_shows_the_settings_as_they_are() {
    let place = Place::new();
    let printed = place.command(&["config", "print"]).env_clear().output().unwrap();
    let page = include_str!("../../../docs/config.md");
    let shown = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
    assert_eq!(shown, Some(&*String::from_utf8(printed.stdout).unwrap()));
}

#[test]
fn a_check_says_what_is_wrong_and_mends_it_where_asked() {
    let place = Place::new();
    place.admin();
    let check = |more: &[&str]| place.run(&[&["check"], more].concat(), "");
    let right = "1 users looked at.\nTotals: right.\nTexts that searches look at: right.\nIndex of searches: right.\n\
                 Rows without their user: none.\nTrail: right.\n";
    assert_eq!(String::from_utf8(check(&[]).stdout).unwrap(), right);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(testdb::execute(&place.database(), "UPDATE totals SET users = users + 1"));
    let wrong = check(&[]);
    assert!(String::from_utf8(wrong.stdout.clone()).unwrap().contains("Totals: are wrong."));
    assert!(refusal(&wrong).contains("check --repair"));
    assert!(check(&["--repair"]).status.success());
    assert_eq!(String::from_utf8(check(&[]).stdout).unwrap(), right);
}

#[test]
fn who_would_be_purged_is_listed_before_anybody_is() {
    let place = Place::new();
    let path = place.path("users.ndjson");
    let user =
        r#"{"ids":{"user_id":"gone"},"primary_email_address":"gone@example.com","deleted_at":"2026-01-02T03:04:05Z"}"#;
    std::fs::write(&path, user).unwrap();
    assert!(place.run(&["import", path.to_str().unwrap()], "").status.success());
    let run = |line: &[&str]| String::from_utf8(place.run(line, "").stdout).unwrap();
    assert!(run(&["purge", "--dry-run"]).contains("deleted.purge_after is forever"));
    let listed = run(&["purge", "--dry-run", "--deleted-purge-after", "30d"]);
    assert!(
        listed.starts_with("gone: deleted 2 Jan 2026, 03:04:05 UTC by host")
            && listed.contains("1 user would be purged, deleted longer ago than 30d"),
        "{listed}"
    );
    assert_eq!(run(&["purge", "--deleted-purge-after", "30d"]), "1 user purged.\n");
    assert_eq!(run(&["purge", "--deleted-purge-after", "30d"]), "0 users purged.\n");
    assert!(refusal(&place.run(&["purge", "--deleted-purge-after", "1h"], "")).contains("deleted.purge_after"));
}

#[test]
fn a_server_is_backed_up_while_it_runs_and_what_was_lost_comes_back() {
    let place = Place::new();
    place.run(&line(&["--password-stdin"]), PASSWORD);
    let copy = place.path("copy.db").display().to_string();
    let server = place.start();
    let told = place.run(&["backup", &copy], "");
    assert!(told.status.success() && String::from_utf8(told.stdout).unwrap().contains(" 1 user,"));
    assert!(refusal(&place.run(&["restore", &copy, "--replace"], "")).contains("stop it first"));
    assert!(refusal(&place.run(&["backup", &copy], "")).contains("exists"));
    drop(server);
    assert!(
        place.run(&["user", "set-password", "admin", "--password-stdin"], "another horse battery").status.success()
    );
    assert!(refusal(&place.run(&["restore", &copy], "")).contains("--replace"));
    assert!(place.run(&["restore", &copy, "--replace"], "").status.success());
    assert!(place.start().log_in(PASSWORD).starts_with("HTTP/1.1 200 "));
}
