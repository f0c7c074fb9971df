//! Log-ins by many at once, and what becomes of everybody else meanwhile.

use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use hyper::Method;
use tokio::task::JoinSet;

use crate::client::Client;
use crate::figure::{Better, Figure};
use crate::memory::resident;
use crate::served::Served;

/// Who log in all at once, each from an address of their own.
const PEOPLE: u32 = 16;
/// How long they go on.
const TIME: Duration = Duration::from_secs(10);
const PASSWORD: &str = "measured-with-patience";

/// What is being measured while they log in.
struct Meanwhile {
    times: Vec<f64>,
    memory: f64,
}

/// Log-ins as a share of what the hashing threads could do, the slowest pages meanwhile, and the memory it takes.
pub(crate) async fn measure(served: &Served, key: &str) -> Result<Vec<Figure>> {
    let mut program = Client::program(served.address, key).await?;
    for number in 0..PEOPLE {
        let user = format!(
            r#"{{"ids":{{"user_id":"person-{number}"}},"state":1,"primary_email_address":"person-{number}@bench.invalid","password":"{PASSWORD}"}}"#
        );
        let made = program.call(Method::POST, "/api/v3/users", format!(r#"{{"user":{user}}}"#)).await?;
        ensure!(made.status.is_success(), "a person is not made: {}", made.status);
    }
    let idle = resident(served)?;
    let one = hash()?;
    let permits = available_parallelism()?.get().saturating_sub(1).max(1);
    let begun = Instant::now();
    let mut people = JoinSet::new();
    for number in 0..PEOPLE {
        people.spawn(log_in(served.address, number, begun));
    }
    let Meanwhile { mut times, memory } = watch(served, begun).await?;
    let mut logins = 0_u32;
    while let Some(done) = people.join_next().await {
        logins += done??;
    }
    times.sort_by(f64::total_cmp);
    let slowest = *times.get(times.len() * 99 / 100).context("no page")?;
    let possible = f64::from(u32::try_from(permits)?) / one;
    let share = f64::from(logins) / begun.elapsed().as_secs_f64() / possible * 100.0;
    let allowed = f64::from(u32::try_from(permits)?) * 19.0 * 1.048_576 + 64.0 * 1.048_576;
    let figure = |name, unit, value, hold, better| Figure { name, unit, value, bounds: Some((hold, hold)), better };
    Ok(vec![
        figure("log-ins by 16, of what the hashing threads can do", "%", share, 85.0, Better::More),
        figure("page of users meanwhile, p99", "ms", slowest, 100.0, Better::Less),
        figure("memory for it", "MB", memory - idle, allowed, Better::Less),
    ])
}

/// The seconds of one hash, the middle of some.
fn hash() -> Result<f64> {
    let params = Params::new(19_456, 2, 1, Some(32)).map_err(|cause| anyhow::anyhow!("{cause}"))?;
    let mut memory = vec![Block::default(); params.block_count()];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut times = Vec::new();
    for _ in 0..9 {
        let (begun, mut hash) = (Instant::now(), [0; 32]);
        let done =
            argon2.hash_password_into_with_memory(PASSWORD.as_bytes(), b"0123456789abcdef", &mut hash, &mut memory);
        done.map_err(|cause| anyhow::anyhow!("{cause}"))?;
        times.push(begun.elapsed().as_secs_f64());
    }
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().context("no time")
}

/// Logs in again and again. Answers how often.
async fn log_in(address: std::net::SocketAddr, number: u32, begun: Instant) -> Result<u32> {
    let mut client = Client::connect(address, "").await?;
    let (form, from) = (format!("user_id=person-{number}&password={PASSWORD}"), format!("198.51.100.{number}"));
    let mut logins = 0;
    while begun.elapsed() < TIME {
        let answer = client.post_from(&from, "/fn/sessions/create", &form).await?;
        ensure!(answer.status.is_success() || answer.status.is_redirection(), "a log-in answers {}", answer.status);
        logins += 1;
    }
    Ok(logins)
}

/// Asks for pages all the while.
async fn watch(served: &Served, begun: Instant) -> Result<Meanwhile> {
    let mut client = Client::connect(served.address, &served.cookie).await?;
    let mut meanwhile = Meanwhile { times: Vec::new(), memory: 0.0 };
    while begun.elapsed() < TIME {
        let asked = Instant::now();
        let answer = client.get("/users", "br").await?;
        ensure!(answer.status.is_success(), "a page answers {}", answer.status);
        meanwhile.times.push(asked.elapsed().as_secs_f64() * 1e3);
        meanwhile.memory = meanwhile.memory.max(resident(served)?);
    }
    Ok(meanwhile)
}
