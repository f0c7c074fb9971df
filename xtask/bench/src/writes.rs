//! Changes of names with their audit records, as the console makes them, by many at once.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use domain::{User, UserFilter, UserPatch};
use service::{Caller, OsRng, Service, Settings, SystemClock, users};
use store::Db;
use tokio::task::JoinSet;

use crate::figure::{Better, Figure};
use crate::lists::{p95, time};

/// Who write all at once.
const WRITERS: i64 = 16;
/// How long they write.
const TIME: Duration = Duration::from_secs(10);

/// How many changes a second, and how long each of them takes, among so many users.
pub(crate) async fn measure(url: &str, users: u64) -> Result<[Figure; 2]> {
    let db = Db::open(url).await?;
    let service = Service::new(db.clone(), Settings::default(), Arc::new(SystemClock), Arc::new(OsRng))?;
    let apart = i64::try_from(users)? / WRITERS;
    let mut theirs = Vec::new();
    for writer in 0..WRITERS {
        theirs.push(users::walk(&service, &host(), &UserFilter::default(), apart * writer).await?);
    }
    let mut tasks = JoinSet::new();
    let begun = Instant::now();
    for users in theirs {
        let users = users.into_iter().map(|(user, _)| user).collect();
        tasks.spawn(write(service.clone(), users, begun));
    }
    let mut times = Vec::new();
    while let Some(done) = tasks.join_next().await {
        times.extend(done??);
    }
    #[expect(clippy::cast_precision_loss, reason = "of no weight")]
    let value = times.len() as f64 / begun.elapsed().as_secs_f64();
    db.close().await;
    let (name, bounds) = ("changes of a name with audit record a second, 16 writers", Some((2000.0, 4000.0)));
    Ok([Figure { name, unit: "/s", value, bounds, better: Better::More }, time("the same, p95", p95(&times), None)])
}

/// Gives one user after the other a new name. Answers the milliseconds of each change.
async fn write(service: Service, users: Vec<User>, begun: Instant) -> Result<Vec<f64>> {
    let mut times = Vec::new();
    for (round, user) in users.iter().cycle().enumerate() {
        if begun.elapsed() >= TIME {
            break;
        }
        let patch = UserPatch { name: Some(format!("{} {round}", user.name)), ..UserPatch::default() };
        let asked = Instant::now();
        users::update(&service, &host(), &user.user_id, patch, None).await?;
        times.push(asked.elapsed().as_secs_f64() * 1e3);
    }
    Ok(times)
}

fn host() -> Caller {
    Caller::host("bench")
}
