//! All users as one file.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use tokio::time::sleep;

use crate::client::Client;
use crate::figure::{Better, Figure, seconds};
use crate::memory::resident;
use crate::served::Served;

/// How often the memory of the server is looked at meanwhile.
const LOOK: Duration = Duration::from_millis(20);

/// Exports everybody, and watches what it costs the server.
pub(crate) async fn measure(served: &Served, users: u64) -> Result<[Figure; 2]> {
    let mut client = Client::connect(served.address, &served.cookie).await?;
    let before = resident(served)?;
    let mut most = before;
    let begun = Instant::now();
    let download = client.download("/export/users.csv");
    tokio::pin!(download);
    let bytes = loop {
        tokio::select! {
            bytes = &mut download => break bytes?,
            () = sleep(LOOK) => most = most.max(resident(served)?),
        }
    };
    let taken = begun.elapsed().as_secs_f64();
    ensure!(bytes as u64 > users * 50, "the export has {bytes} bytes only");
    let (value, bounds) = (most - before, Some((20.0, 20.0)));
    Ok([
        seconds("export of everybody as CSV", taken, (15.0, 6.0)),
        Figure { name: "memory that the export adds", unit: "MB", value, bounds, better: Better::Less },
    ])
}
