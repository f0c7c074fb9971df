//! kill -9 while many write (R01): nothing that was acknowledged is lost, and nothing is half done. 20 rounds in the test
//! command, as many as `ROSTER_TEST_CRASHES` says otherwise.

use std::{
    io::{Read as _, Write as _},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use rustix::process::Signal;
use tokio::runtime::Runtime;

use crate::support::{PASSWORD, PATIENCE, Place, Server, head};

const WRITERS: u32 = 4;

/// The last name of each writer's user that was acknowledged; the name is a number that grows.
type Acknowledged = Arc<[AtomicU32]>;

fn rounds() -> u32 {
    std::env::var("ROSTER_TEST_CRASHES").map_or(20, |text| text.parse().unwrap())
}

fn cookie(server: &Server) -> String {
    let answer = server.log_in(PASSWORD);
    let line = answer.lines().find(|line| line.contains("__Host-session=")).unwrap();
    line.split_once(": ").unwrap().1.split(';').next().unwrap().to_owned()
}

fn form(user: u32, name: u32) -> String {
    let base = r#"{"name":"?"}"#;
    format!("user_id=writer-{user}&base={}&name={name}", base.replace('"', "%22"))
}

fn add_writers(server: &Server, cookie: &str) {
    for user in 0..WRITERS {
        let password = PASSWORD.replace(' ', "+");
        let form = format!(
            "user_id=writer-{user}&password={password}&confirm={password}&state=approved&name=0\
             &primary_email_address=writer-{user}@example.com"
        );
        let answer = server.post("/fn/users/create", cookie, &form);
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
}

/// Renames one user again and again, until the server is gone or it is told to stop.
fn write(server: std::net::SocketAddr, cookie: &str, user: u32, acknowledged: &Acknowledged, stop: &AtomicBool) {
    while !stop.load(Ordering::SeqCst) {
        let name = acknowledged[user as usize].load(Ordering::SeqCst) + 1;
        let body = form(user, name);
        let Ok(mut stream) = std::net::TcpStream::connect(server) else { return };
        let request = format!("{}{body}", head("/fn/users/update", cookie, body.len(), "Connection: close\r\n"));
        let mut answer = String::new();
        if stream.write_all(request.as_bytes()).is_err() || stream.read_to_string(&mut answer).is_err() {
            return;
        }
        // Only a whole answer counts; whatever else happened is unknown.
        if !answer.ends_with("null") {
            return;
        }
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        acknowledged[user as usize].store(name, Ordering::SeqCst);
    }
}

/// What is not as it should be: what was acknowledged is there, or one step more of which the answer was lost; and each
/// change has its record.
fn lost(runtime: &Runtime, url: &str, acknowledged: &Acknowledged) -> Vec<String> {
    let sql = "SELECT name, CAST(version AS TEXT), \
               (SELECT CAST(count(*) AS TEXT) FROM audit WHERE target = user_id AND action = 'user.update') \
               FROM users WHERE user_id LIKE 'writer-%' ORDER BY user_id";
    let rows = runtime.block_on(testdb::rows(url, sql));
    assert_eq!(rows.len(), WRITERS as usize);
    let mut lost = Vec::new();
    for (row, acknowledged) in rows.iter().zip(acknowledged.iter()) {
        let number = |column: usize| row[column].as_ref().unwrap().parse::<u32>().unwrap();
        let (name, version, records) = (number(0), number(1), number(2));
        let told = acknowledged.swap(name, Ordering::SeqCst);
        if !(told..=told + 1).contains(&name) || (version, records) != (name + 1, name) {
            lost.push(format!("acknowledged {told}, there is {name}, version {version}, {records} records"));
        }
    }
    lost
}

fn kill_again_and_again(place: &Place) {
    let runtime = Runtime::new().unwrap();
    place.admin();
    let acknowledged: Acknowledged = (0..WRITERS).map(|_| AtomicU32::new(0)).collect();
    let mut server = place.start();
    let cookie = cookie(&server);
    add_writers(&server, &cookie);
    let mut random = 7_u32;
    let mut slowest = Duration::ZERO;
    for _ in 0..rounds() {
        let stop = AtomicBool::new(false);
        thread::scope(|scope| {
            for user in 0..WRITERS {
                let (address, cookie, acknowledged, stop) = (server.address, &cookie, &acknowledged, &stop);
                scope.spawn(move || write(address, cookie, user, acknowledged, stop));
            }
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            // Anywhere in what they do; at least one change is acknowledged in each round.
            let before: u32 = acknowledged.iter().map(|one| one.load(Ordering::SeqCst)).sum();
            let begun = Instant::now();
            while acknowledged.iter().map(|one| one.load(Ordering::SeqCst)).sum::<u32>() == before {
                assert!(begun.elapsed() < PATIENCE, "nothing is acknowledged any more");
                thread::yield_now();
            }
            thread::sleep(Duration::from_micros(u64::from(random >> 12)));
            server.signal(Signal::KILL);
            stop.store(true, Ordering::SeqCst);
        });
        server.end();
        let begun = Instant::now();
        server = place.start();
        slowest = slowest.max(begun.elapsed());
        assert_eq!(lost(&runtime, &place.database(), &acknowledged), [""; 0]);
    }
    // A change that was acknowledged and never made would have been found.
    acknowledged[0].fetch_add(1, Ordering::SeqCst);
    assert_eq!(lost(&runtime, &place.database(), &acknowledged).len(), 1);
    drop(server);
    assert!(place.run(&["check"], "").status.success());
    println!("back after a kill within {slowest:?}");
}

#[test]
fn what_was_acknowledged_survives_a_kill_on_sqlite() {
    kill_again_and_again(&Place::new());
}

#[test]
fn what_was_acknowledged_survives_a_kill_on_postgres() {
    testdb::run(testdb::Backend::Postgres, |url| async move {
        tokio::task::block_in_place(|| kill_again_and_again(&Place::on(url)));
    });
}
