//! kill -9 of PostgreSQL itself while many write (R02). The server of Roster goes on by itself. Two rounds in the test
//! command, as many as `ROSTER_TEST_DATABASE_CRASHES` says otherwise.

use std::{
    thread,
    time::{Duration, Instant},
};

use tokio::runtime::Runtime;

use crate::{
    cluster::Cluster,
    journal::Journal,
    support::{PATIENCE, Place, Random, rounds},
    writers::{Writers, prepare},
};

/// How long who asks waits at most while there is no database, and for the first success once there is; twice what is
/// promised, since other tests keep the machine busy meanwhile.
const LIMIT: Duration = Duration::from_secs(2 * 5);

/// Compares each index with its table, and the other way round.
const INDEXES: &str = "SELECT relname::TEXT, bt_index_check(c.oid, TRUE)::TEXT FROM pg_class c \
                       JOIN pg_am ON pg_am.oid = c.relam AND amname = 'btree' WHERE relkind = 'i'";

/// What the files themselves say once it is all over.
fn assert_whole(runtime: &Runtime, cluster: &mut Cluster) {
    let url = cluster.url("roster");
    runtime.block_on(testdb::execute(&url, "CREATE EXTENSION amcheck"));
    assert!(runtime.block_on(testdb::rows(&url, INDEXES)).len() > 50);
    cluster.stop();
    assert!(cluster.command("pg_checksums").args(["--check", "-D", "data"]).status().unwrap().success());
}

#[test]
fn what_was_acknowledged_survives_a_kill_of_the_database_and_the_server_goes_on_by_itself() {
    let (runtime, journal, mut random) = (Runtime::new().unwrap(), Journal::default(), Random(11));
    let mut cluster = Cluster::start();
    runtime.block_on(testdb::execute(&cluster.url("postgres"), "CREATE DATABASE roster"));
    let place = Place::on(cluster.url("roster"));
    place.admin();
    let server = place.start();
    let cookie = prepare(&server);
    let mut slowest = Duration::ZERO;
    for _ in 0..rounds("ROSTER_TEST_DATABASE_CRASHES", 2) {
        Writers::new(&server, &cookie, &journal).during(|| {
            journal.wait(journal.counts(), PATIENCE, |acknowledged, _| acknowledged > 0);
            thread::sleep(random.below(Duration::from_secs(1)));
            cluster.kill();
            // Everybody hears that there is no database.
            journal.wait(journal.counts(), 2 * LIMIT, |_, refused| refused > 0);
            cluster.restart();
            let begun = Instant::now();
            journal.wait(journal.counts(), LIMIT, |acknowledged, _| acknowledged > 0);
            slowest = slowest.max(begun.elapsed());
        });
        assert_eq!(journal.lost(&runtime, &place.database()), [""; 0]);
    }
    assert_eq!(journal.odd(), [""; 0]);
    assert!(journal.slowest() <= LIMIT, "{:?}", journal.slowest());
    drop(server);
    assert!(place.run(&["check"], "").status.success());
    assert_whole(&runtime, &mut cluster);
    println!("back after a kill of PostgreSQL within {slowest:?}, no request took longer than {:?}", journal.slowest());
}
