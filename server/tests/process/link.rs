//! A broken link to PostgreSQL (R09, R10): every request ends, nothing is half done, and nothing has to be restarted. One
//! round of each kind and ten cuts in the test command, as many as `ROSTER_TEST_CUTS` says otherwise.

use std::{
    net::ToSocketAddrs as _,
    thread,
    time::{Duration, Instant},
};

use testdb::{Backend, Database};
use tokio::runtime::Runtime;

use crate::{
    journal::Journal,
    proxy::{Cut, Link, Proxy},
    support::{PATIENCE, Place, rounds},
    writers::{Writers, prepare},
};

/// How long a statement may take, and a second; twice that, since other tests keep the machine busy meanwhile.
const LIMIT: Duration = Duration::from_secs(2 * 6);
/// Until everybody succeeds again once the link is whole; twice what is promised, for the same reason.
const CURE: Duration = Duration::from_secs(2 * 5);
/// PostgreSQL ends a transaction after ten seconds if nothing more comes.
const FORGOTTEN: Duration = Duration::from_secs(30);

/// A database behind a link, a server that uses it, and our own way to the database.
struct World {
    runtime: Runtime,
    database: Option<Database>,
    proxy: Proxy,
    place: Place,
}

impl World {
    fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let database = runtime.block_on(Database::create(Backend::Postgres));
        let (user, rest) = database.url.rsplit_once('@').unwrap();
        let (host, name) = rest.split_once('/').unwrap();
        let address = host.to_socket_addrs().unwrap().next().unwrap();
        let proxy = runtime.block_on(Proxy::start(address));
        let place = Place::on(format!("{user}@{}/{name}", proxy.address));
        place.admin();
        Self { runtime, database: Some(database), proxy, place }
    }

    fn url(&self) -> &str {
        &self.database.as_ref().unwrap().url
    }

    fn rows(&self, sql: &str) -> Vec<Vec<Option<String>>> {
        self.runtime.block_on(testdb::rows(self.url(), sql))
    }

    /// Waits until no connection of the server is in the middle of anything, and answers how many there are.
    fn connections(&self) -> usize {
        const SQL: &str = "SELECT state FROM pg_stat_activity WHERE datname = current_database() \
                           AND pid <> pg_backend_pid() AND backend_type = 'client backend'";
        let begun = Instant::now();
        loop {
            let states = self.rows(SQL);
            if states.iter().all(|row| row[0].as_deref() == Some("idle")) {
                return states.len();
            }
            assert!(begun.elapsed() < FORGOTTEN, "{states:?}");
            thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.runtime.block_on(self.database.take().unwrap().remove());
    }
}

#[test]
fn however_the_link_breaks_every_request_ends_and_all_is_well_once_it_is_whole() {
    let (world, journal) = (World::new(), Journal::default());
    let server = world.place.start();
    let cookie = prepare(&server);
    let mut slowest = Vec::new();
    for _ in 0..rounds("ROSTER_TEST_CUTS", 1) {
        for broken in [Link::Reset, Link::HalfClosed, Link::Hole] {
            Writers::new(&server, &cookie, &journal).during(|| {
                journal.wait(journal.counts(), PATIENCE, |acknowledged, _| acknowledged > 0);
                world.proxy.set(broken.clone());
                if broken != Link::HalfClosed {
                    journal.wait(journal.counts(), 2 * LIMIT, |_, refused| refused > 0);
                }
                world.proxy.set(Link::Open);
                let begun = Instant::now();
                journal.wait(journal.counts(), CURE, |acknowledged, _| acknowledged > 0);
                slowest.push((broken, begun.elapsed(), journal.slowest()));
            });
            assert_eq!(journal.lost(&world.runtime, world.url()), [""; 0]);
        }
    }
    assert_eq!(journal.odd(), [""; 0]);
    assert!(journal.slowest() <= LIMIT, "{slowest:?}");
    assert!(world.connections() <= 20);
    drop(server);
    assert!(world.place.run(&["check"], "").status.success());
    println!("back, and the slowest request so far: {slowest:?}");
}

#[test]
fn a_slow_link_makes_slow_answers_and_nothing_else() {
    let (world, journal) = (World::new(), Journal::default());
    let server = world.place.start();
    let cookie = prepare(&server);
    Writers::new(&server, &cookie, &journal).during(|| {
        world.proxy.set(Link::Slow(Duration::from_millis(500)));
        journal.wait(journal.counts(), PATIENCE, |acknowledged, refused| acknowledged > 1 || refused > 0);
        world.proxy.set(Link::Open);
        journal.wait(journal.counts(), CURE, |acknowledged, _| acknowledged > 1);
    });
    assert!(journal.counts().iter().all(|(_, refused)| *refused == 0), "{:?}", journal.counts());
    assert_eq!(journal.odd(), [""; 0]);
    assert_eq!(journal.lost(&world.runtime, world.url()), [""; 0]);
    println!("the slowest request over a slow link: {:?}", journal.slowest());
}

/// Whether the COMMIT was carried out can't be known by whoever has sent it.
#[test]
fn a_link_that_is_cut_at_the_commit_is_no_success_and_a_retry_finds_the_truth() {
    let world = World::new();
    let server = world.place.start();
    let cookie = prepare(&server);
    for round in 0..rounds("ROSTER_TEST_CUTS", 10) {
        let (user_id, passed_on) = (format!("cut-{round}"), round % 2 == 0);
        world.proxy.arm(Cut { after: user_id.clone(), passed_on });
        let begun = Instant::now();
        let unknown = server.create(&cookie, &user_id);
        assert!(unknown.starts_with("HTTP/1.1 503") && unknown.contains("not certain"), "{unknown}");
        assert!(world.proxy.was_cut() && begun.elapsed() < LIMIT, "{:?}", begun.elapsed());
        let again = server.create(&cookie, &user_id);
        let found = if passed_on { "Another user has this ID" } else { "HTTP/1.1 200" };
        assert!(again.contains(found), "{again}");
        let users = format!(
            "SELECT (SELECT count(*) FROM audit WHERE target = user_id AND action = 'user.create')::TEXT \
             FROM users WHERE user_id = '{user_id}'"
        );
        assert_eq!(world.rows(&users), [[Some("1".to_owned())]]);
    }
    assert!(world.connections() <= 20);
    drop(server);
    assert!(world.place.run(&["check"], "").status.success());
}
