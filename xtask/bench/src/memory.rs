//! What the server keeps when nobody asks.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::time::sleep;

use crate::figure::{Better, Figure};
use crate::served::{Database, Served};

/// Starts a server, asks for one page, and looks a little later.
pub(crate) async fn measure(database: &Database) -> Result<Figure> {
    let served = database.serve().await?;
    served.wait("/users", Duration::from_millis(1)).await?;
    sleep(Duration::from_secs(2)).await;
    let value = resident(&served)?;
    served.stop().await?;
    let name = "resident memory, idle after a log-in and one page";
    Ok(Figure { name, unit: "MB", value, bounds: Some((40.0, 20.0)), better: Better::Less })
}

/// The memory that a server holds, in MB.
pub(crate) fn resident(served: &Served) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{}/status", served.id()?))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    let kilobytes: u32 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(f64::from(kilobytes) * 1024.0 / 1e6)
}
