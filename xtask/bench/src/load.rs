//! The page of users, asked for again and again.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::task::JoinSet;

use crate::client::Client;
use crate::figure::{Better, Figure};
use crate::served::Served;

/// Clients that ask all at once.
const CLIENTS: usize = 16;
/// How often the one client asks.
const ROUNDS: u32 = 2_000;
/// How long they ask.
const TIME: Duration = Duration::from_secs(10);

/// One client's time, then many clients' number.
pub(crate) async fn measure(served: &Served) -> Result<Vec<Figure>> {
    let mut failed = 0;
    let first = latency(served, "/users", ROUNDS, &mut failed).await?;
    let middle = latency(served, "/users?page=250", ROUNDS, &mut failed).await?;
    let rate = throughput(served, &mut failed).await?;
    let time = |name, (p50, p95): (f64, f64), bounds| {
        let figure = |name, value, bounds| Figure { name, unit: "ms", value, bounds, better: Better::Less };
        let [name95, name50]: [&'static str; 2] = name;
        [figure(name95, p95, bounds), figure(name50, p50, None)]
    };
    let mut figures = Vec::new();
    figures.extend(time(["page of users, one client, p95", "the same, p50"], first, Some((8.0, 2.0))));
    figures.extend(time(["page 250 of users, one client, p95", "the same, p50"], middle, None));
    figures.push(Figure {
        name: "pages of users a second, 16 clients",
        unit: "/s",
        value: rate,
        bounds: Some((800.0, 3000.0)),
        better: Better::More,
    });
    figures.push(Figure {
        name: "pages that failed meanwhile",
        unit: "",
        value: f64::from(failed),
        bounds: Some((0.0, 0.0)),
        better: Better::Less,
    });
    Ok(figures)
}

/// The middle time and the one that nineteen of twenty stay under, in milliseconds.
pub(crate) async fn latency(served: &Served, path: &str, rounds: u32, failed: &mut u32) -> Result<(f64, f64)> {
    let mut client = Client::connect(served.address, &served.cookie).await?;
    let mut times = Vec::new();
    for round in 0..rounds + rounds / 10 {
        let start = Instant::now();
        let good = page(&mut client, path).await?;
        *failed += u32::from(!good);
        // The first ones warm what is cold after a start.
        if good && round >= rounds / 10 {
            times.push(start.elapsed());
        }
    }
    times.sort_unstable();
    let at = |percent: usize| times.get(times.len() * percent / 100).context("no page").map(|t| t.as_secs_f64() * 1e3);
    Ok((at(50)?, at(95)?))
}

/// Good pages a second.
async fn throughput(served: &Served, failed: &mut u32) -> Result<f64> {
    let mut tasks = JoinSet::new();
    let start = Instant::now();
    for _ in 0..CLIENTS {
        let mut client = Client::connect(served.address, &served.cookie).await?;
        tasks.spawn(async move {
            let (mut good, mut bad) = (0_u32, 0_u32);
            while start.elapsed() < TIME {
                if page(&mut client, "/users").await? { good += 1 } else { bad += 1 }
            }
            anyhow::Ok((good, bad))
        });
    }
    let mut pages = 0;
    while let Some(done) = tasks.join_next().await {
        let (good, bad) = done??;
        pages += good;
        *failed += bad;
    }
    Ok(f64::from(pages) / start.elapsed().as_secs_f64())
}

/// Whether the page came.
async fn page(client: &mut Client, path: &str) -> Result<bool> {
    let answer = client.get(path, "gzip, br").await?;
    ensure!(answer.status.is_success() || answer.status.is_server_error(), "{path} answers {}", answer.status);
    Ok(answer.status.is_success())
}
