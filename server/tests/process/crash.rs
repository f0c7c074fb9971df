//! kill -9 while many write (R01): nothing that was acknowledged is lost, and nothing is half done. 20 rounds in the test
//! command, as many as `ROSTER_TEST_CRASHES` says otherwise.

use std::{
    sync::atomic::Ordering,
    thread,
    time::{Duration, Instant},
};

use rustix::process::Signal;
use tokio::runtime::Runtime;

use crate::{
    journal::Journal,
    support::{PATIENCE, Place, Random, rounds},
    writers::{Trust, Writers, prepare},
};

fn rounds_of_kills() -> u32 {
    rounds("ROSTER_TEST_CRASHES", 20)
}

/// Kills a server anywhere in what its writers do, in each round anew. Answers what was lost in the first round that lost
/// anything.
fn kill_again_and_again(place: &Place, trust: Trust) -> Vec<String> {
    let (runtime, journal, mut random) = (Runtime::new().unwrap(), Journal::default(), Random(7));
    place.admin();
    let mut server = place.start();
    let cookie = prepare(&server);
    let mut slowest = Duration::ZERO;
    for _ in 0..rounds_of_kills() {
        let writers = Writers { trust, ..Writers::new(&server, &cookie, &journal) };
        writers.during(|| {
            // At least one change of each is acknowledged in each round.
            journal.wait(journal.counts(), PATIENCE, |acknowledged, _| acknowledged > 0);
            thread::sleep(random.below(Duration::from_secs(1)));
            server.signal(Signal::KILL);
            writers.stop.store(true, Ordering::SeqCst);
        });
        server.end();
        let begun = Instant::now();
        server = place.start();
        slowest = slowest.max(begun.elapsed());
        let lost = journal.lost(&runtime, &place.database());
        if !lost.is_empty() {
            return lost;
        }
    }
    // A change that was acknowledged and never made would have been found.
    journal.pretend();
    assert_eq!(journal.lost(&runtime, &place.database()).len(), 1);
    assert_eq!(journal.odd(), [""; 0]);
    drop(server);
    assert!(place.run(&["check"], "").status.success());
    println!("back after a kill within {slowest:?}");
    Vec::new()
}

#[test]
fn what_was_acknowledged_survives_a_kill_on_sqlite() {
    assert_eq!(kill_again_and_again(&Place::new(), Trust::Answer), [""; 0]);
}

#[test]
fn what_was_acknowledged_survives_a_kill_on_postgres() {
    testdb::run(testdb::Backend::Postgres, |url| async move {
        let lost = tokio::task::block_in_place(|| kill_again_and_again(&Place::on(url), Trust::Answer));
        assert_eq!(lost, [""; 0]);
    });
}

/// The control of the two above. A writer that takes a change for acknowledged once it is sent can't be told from a server
/// that answers before it commits, and needs no such server to be built: no switch for it can end up in a release.
#[test]
fn an_acknowledgement_that_comes_before_the_commit_is_found_out() {
    assert_ne!(kill_again_and_again(&Place::new(), Trust::Sending), [""; 0]);
}
