//! A million users: importing them, finding them, and serving them, on either database.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};

use crate::figure::{Better, Figure, seconds};
use crate::served::Database;
use crate::{export, keystrokes, lists, lists::time, load, memory, start, writes};

/// How many users there are in each of the databases.
pub(crate) const SIZES: [(&str, u64); 3] = [("small", 10_000), ("tenth", 100_000), ("whole", 1_000_000)];

/// Pages that the server is asked for as browsers do it.
const PAGES: [(&str, &str); 3] = [
    ("page of users from the server, p95", "/users"),
    ("the same, searched for what 120,000 have, with the exact total", "/users?q=northgrid"),
    ("the same, number 10,000 by address", "/users?page=10000&order=primary_email_address"),
];
/// How often each of them is asked for.
const ROUNDS: u32 = 100;

/// Measures with three empty databases, of so many users each at the end.
pub(crate) async fn measure(server: &Path, chromium: &Path, urls: [String; 3]) -> Result<Vec<Figure>> {
    let databases = urls.map(|url| Database::at(url, server));
    let mut imports = Vec::new();
    for (database, (name, users)) in databases.iter().zip(SIZES) {
        eprintln!("==> Importing {users} users into the {name} database");
        imports.push(database.import(users).await?);
        database.administrate().await?;
    }
    let [small, tenth, whole] = &databases;
    let [_, tenth_time, whole_time] = imports.as_slice() else { unreachable!("three were imported") };
    let [(_, few), _, (_, all)] = SIZES;
    let mut figures = vec![
        seconds("import of 100,000 with ready-made hashes", *tenth_time, (20.0, 6.0)),
        seconds("import of 1,000,000 with ready-made hashes", *whole_time, (240.0, 80.0)),
    ];
    figures.extend(size(whole.url()));
    eprintln!("==> Listing, searching, counting");
    figures.extend(lists::measure(whole.url(), all, Some((small.url(), few))).await?);
    eprintln!("==> Starting and serving");
    figures.push(start::measure(whole, (300.0, 50.0)).await?);
    figures.extend(served(whole, all).await?);
    eprintln!("==> Writing");
    figures.extend(writes::measure(whole.url(), all).await?);
    eprintln!("==> Typing");
    let running = tenth.serve().await?;
    figures.push(keystrokes::measure(&running, chromium).await?);
    running.stop().await?;
    Ok(figures)
}

/// What one server does with everybody, and the memory it holds afterwards.
async fn served(whole: &Database, users: u64) -> Result<Vec<Figure>> {
    let served = whole.serve().await?;
    let mut figures = Vec::new();
    let mut failed = 0;
    for (name, path) in PAGES {
        let (_, p95) = load::latency(&served, path, ROUNDS, &mut failed).await?;
        figures.push(time(name, p95, None));
    }
    ensure!(failed == 0, "{failed} pages failed");
    figures.extend(export::measure(&served, users).await?);
    let value = memory::resident(&served)?;
    let (name, bounds) = ("memory of the server after all of this", Some((120.0, 60.0)));
    figures.push(Figure { name, unit: "MB", value, bounds, better: Better::Less });
    served.stop().await?;
    Ok(figures)
}

/// The size of SQLite's file.
fn size(url: &str) -> Option<Figure> {
    let bytes = fs::metadata(url.strip_prefix("sqlite://")?).ok()?.len();
    #[expect(clippy::cast_precision_loss, reason = "of no weight")]
    let value = bytes as f64 / 1e6;
    Some(Figure { name: "file on disk", unit: "MB", value, bounds: Some((700.0, 500.0)), better: Better::Less })
}
