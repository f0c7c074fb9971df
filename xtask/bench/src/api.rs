//! The API over HTTP, asked by sixteen programs at once.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use hyper::Method;
use tokio::task::JoinSet;

use crate::client::Client;
use crate::figure::{Better, Figure, seconds};
use crate::served::Served;

/// Programs that ask all at once.
const PROGRAMS: usize = 16;
/// How long they ask for one thing.
const TIME: Duration = Duration::from_secs(5);
/// How many users are imported, and how many of them a call.
const IMPORTED: u32 = 10_000;
const BATCH: u32 = 1_000;
/// The hash of a password that nobody uses.
const HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$gUkS7IhMI8QJgsSjL2VDzA$5byVSx3DxkxxE99M1FOiDjSXXm4np0IffUuUxIfdjp8";

/// Something that is asked for.
struct Ask {
    name: &'static str,
    /// The one that 99 of 100 stay under, where it is told.
    slow: Option<(&'static str, f64)>,
    hold: f64,
    method: Method,
    /// By a number that is new each time.
    request: fn(u32) -> (String, String),
}

fn asks() -> [Ask; 5] {
    let get = |name, slow, hold, request| Ask { name, slow, hold, method: Method::GET, request };
    [
        get("GET of a user with an API key", Some(("the same, p99", 15.0)), 10_000.0, |number| {
            (format!("/api/v3/users/bench-{}?field_mask=name,state", number % IMPORTED), String::new())
        }),
        get("list of 20 with three fields", Some(("the same, p99", 15.0)), 4_000.0, |_| {
            ("/api/v3/users?limit=20&field_mask=name,state,primary_email_address".to_owned(), String::new())
        }),
        get("search with few matches", None, 1_500.0, |number| {
            (format!("/api/v3/search/users?limit=20&query=bench-{}", number % IMPORTED), String::new())
        }),
        get("search that everybody matches", None, 20.0, |_| {
            ("/api/v3/search/users?limit=20&query=example".to_owned(), String::new())
        }),
        Ask {
            name: "update of a name",
            slow: None,
            hold: 1_500.0,
            method: Method::PUT,
            request: |number| {
                let user = number % IMPORTED;
                let body = format!(r#"{{"user":{{"name":"Name {number}"}},"field_mask":"name"}}"#);
                (format!("/api/v3/users/bench-{user}"), body)
            },
        },
    ]
}

/// Imports, then each kind of request for some seconds.
pub(crate) async fn measure(served: &Served, key: &str) -> Result<Vec<Figure>> {
    let mut figures = vec![import(served, key).await?];
    for ask in asks() {
        figures.extend(load(served, key, &ask).await?);
    }
    Ok(figures)
}

async fn import(served: &Served, key: &str) -> Result<Figure> {
    let mut client = Client::program(served.address, key).await?;
    let begun = Instant::now();
    for first in (0..IMPORTED).step_by(BATCH as usize) {
        let mut records = String::new();
        for number in first..first + BATCH {
            let comma = if number == first { "" } else { "," };
            write!(
                records,
                r#"{comma}{{"user":{{"ids":{{"user_id":"bench-{number}"}},"state":1,"primary_email_address":"bench-{number}@bench.invalid"}},"password_hash":"{HASH}"}}"#
            )?;
        }
        let body = format!(r#"{{"records":[{records}]}}"#);
        let answer = client.call(Method::POST, "/api/roster/v1/users/import", body).await?;
        ensure!(answer.status.is_success(), "import answers {}", answer.status);
        let made = String::from_utf8_lossy(&answer.body).contains(r#""created":1000"#);
        ensure!(made, "some were not imported");
    }
    Ok(seconds("10,000 users with hashes by Import", begun.elapsed().as_secs_f64(), (2.0, 1.0)))
}

async fn load(served: &Served, key: &str, ask: &Ask) -> Result<Vec<Figure>> {
    let number = Arc::new(AtomicU32::new(0));
    let mut tasks = JoinSet::new();
    let begun = Instant::now();
    for _ in 0..PROGRAMS {
        let mut client = Client::program(served.address, key).await?;
        let (number, method, request) = (Arc::clone(&number), ask.method.clone(), ask.request);
        tasks.spawn(async move {
            let mut times = Vec::new();
            while begun.elapsed() < TIME {
                let (path, body) = request(number.fetch_add(1, Ordering::Relaxed));
                let start = Instant::now();
                let answer = client.call(method.clone(), &path, body).await?;
                ensure!(answer.status.is_success(), "{path} answers {}", answer.status);
                times.push(start.elapsed());
            }
            anyhow::Ok(times)
        });
    }
    let mut times = Vec::new();
    while let Some(done) = tasks.join_next().await {
        times.extend(done??);
    }
    let rate = f64::from(u32::try_from(times.len())?) / begun.elapsed().as_secs_f64();
    times.sort_unstable();
    let slowest = times.get(times.len() * 99 / 100).map_or(f64::NAN, |time| time.as_secs_f64() * 1e3);
    let bounds = Some((ask.hold, ask.hold * 2.0));
    let mut figures = vec![Figure { name: ask.name, unit: "/s", value: rate, bounds, better: Better::More }];
    figures.extend(ask.slow.map(|(name, hold)| Figure {
        name,
        unit: "ms",
        value: slowest,
        bounds: Some((hold, hold / 3.0)),
        better: Better::Less,
    }));
    Ok(figures)
}
