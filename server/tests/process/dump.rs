//! Backup and restore of PostgreSQL as docs/operations.md says (R16), while others write. One dump in the test command, as
//! many as `ROSTER_TEST_DUMPS` says otherwise.

use std::process::Command;

use testdb::{Backend, Database};
use tokio::runtime::Runtime;

use crate::{
    cluster::programs,
    journal::Journal,
    support::{PASSWORD, PATIENCE, Place, rounds},
    writers::{Writers, prepare},
};

/// What belongs to a user, and who has no such thing.
const HALF: &str = "SELECT user_id FROM users WHERE id NOT IN (SELECT user_key FROM credentials) \
                    OR (SELECT count(*) FROM audit WHERE target = user_id AND action = 'user.create') <> 1";

fn run(program: &str, line: &[&str]) {
    let output = Command::new(programs().join(program)).args(line).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A URL without what only our driver knows.
fn plain(url: &str) -> &str {
    url.split('?').next().unwrap()
}

/// Restores a dump into an empty database, and compares it with what writers had been told before it was made.
fn restore(runtime: &Runtime, dump: &str, told: &Journal) {
    let empty = runtime.block_on(Database::create(Backend::Postgres));
    run("pg_restore", &["--clean", "--if-exists", "--no-owner", &format!("--dbname={}", plain(&empty.url)), dump]);
    assert_eq!(told.lost(runtime, &empty.url), [""; 0]);
    // One change less would have been found.
    told.pretend();
    assert_eq!(told.lost(runtime, &empty.url).len(), 1);
    assert_eq!(runtime.block_on(testdb::rows(&empty.url, HALF)), [[None; 0]; 0]);
    let copy = Place::on(empty.url.clone());
    let check = copy.run(&["check"], "");
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stderr));
    assert!(copy.start().log_in(PASSWORD).starts_with("HTTP/1.1 200 "));
    runtime.block_on(empty.remove());
}

#[test]
fn a_dump_of_postgres_made_while_others_write_holds_all_that_was_acknowledged_before() {
    let (runtime, journal) = (Runtime::new().unwrap(), Journal::default());
    let database = runtime.block_on(Database::create(Backend::Postgres));
    let place = Place::on(database.url.clone());
    place.admin();
    let server = place.start();
    let cookie = prepare(&server);
    for round in 0..rounds("ROSTER_TEST_DUMPS", 1) {
        let dump = place.path(&format!("roster-{round}.dump")).display().to_string();
        let mut told = Journal::default();
        Writers::new(&server, &cookie, &journal).during(|| {
            journal.wait(journal.counts(), PATIENCE, |acknowledged, _| acknowledged > 10);
            told = journal.copy();
            run("pg_dump", &["--format=custom", &format!("--file={dump}"), plain(&database.url)]);
            // They wrote while it was made, and go on.
            journal.wait(told.counts(), PATIENCE, |acknowledged, _| acknowledged > 0);
        });
        restore(&runtime, &dump, &told);
        assert_eq!(journal.lost(&runtime, &database.url), [""; 0]);
    }
    drop(server);
    runtime.block_on(database.remove());
}
