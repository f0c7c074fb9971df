//! What keeps the server from starting is said in one line, and ends it.

use std::{fs, net::TcpListener};

use crate::support::{Place, refusal};

#[test]
fn a_second_server_on_the_same_file_is_refused() {
    let place = Place::new();
    let _first = place.start();
    assert!(refusal(&place.run(&["start"], "")).contains("another Roster server is using"));
}

#[test]
fn an_address_in_use_is_refused() {
    let place = Place::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let text = refusal(&place.run(&["start", "--http-listen", &address], ""));
    assert!(text.contains(&format!("can't listen on {address}: Address already in use")), "{text}");
}

#[test]
fn a_database_that_is_newer_than_the_binary_is_refused() {
    let place = Place::new();
    assert!(place.run(&["migrate"], "").status.success());
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', 1, x'00', 0)";
    tokio::runtime::Runtime::new().unwrap().block_on(testdb::execute(&place.database(), newer));
    for command in ["start", "migrate"] {
        let text = refusal(&place.run(&[command], ""));
        assert!(text.contains("schema 9999, which is newer than this Roster"), "{text}");
    }
}

#[test]
fn a_database_that_somebody_keeps_locked_is_refused() {
    let create = ["admin", "create", "--user-id", "admin", "--email", "admin@example.com"];
    for (migrated, line) in [(false, &["start"][..]), (true, &create[..])] {
        let place = Place::new();
        let refused = tokio::runtime::Runtime::new().unwrap().block_on(async {
            let db = store::Db::open(&place.database()).await.unwrap();
            if migrated {
                db.migrate().await.unwrap();
            }
            let _writing = db.write().await.unwrap();
            place.run(line, "")
        });
        let text = refusal(&refused);
        assert!(text.contains("database is locked"), "{text}");
    }
}

#[test]
fn a_place_that_can_not_be_written_is_refused() {
    let place = Place::new();
    fs::create_dir(place.path("folder")).unwrap();
    fs::write(place.path("file"), "").unwrap();
    fs::write(place.path("text.db"), "This is no database, but text that is long enough to look like one. ".repeat(20))
        .unwrap();
    for (name, cause) in [
        ("folder", "Is a directory"),
        ("file/roster.db", "Not a directory"),
        ("none/none/roster.db", "No such file or directory"),
        ("text.db", "not a database"),
    ] {
        let url = format!("sqlite://{}", place.path(name).display());
        let text = refusal(&place.run(&["start", "--database-url", &url], ""));
        assert!(text.contains(cause) && text.contains(name), "{text}");
    }
    let gone = refusal(&place.run(&["start", "--database-url", "postgres://roster:s3cret@127.0.0.1:1/roster"], ""));
    assert!(gone.contains("127.0.0.1") && !gone.contains("s3cret"), "{gone}");
}

#[test]
fn a_wrong_setting_is_refused_before_anything_is_touched() {
    let place = Place::new();
    let mut command = place.command(&["start"]);
    let text = refusal(&command.env("ROSTER_HTTP_LISTNE", "x").output().unwrap());
    assert!(text.contains("did you mean ROSTER_HTTP_LISTEN?"), "{text}");
    assert!(refusal(&place.run(&["start", "--sessions-absolute", "31d"], "")).contains("at most 30d"));
    assert!(!place.path("roster.db").exists());
}
