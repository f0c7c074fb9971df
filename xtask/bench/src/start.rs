//! From the start of the program to its first page.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::figure::{Better, Figure};
use crate::served::Database;

/// How often it is started; the middle one counts.
const ROUNDS: usize = 10;

/// Starts the server again and again. The bounds are in milliseconds.
pub(crate) async fn measure(database: &Database, bounds: (f64, f64)) -> Result<Figure> {
    let first = database.serve().await?;
    let cookie = first.cookie.clone();
    first.stop().await?;
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let served = database.start(&cookie)?;
        served.wait("/users", Duration::from_millis(1)).await?;
        times.push(start.elapsed());
        served.stop().await?;
    }
    times.sort_unstable();
    let median = times.get(ROUNDS / 2).context("no start")?;
    Ok(Figure {
        name: "start to the first answer, the page of users, median of ten",
        unit: "ms",
        value: median.as_secs_f64() * 1e3,
        bounds: Some(bounds),
        better: Better::Less,
    })
}
